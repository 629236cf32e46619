package io.timecoin.load;

import io.timecoin.client.Client;
import io.timecoin.client.ClientListener;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Submits over Aeron, with a number of clients that each have a session with every validator. Frames that no client
 * would send go out from one more client, which is shown the door for it: a new one takes its place after a while.
 */
public final class ClientSubmitter implements Submitter, AutoCloseable
{
    private static final String REPLY = "127.0.0.1:0";
    private static final long LOOK_NS = 1_000_000L;
    private static final long NEW_VANDAL_NS = TimeUnit.SECONDS.toNanos(2);
    /** A validator without a session for so long is lost: a pause of the machine is shorter. */
    private static final long LOST_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long NEVER = Long.MAX_VALUE;
    private static final Listener NOBODY = new Listener()
    {
        @Override
        public void onVerdict(final long reference, final Verdict verdict)
        {
        }

        @Override
        public void onOutcome(final long reference, final Verdict outcome)
        {
        }

        @Override
        public void onConfirmed(final long reference)
        {
        }
    };

    private final EmbeddedDriver driver;
    private final byte[] chainId;
    private final List<String> nodes;
    private final IntPredicate isAlive;
    private final List<Client> clients = new ArrayList<>();
    /** Since when a validator that had let a client in is without a session; {@link #NEVER} if it is not. */
    private final long[] goneSinceNs;
    private final Replies replies = new Replies();
    private final Deaf deaf = new Deaf();
    private final UnsafeBuffer raw = new UnsafeBuffer(new byte[0]);
    private Client vandal;
    private long nextVandalNs;
    private long nowNs;
    private long vandals;

    /**
     * Begins to connect.
     *
     * @param driver  of this process.
     * @param chainId 32 bytes.
     * @param nodes   host:port of each validator.
     * @param count   number of clients.
     * @param isAlive whether a validator is known to run; asked in every duty cycle.
     */
    public ClientSubmitter(
        final EmbeddedDriver driver,
        final byte[] chainId,
        final List<String> nodes,
        final int count,
        final IntPredicate isAlive)
    {
        this.driver = driver;
        this.chainId = chainId.clone();
        this.nodes = List.copyOf(nodes);
        this.isAlive = isAlive;
        goneSinceNs = new long[nodes.size()];
        Arrays.fill(goneSinceNs, NEVER);
        for (int i = 0; i < count; i++)
        {
            clients.add(client(i));
        }
    }

    /**
     * Waits until every client has a session with every validator.
     *
     * @param timeoutNs at most so long.
     * @return false if some are still without.
     */
    public boolean awaitConnected(final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (!isConnected())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                return false;
            }
            if (poll(NOBODY) == 0)
            {
                LockSupport.parkNanos(LOOK_NS);
            }
        }
        return true;
    }

    /**
     * Whether a validator has let all clients in.
     *
     * @param validator its index.
     * @return true if payments may reach it.
     */
    public boolean isConnected(final int validator)
    {
        return clients.stream().allMatch((client) -> client.isConnected(validator));
    }

    @Override
    public int links()
    {
        return clients.size() * nodes.size();
    }

    @Override
    public int validators()
    {
        return nodes.size();
    }

    @Override
    public boolean isAlive(final int validator)
    {
        final long sinceNs = goneSinceNs[validator];
        return isAlive.test(validator) && (sinceNs == NEVER || nowNs - sinceNs < LOST_NS);
    }

    @Override
    public boolean offer(final int link, final long reference, final byte[] transaction)
    {
        final Client client = clients.get(link / nodes.size());
        return client.submit(link % nodes.size(), reference, transaction) == Client.Submitted.OK;
    }

    @Override
    public boolean offerFrame(final int link, final byte[] frame)
    {
        final int node = link % nodes.size();
        if (vandal == null)
        {
            vandal = client(clients.size() + vandals++);
            nextVandalNs = System.nanoTime() + NEW_VANDAL_NS;
        }
        raw.wrap(frame);
        final Client.Submitted sent = vandal.sendFrame(node, raw, 0, frame.length);
        // Nobody waits for it: what finds the door shut has had its answer.
        return sent != Client.Submitted.BUSY;
    }

    @Override
    public int poll(final Listener listener)
    {
        nowNs = System.nanoTime();
        replies.listener = listener;
        int work = 0;
        for (final Client client : clients)
        {
            work += client.poll(replies, nowNs);
        }
        if (vandal != null)
        {
            work += vandal.poll(deaf, nowNs);
            renewVandal();
        }
        return work;
    }

    @Override
    public void close()
    {
        clients.forEach(Client::close);
        if (vandal != null)
        {
            vandal.close();
        }
    }

    private boolean isConnected()
    {
        for (int i = 0; i < nodes.size(); i++)
        {
            if (!isConnected(i))
            {
                return false;
            }
        }
        return true;
    }

    private Client client(final long number)
    {
        return Client.on(driver, chainId, REPLY, nodes, AeronSettings.standard(),
            Arrays.hashCode(chainId) * 31L + ProcessHandle.current().pid() * 1_000_003L + number);
    }

    private void renewVandal()
    {
        if (nowNs - nextVandalNs < 0)
        {
            return;
        }
        nextVandalNs = nowNs + NEW_VANDAL_NS;
        for (int i = 0; i < nodes.size(); i++)
        {
            if (!vandal.isConnected(i) && isAlive(i))
            {
                vandal.close();
                vandal = client(clients.size() + vandals++);
                return;
            }
        }
    }

    /** Passes on what nodes say to the listener of a poll. */
    private final class Replies implements ClientListener
    {
        private Listener listener;

        @Override
        public void onVerdict(
            final int node,
            final long reference,
            final Verdict verdict,
            final long requiredFee,
            final DirectBuffer txid,
            final int txidOffset)
        {
            listener.onVerdict(reference, verdict);
        }

        @Override
        public void onOutcome(
            final int node,
            final long reference,
            final Verdict outcome,
            final DirectBuffer txid,
            final int txidOffset)
        {
            listener.onOutcome(reference, outcome);
        }

        @Override
        public void onConfirmed(
            final int node, final long reference, final long height, final DirectBuffer txid, final int txidOffset)
        {
            listener.onConfirmed(reference);
        }

        @Override
        public void onConnected(final int node)
        {
            goneSinceNs[node] = NEVER;
        }

        @Override
        public void onDisconnected(final int node)
        {
            goneSinceNs[node] = nowNs;
        }
    }

    /** Nothing that a vandal is told matters. */
    private static final class Deaf implements ClientListener
    {
        @Override
        public void onVerdict(
            final int node,
            final long reference,
            final Verdict verdict,
            final long requiredFee,
            final DirectBuffer txid,
            final int txidOffset)
        {
        }

        @Override
        public void onOutcome(
            final int node,
            final long reference,
            final Verdict outcome,
            final DirectBuffer txid,
            final int txidOffset)
        {
        }
    }
}

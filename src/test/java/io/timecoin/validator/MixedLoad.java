package io.timecoin.validator;

import io.timecoin.transaction.Verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static io.timecoin.validator.TestNetwork.AMOUNT;
import static io.timecoin.validator.TestNetwork.FEE;
import static org.assertj.core.api.Assertions.assertThat;

/** Chains of payments with conflicts and invalid ones among them, and what must become of each. */
final class MixedLoad
{
    private static final int CHAIN_LENGTH = 4;
    private static final int PAYMENTS_PER_FRAME = 16;

    private record Expectation(int client, long reference, Verdict verdict, boolean isDecided)
    {
    }

    private record Rivals(byte[] one, byte[] other)
    {
    }

    private final TestNetwork net;
    private final Random random;
    private final List<Expectation> expectations = new ArrayList<>();
    private final List<Rivals> rivals = new ArrayList<>();
    private final List<List<byte[]>> frames = new ArrayList<>();
    private final long[] references;
    private int checked;

    MixedLoad(final TestNetwork net, final long seed)
    {
        this.net = net;
        random = new Random(seed);
        references = new long[net.clients.size()];
        net.clients.forEach(client -> frames.add(new ArrayList<>()));
    }

    /** Submits everything at once: what the network cannot take waits with the clients. */
    void submitAll()
    {
        for (int i = 0; i < net.outputs.size(); i++)
        {
            final int client = random.nextInt(net.clients.size());
            switch (random.nextInt(10))
            {
                case 0 -> submitRivals(client, net.outputs.get(i));
                case 1 -> submitInvalid(client, net.outputs.get(i));
                case 2 ->
                {
                    submitChain(client, net.outputs.get(i));
                    // The first of the chain holds the lock, or has spent the output already.
                    submit(client, net.payment(3, AMOUNT, net.outputs.get(i)), Verdict.CONFLICT, false);
                }
                default -> submitChain(client, net.outputs.get(i));
            }
        }
        for (int client = 0; client < frames.size(); client++)
        {
            flush(client);
        }
    }

    int size()
    {
        return expectations.size();
    }

    /** Whether every payment has its verdict, and its outcome if it has no rival. */
    boolean isDone()
    {
        while (checked < expectations.size())
        {
            final Expectation next = expectations.get(checked);
            final TestClient client = net.clients.get(next.client);
            if (client.verdict(next.reference) == null || next.isDecided && client.outcome(next.reference) == null)
            {
                return false;
            }
            checked++;
        }
        return true;
    }

    void verify()
    {
        for (final Expectation expected : expectations)
        {
            final TestClient client = net.clients.get(expected.client);
            if (expected.verdict != null)
            {
                assertThat(client.verdict(expected.reference)).as("verdict %s", expected).isEqualTo(expected.verdict);
            }
            if (expected.isDecided)
            {
                assertThat(client.outcome(expected.reference)).as("outcome %s", expected).isEqualTo(Verdict.ADMITTED);
            }
        }
        for (final TestClient client : net.clients)
        {
            assertThat(client.faults()).isEmpty();
        }
        for (final Rivals pair : rivals)
        {
            int winners = 0;
            for (final byte[] payment : List.of(pair.one, pair.other))
            {
                boolean isAnywhere = false;
                for (int i = 0; i < net.validators.size(); i++)
                {
                    isAnywhere |= net.isUnspent(i, net.output(payment, 0));
                }
                winners += isAnywhere ? 1 : 0;
            }
            assertThat(winners).as("accepted of two rivals").isLessThanOrEqualTo(1);
        }
        final byte[] hash = net.stores.get(0).stateHash();
        for (int i = 1; i < net.stores.size(); i++)
        {
            assertThat(net.stores.get(i).size()).isEqualTo(net.stores.get(0).size());
            assertThat(net.stores.get(i).stateHash()).isEqualTo(hash);
        }
    }

    private void submitChain(final int client, final byte[] output)
    {
        byte[] outpoint = output;
        for (int i = 0; i < CHAIN_LENGTH; i++)
        {
            final byte[] payment = net.payment(1, AMOUNT - i * FEE, outpoint);
            submit(client, payment, Verdict.ADMITTED, true);
            outpoint = net.output(payment, 0);
        }
    }

    private void submitRivals(final int client, final byte[] output)
    {
        final byte[] one = net.payment(1, AMOUNT, output);
        final byte[] other = net.payment(2, AMOUNT, output);
        submit(client, one, null, false);
        submit((client + 1) % net.clients.size(), other, null, false);
        rivals.add(new Rivals(one, other));
    }

    private void submitInvalid(final int client, final byte[] output)
    {
        final byte[] good = net.payment(1, AMOUNT, output);
        final byte[] badSignature = good.clone();
        badSignature[badSignature.length - 1] ^= 1;
        submit(client, badSignature, Verdict.BAD_SIGNATURE, false);
        submit(client, Arrays.copyOf(good, good.length - 1), Verdict.MALFORMED, false);
        submit(client, net.payment(1, AMOUNT + 2 * FEE, output), Verdict.OUTPUTS_EXCEED_INPUTS, false);
        submit(client, net.payment(1, AMOUNT, net.output(badSignature, 200)), Verdict.MISSING_PARENT, false);
        // Garbage in the witnesses of a copy does not stop the real payment.
        submit(client, good, Verdict.ADMITTED, true);
    }

    private void submit(final int client, final byte[] payment, final Verdict verdict, final boolean isDecided)
    {
        frames.get(client).add(payment);
        expectations.add(new Expectation(client, ++references[client], verdict, isDecided));
        if (frames.get(client).size() == PAYMENTS_PER_FRAME)
        {
            flush(client);
        }
    }

    private void flush(final int client)
    {
        final List<byte[]> frame = frames.get(client);
        if (!frame.isEmpty())
        {
            final long last = net.clients.get(client).submit(frame.toArray(byte[][]::new));
            assertThat(last).isEqualTo(references[client]);
            frame.clear();
        }
    }
}

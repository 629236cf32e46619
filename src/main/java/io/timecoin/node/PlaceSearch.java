package io.timecoin.node;

import io.timecoin.client.Client;
import io.timecoin.client.ClientListener;
import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.crypto.KeyPair;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.network.Endpoint;
import io.timecoin.network.RefusalReason;
import io.timecoin.pipeline.Identities;
import io.timecoin.transaction.Address;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Learns which place among the validators a node has whose own blocks do not tell it yet: asks all its peers once a
 * second, as a client, until more than a third of them say the same. A lie costs no more than a halt: the blocks that
 * the node then fetches say the place too, and give it no vote before.
 */
final class PlaceSearch implements ClientListener
{
    private static final Logger LOG = LoggerFactory.getLogger(PlaceSearch.class);
    private static final long ASK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PARK_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int LIARS_OF = 3;

    private final byte[] identity;
    private final List<String> peers;
    private final int first;
    private final int capacity;
    private final String name;
    /** What each peer said last. */
    private final int[] said;

    private PlaceSearch(final ChainFile chain)
    {
        final KeyPair key = chain.identity();
        identity = key.publicKey();
        peers = chain.config().peers();
        first = chain.genesis().validators().size();
        capacity = BondTerms.of(chain.genesis().bondUnit(), first, 1).capacity();
        name = Address.ofPublicKey(chain.genesis().testnet(), identity).toString();
        said = new int[peers.size()];
        Arrays.fill(said, Identities.NO_PLACE);
    }

    /**
     * Asks until the place is known.
     *
     * @param chain    configuration and genesis, which does not name this node's key.
     * @param driver   of the process.
     * @param seed     makes the name under which it asks.
     * @param isEnding whether to give up.
     * @return the place; {@link Identities#NO_PLACE} if it was to give up.
     * @throws NodeException if there is nobody to ask, or nowhere to be reached.
     */
    static int find(
        final ChainFile chain, final EmbeddedDriver driver, final long seed, final BooleanSupplier isEnding)
    {
        final String listen = Endpoint.normal(chain.config().text(ConfigKey.LISTEN));
        if (!Endpoint.isLiteral(listen))
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "others cannot reach " + listen,
                "a validator that is in nobody's peers is reached where it says, which must be an address, not a name",
                "write network.listen as an IP address and a port");
        }
        if (chain.config().peers().isEmpty())
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "there is nobody to ask for this node's place",
                "its key is none of the genesis's, and network.peers is empty",
                "name the validators of the chain in network.peers");
        }
        return new PlaceSearch(chain).ask(driver, chain.genesis().chainId(),
            listen.substring(0, listen.lastIndexOf(':')) + ":0", seed, isEnding);
    }

    @Override
    public void onVerdict(
        final int node, final long reference, final Verdict verdict, final long requiredFee, final DirectBuffer txid,
        final int txidOffset)
    {
        // It submits nothing.
    }

    @Override
    public void onOutcome(
        final int node, final long reference, final Verdict outcome, final DirectBuffer txid, final int txidOffset)
    {
        // It submits nothing.
    }

    @Override
    public void onPlace(final int node, final DirectBuffer buffer, final int offset, final int place)
    {
        boolean isOwn = true;
        for (int i = 0; i < identity.length; i++)
        {
            isOwn &= buffer.getByte(offset + i) == identity[i];
        }
        if (isOwn)
        {
            // The first places are others', whoever says what.
            said[node] = place >= first && place < capacity ? place : Identities.NO_PLACE;
        }
    }

    @Override
    public void onRefused(final int node, final RefusalReason reason)
    {
        LOG.atWarn().addKeyValue("peer", peers.get(node)).addKeyValue("reason", reason).log("a peer refuses this node");
    }

    private int ask(
        final EmbeddedDriver driver, final byte[] chainId, final String reply, final long seed,
        final BooleanSupplier isEnding)
    {
        try (Client client = Client.on(driver, chainId, reply, peers, AeronSettings.standard(), seed))
        {
            long askNs = System.nanoTime();
            long tellNs = askNs + ASK_NS;
            while (!isEnding.getAsBoolean())
            {
                final long nowNs = System.nanoTime();
                final int work = client.poll(this, nowNs);
                final int place = agreed(said);
                if (place != Identities.NO_PLACE)
                {
                    LOG.atInfo().addKeyValue("place", place).log("the bond is final; this node has a place");
                    return place;
                }
                if (nowNs - tellNs >= 0)
                {
                    tellNs = nowNs + TELL_NS;
                    LOG.atInfo().addKeyValue("peers", connected(client)).addKeyValue("next", "timecoin validator bond")
                        .log("waiting for the bond of " + name + " to become final");
                }
                if (nowNs - askNs >= 0)
                {
                    askNs = nowNs + ASK_NS;
                    askAll(client);
                }
                if (work == 0)
                {
                    LockSupport.parkNanos(PARK_NS);
                }
            }
            return Identities.NO_PLACE;
        }
    }

    private void askAll(final Client client)
    {
        for (int i = 0; i < said.length; i++)
        {
            // Whoever is not there is asked the next time.
            client.askPlace(i, identity);
        }
    }

    private String connected(final Client client)
    {
        int count = 0;
        for (int i = 0; i < said.length; i++)
        {
            count += client.isConnected(i) ? 1 : 0;
        }
        return count + " of " + said.length;
    }

    /** The place that more than a third of all say, by whom fewer liars cannot come. */
    static int agreed(final int[] said)
    {
        for (final int place : said)
        {
            if (place != Identities.NO_PLACE &&
                Arrays.stream(said).filter((other) -> other == place).count() * LIARS_OF > said.length)
            {
                return place;
            }
        }
        return Identities.NO_PLACE;
    }
}

package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.BatchDecoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Several validators' acceptance under a virtual clock and network, all from one seed. */
final class TestNetwork
{
    static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What the network does to a message; a negative delay loses it. */
    interface Delays
    {
        long delayNs(int from, int to, boolean bulk);
    }

    /** Changes what a validator sends; null loses it. */
    interface Liar
    {
        byte[] send(int to, int templateId, byte[] message);
    }

    private record Delivery(long atNs, long number, int from, int to, byte[] message, boolean bulk)
    {
    }

    final long seed;
    final Random random;
    final ValidatorSet validators;
    final List<TestNode> nodes = new ArrayList<>();
    final Liar[] liars;
    long nowNs = TimeUnit.DAYS.toNanos(1);
    Delays delays = (from, to, bulk) -> MS;
    long messages;
    private long numbers;
    private final PriorityQueue<Delivery> deliveries = new PriorityQueue<>(
        Comparator.comparingLong(Delivery::atNs).thenComparingLong(Delivery::number));

    TestNetwork(final ValidatorSet validators, final AvalancheParameters parameters, final int ruleNumber,
        final long seed)
    {
        this(validators, parameters, electorate -> AcceptanceRule.of(
            ruleNumber, parameters, validators.voters(), electorate), seed);
    }

    TestNetwork(final ValidatorSet validators, final AvalancheParameters parameters,
        final java.util.function.Function<Electorate, AcceptanceRule> rules, final long seed)
    {
        this.seed = seed;
        this.validators = validators;
        random = new Random(seed);
        liars = new Liar[validators.size()];
        for (int i = 0; i < validators.size(); i++)
        {
            nodes.add(new TestNode(this, i, parameters, rules, random.nextLong()));
        }
        connectAll();
    }

    static TestNetwork quorum(final int count, final long seed)
    {
        return new TestNetwork(ValidatorSet.equal(count),
            AvalancheParameters.testnet().withLimits(TestNode.LIMITS), AcceptanceRule.QUORUM, seed);
    }

    void connectAll()
    {
        for (int a = 0; a < nodes.size(); a++)
        {
            for (int b = 0; b < nodes.size(); b++)
            {
                if (a != b)
                {
                    nodes.get(a).avalanche.onPeerConnected(b, nowNs);
                }
            }
        }
    }

    /** Says to all that others vote after a block. */
    void announce(final long lastHeight, final long... weights)
    {
        nodes.forEach(node -> announce(node, lastHeight, weights));
    }

    void announce(final TestNode node, final long lastHeight, final long... weights)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[weights.length * Integer.BYTES]);
        for (int i = 0; i < weights.length; i++)
        {
            buffer.putInt(i * Integer.BYTES, (int)weights[i], java.nio.ByteOrder.LITTLE_ENDIAN);
        }
        node.avalanche.electorate(lastHeight, buffer, 0, weights.length);
    }

    /** Cuts one off, which stays there. */
    void isolate(final int one)
    {
        nodes.stream().filter(node -> node.self != one).forEach(node -> connection(one, node.self, false));
    }

    void join(final int one)
    {
        nodes.stream().filter(node -> node.self != one).forEach(node -> connection(one, node.self, true));
    }

    void connection(final int a, final int b, final boolean isConnected)
    {
        for (int i = 0; i < 2; i++)
        {
            final TestNode node = nodes.get(i == 0 ? a : b);
            final int other = i == 0 ? b : a;
            if (isConnected)
            {
                node.avalanche.onPeerConnected(other, nowNs);
            }
            else
            {
                node.avalanche.onPeerDisconnected(other, nowNs);
            }
        }
    }

    /** One-way times of half the round trip, up to a share longer. */
    void roundTrip(final long roundTripNs, final double jitter)
    {
        delays = (from, to, bulk) -> (long)(roundTripNs / 2 * (1 + jitter * random.nextDouble()));
    }

    void send(final int from, final int to, final byte[] message, final int templateId, final boolean bulk)
    {
        final byte[] sent = liars[from] == null ? message : liars[from].send(to, templateId, message);
        final long delayNs = sent == null ? -1 : delays.delayNs(from, to, bulk);
        if (delayNs >= 0)
        {
            deliver(from, to, sent, bulk, delayNs);
        }
    }

    void deliver(final int from, final int to, final byte[] message, final boolean bulk, final long delayNs)
    {
        messages++;
        deliveries.add(new Delivery(nowNs + delayNs, numbers++, from, to, message, bulk));
    }

    void run(final long durationNs)
    {
        final long endNs = nowNs + durationNs;
        while (nowNs < endNs)
        {
            step();
        }
    }

    /** Runs until a condition holds; false if it does not within the time. */
    boolean runUntil(final java.util.function.BooleanSupplier condition, final long limitNs)
    {
        final long endNs = nowNs + limitNs;
        while (!condition.getAsBoolean())
        {
            if (nowNs >= endNs)
            {
                return false;
            }
            step();
        }
        return true;
    }

    /** Delivers what arrives within a millisecond, then ticks. */
    private void step()
    {
        final long tickNs = nowNs + MS;
        while (!deliveries.isEmpty() && deliveries.peek().atNs() <= tickNs)
        {
            final Delivery delivery = deliveries.remove();
            nowNs = Math.max(nowNs, delivery.atNs());
            final TestNode node = nodes.get(delivery.to());
            if (node.isDown)
            {
                continue;
            }
            final UnsafeBuffer buffer = new UnsafeBuffer(delivery.message());
            final int templateId = buffer.getShort(2) & 0xFFFF;
            if (templateId == BatchDecoder.TEMPLATE_ID)
            {
                node.onBatch(delivery.from(), buffer);
            }
            else
            {
                node.avalanche.onMessage(
                    delivery.from(), templateId, buffer, 0, delivery.message().length, nowNs);
            }
            node.work();
        }
        nowNs = tickNs;
        for (final TestNode node : nodes)
        {
            if (!node.isDown)
            {
                node.avalanche.onTick(nowNs);
                node.work();
            }
        }
    }
}

package io.timecoin.consensus.bft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * A network of validators in virtual time, all from one seed: messages are lost, delayed, doubled and reordered, links
 * fail in one direction or both, nodes pause, crash and come back, clocks jump; some validators are Byzantine. What
 * must never happen ends the run at the event in which it does.
 */
final class BftNetwork
{
    static final BftParameters TIMES = BftParameters.ofMillis(200, 1_000, 300, 150, 150, 150);

    /** A target that no validator is. */
    private static final long NOBODY = Long.MIN_VALUE;

    final ValidatorSet validators;
    final Random random;
    final Map<ByteBuffer, Boolean> blocks = new HashMap<>();
    final List<BftEngine> engines = new ArrayList<>();
    final boolean[] isByzantine;
    final boolean isGuarded;
    final List<String> violations = new ArrayList<>();
    long nowNs = TimeUnit.HOURS.toNanos(3);
    long events;
    long dropped;
    long crashes;
    boolean isCalm;

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Map<Integer, byte[]> decided = new HashMap<>();
    private final Map<String, byte[]> signed = new HashMap<>();
    private final boolean[][] isCut;
    private int heightUnderFaults;
    private long calmNs;
    private double loss;
    /** Losses of proposals, prevotes, precommits and of all by which losses are mended. */
    private final double[] kindLoss = new double[4];
    /** Who suffers from these losses; all suffer from the last. */
    private long targets;
    private double doubled;
    private long delayNs;
    private long sequence;

    /** Something at a time. */
    private record Event(long atNs, long sequence, Runnable action) implements Comparable<Event>
    {
        @Override
        public int compareTo(final Event other)
        {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(sequence, other.sequence);
        }
    }

    /**
     * A network.
     *
     * @param behaviours of each validator; null for an honest one.
     * @param isGuarded  whether what must never happen is an error here; else it is only counted.
     */
    BftNetwork(final long seed, final ValidatorSet validators, final Behaviour[] behaviours, final boolean isGuarded)
    {
        this.validators = validators;
        this.isGuarded = isGuarded;
        random = new Random(seed);
        isByzantine = new boolean[validators.size()];
        isCut = new boolean[validators.size()][validators.size()];
        for (int i = 0; i < validators.size(); i++)
        {
            isByzantine[i] = behaviours[i] != null;
            final int faces = behaviours[i] == Behaviour.TWO_FACED ? 2 : 1;
            for (int face = 0; face < faces; face++)
            {
                engines.add(new BftEngine(this, i, faces == 1 ? BftEngine.ONE_FACE : face, behaviours[i]));
            }
        }
    }

    /** Instead of other faults only restarts; and until the calm nothing mends: who missed something lacks it. */
    void mendNothing()
    {
        targets = NOBODY;
        kindLoss[3] = 1;
        delayNs = TimeUnit.MILLISECONDS.toNanos(20);
    }

    /** Lets time pass with all faults, then without until a few more heights are decided; false: too long. */
    boolean run(final long faultsMs, final long calmMs, final int heights)
    {
        engines.forEach(BftEngine::start);
        after(TimeUnit.MILLISECONDS.toNanos(50), targets == 0 ? this::stir : this::restartOne);
        until(nowNs + TimeUnit.MILLISECONDS.toNanos(faultsMs), Integer.MAX_VALUE);
        calm();
        heightUnderFaults = highest();
        calmNs = nowNs;
        final int goal = heightUnderFaults + heights;
        until(nowNs + TimeUnit.MILLISECONDS.toNanos(calmMs), goal);
        return lowest() >= goal;
    }

    @Override
    public String toString()
    {
        return events + " events, " + dropped + " messages dropped, " + crashes + " crashes, height " +
            heightUnderFaults + " under faults, " + lowest() + " at last, " +
            TimeUnit.NANOSECONDS.toMillis(nowNs - calmNs) + " ms after";
    }

    /** The least height that an honest validator has stored. */
    int lowest()
    {
        return honest().mapToInt(engine -> engine.store.size()).min().orElse(0);
    }

    int highest()
    {
        return honest().mapToInt(engine -> engine.store.size()).max().orElse(0);
    }

    void after(final long waitNs, final Runnable action)
    {
        queue.add(new Event(nowNs + waitNs, sequence++, action));
    }

    /** Sends a message to an engine, as far as the network is able to. */
    void send(final int from, final BftEngine to, final Object message)
    {
        if (!isOpen(from, to.index) || random.nextDouble() < loss(to, message))
        {
            dropped++;
            return;
        }
        final int copies = random.nextDouble() < doubled ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            after(TimeUnit.MILLISECONDS.toNanos(1) + (long)(random.nextDouble() * delayNs), () -> to.receive(message));
        }
    }

    private double loss(final BftEngine to, final Object message)
    {
        final int kind = message instanceof Statement ? ((Statement)message).step().code() : 3;
        return targets == 0 ? loss : (targets >>> to.index & 1) != 0 || kind == 3 ? kindLoss[kind] : 0;
    }

    boolean isOpen(final int from, final int to)
    {
        return !isCut[from][to];
    }

    byte[] newBlock(final boolean isGood)
    {
        final byte[] id = new byte[Statement.ID_LENGTH];
        random.nextBytes(id);
        blocks.put(ByteBuffer.wrap(id), isGood);
        return id;
    }

    /** An honest validator is about to send what it signed. */
    void onSigned(final Statement statement)
    {
        final String step = statement.validator() + " " + statement.height() + "/" + statement.round() + " " +
            statement.step();
        final byte[] said = statement.blockId() == null ? new byte[0] : statement.blockId();
        final byte[] before = signed.putIfAbsent(step, said);
        if (before != null && !java.util.Arrays.equals(before, said))
        {
            violated("signed twice: " + step);
        }
    }

    void onDecided(final int height, final byte[] id, final int by)
    {
        final byte[] before = decided.putIfAbsent(height, id);
        if (before != null && !java.util.Arrays.equals(before, id))
        {
            violated("two blocks decided at " + height + ", the second by " + by);
        }
        if (!Boolean.TRUE.equals(blocks.get(ByteBuffer.wrap(id))))
        {
            violated("decided a block at " + height + " that is bad or nobody made");
        }
    }

    void violated(final String what)
    {
        violations.add(what);
        if (isGuarded)
        {
            throw new AssertionError(what);
        }
    }

    private java.util.stream.Stream<BftEngine> honest()
    {
        return engines.stream().filter(engine -> !isByzantine[engine.index]);
    }

    private void until(final long endNs, final int heights)
    {
        while (!queue.isEmpty() && queue.peek().atNs <= endNs && lowestIsBelow(heights))
        {
            final Event event = queue.poll();
            nowNs = event.atNs;
            events++;
            event.action.run();
        }
    }

    private boolean lowestIsBelow(final int heights)
    {
        // Asked before each event: only now and then, it is no invariant.
        return (events & 255) != 0 || heights == Integer.MAX_VALUE || lowest() < heights;
    }

    private void restartOne()
    {
        if (!isCalm)
        {
            engines.get(random.nextInt(engines.size())).crash(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
            after(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000)), this::restartOne);
        }
    }

    /** Draws new faults, and comes again. */
    private void stir()
    {
        if (isCalm)
        {
            return;
        }
        loss = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.3;
        targets = random.nextBoolean() ? 0 : random.nextLong();
        for (int i = 0; i < kindLoss.length; i++)
        {
            kindLoss[i] = random.nextInt(3) == 0 ? 0 : Math.min(1, random.nextDouble() * 2);
        }
        doubled = random.nextDouble() * 0.2;
        delayNs = TimeUnit.MILLISECONDS.toNanos(5 + random.nextInt(random.nextInt(4) == 0 ? 1_000 : 100));
        cutLinks();
        final BftEngine victim = engines.get(random.nextInt(engines.size()));
        harm(victim, random.nextInt(8));
        after(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(2_000)), this::stir);
    }

    private void harm(final BftEngine victim, final int kind)
    {
        switch (kind)
        {
            case 0:
                victim.crash(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4_000)));
                break;
            case 1:
                engines.forEach(engine -> engine.crash(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000))));
                break;
            case 2:
                victim.pause(TimeUnit.MILLISECONDS.toNanos(random.nextInt(5_000)));
                break;
            case 3:
                victim.clockNs += TimeUnit.HOURS.toNanos(1);
                break;
            case 4:
                victim.clockNs -= TimeUnit.HOURS.toNanos(1);
                break;
            default:
                break;
        }
    }

    private void cutLinks()
    {
        final int size = validators.size();
        final int kind = random.nextInt(6);
        final long side = random.nextLong();
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                final boolean isAcross = (side >>> i & 1) != (side >>> j & 1);
                final boolean isHalved = i < size / 2 != j < size / 2;
                isCut[i][j] = kind == 0 ? isAcross : kind == 1 ? isAcross && (side >>> i & 1) == 0 :
                    kind == 2 ? isHalved : kind == 3 && random.nextInt(3) == 0;
            }
        }
    }

    private void calm()
    {
        isCalm = true;
        targets = 0;
        loss = 0.02;
        doubled = 0;
        delayNs = TimeUnit.MILLISECONDS.toNanos(20);
        for (final boolean[] row : isCut)
        {
            java.util.Arrays.fill(row, false);
        }
        engines.forEach(BftEngine::recover);
    }
}

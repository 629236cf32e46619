package io.timecoin.simulation;

import io.timecoin.genesis.ConsensusParameters;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a simulation is to be: everything that its course depends on. Mutable until a {@link Simulation}
 * is made of it.
 */
public final class SimulationSettings
{
    /** Most validators of one simulation. */
    public static final int MAX_VALIDATORS = 1_024;

    private static final double LOSS = 0.03;
    private static final double MAX_LOSS = 0.30;
    private static final double DUPLICATION = 0.03;
    private static final double REORDERING = 0.10;

    /**
     * Of the promise that everything is final everywhere: from the end of the last fault but loss, or from the last
     * submission if that is later. Messages go on being lost, and liars lying, to the end; a validator that came back
     * listens for 15 s of this, and where it is needed for a quorum nothing but empty blocks is decided meanwhile.
     */
    private static final long BLOCKS_BOUND_NS = TimeUnit.SECONDS.toNanos(90);

    private final long seed;
    private final int validators;
    private Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private int byzantine;
    private int payments = 40;
    private int doubleSpendPercent = 20;
    private int chainPercent = 25;
    private long delayNs = TimeUnit.MILLISECONDS.toNanos(10);
    private long jitterNs = TimeUnit.MILLISECONDS.toNanos(5);
    private long spreadNs = TimeUnit.MILLISECONDS.toNanos(500);
    private long boundNs = TimeUnit.SECONDS.toNanos(20);
    private boolean isBoundGiven;
    private long contestNs = TimeUnit.SECONDS.toNanos(3);
    private int rule;
    private boolean weighted;
    private boolean blocks;
    private ConsensusParameters parameters = ConsensusParameters.testnet();

    /**
     * A small calm network.
     *
     * @param seed       all chance comes from it.
     * @param validators how many.
     */
    public SimulationSettings(final long seed, final int validators)
    {
        if (validators < 1 || validators > MAX_VALIDATORS)
        {
            throw new IllegalArgumentException("validators must be 1 to " + MAX_VALIDATORS + ": " + validators);
        }
        this.seed = seed;
        this.validators = validators;
    }

    /**
     * The same for another seed.
     *
     * @param other all chance comes from it.
     * @return a copy.
     */
    public SimulationSettings withSeed(final long other)
    {
        return copy(other, validators);
    }

    /**
     * The same for another number of validators.
     *
     * @param count how many.
     * @return a copy.
     */
    public SimulationSettings withValidators(final int count)
    {
        return copy(seed, count);
    }

    private SimulationSettings copy(final long otherSeed, final int otherValidators)
    {
        final SimulationSettings copy = new SimulationSettings(otherSeed, otherValidators)
            .faults(faults).byzantine(byzantine).payments(payments).doubleSpendPercent(doubleSpendPercent)
            .chainPercent(chainPercent).way(delayNs, jitterNs).spreadNs(spreadNs).boundNs(boundNs)
            .contestNs(contestNs).rule(rule).parameters(parameters)
            .weighted(weighted).blocks(blocks);
        copy.isBoundGiven = isBoundGiven;
        return copy;
    }

    /**
     * What goes wrong.
     *
     * @param newFaults of the network and of validators.
     * @return this.
     */
    public SimulationSettings faults(final Set<Fault> newFaults)
    {
        faults = newFaults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(newFaults);
        return this;
    }

    /**
     * How many validators are faulty; each takes one of the Byzantine faults asked for, in turn.
     *
     * @param count 0 or more; the promise of the quorum rule holds below a third.
     * @return this.
     */
    public SimulationSettings byzantine(final int count)
    {
        byzantine = count;
        return this;
    }

    /**
     * Whether validators make blocks; then all that is accepted becomes final, and of each pair one payment does.
     *
     * @param are true if they do.
     * @return this.
     */
    public SimulationSettings blocks(final boolean are)
    {
        blocks = are;
        return this;
    }

    boolean blocks()
    {
        return blocks;
    }

    /**
     * How many payments clients make; a pair in conflict counts as one.
     *
     * @param count 1 or more.
     * @return this.
     */
    public SimulationSettings payments(final int count)
    {
        payments = count;
        return this;
    }

    /**
     * Share of payments that are pairs, submitted to two validators at the same instant.
     *
     * @param percent 0 to 100.
     * @return this.
     */
    public SimulationSettings doubleSpendPercent(final int percent)
    {
        doubleSpendPercent = percent;
        return this;
    }

    /**
     * Share of payments that spend an earlier payment's output.
     *
     * @param percent 0 to 100.
     * @return this.
     */
    public SimulationSettings chainPercent(final int percent)
    {
        chainPercent = percent;
        return this;
    }

    /**
     * The way between two validators.
     *
     * @param newDelayNs  shortest.
     * @param newJitterNs most that chance adds.
     * @return this.
     */
    public SimulationSettings way(final long newDelayNs, final long newJitterNs)
    {
        delayNs = newDelayNs;
        jitterNs = newJitterNs;
        return this;
    }

    /**
     * Time over which payments are submitted.
     *
     * @param ns 0 or more.
     * @return this.
     */
    public SimulationSettings spreadNs(final long ns)
    {
        spreadNs = ns;
        return this;
    }

    /**
     * Time after the last submission, or after the end of a partition, by which every uncontested payment must be
     * accepted.
     *
     * @param ns above 0.
     * @return this.
     */
    public SimulationSettings boundNs(final long ns)
    {
        boundNs = ns;
        isBoundGiven = true;
        return this;
    }

    /**
     * Time that pairs in conflict are given to settle once all else is accepted.
     *
     * @param ns 0 or more.
     * @return this.
     */
    public SimulationSettings contestNs(final long ns)
    {
        contestNs = ns;
        return this;
    }

    /**
     * The rule of acceptance.
     *
     * @param number as in the genesis.
     * @return this.
     */
    public SimulationSettings rule(final int number)
    {
        rule = number;
        return this;
    }

    /**
     * Whether honest validators differ in weight, from 1 to 3; faulty ones always have 1.
     *
     * @param isWeighted false for equal weights.
     * @return this.
     */
    public SimulationSettings weighted(final boolean isWeighted)
    {
        weighted = isWeighted;
        return this;
    }

    /**
     * Parameters of acceptance.
     *
     * @param newParameters as in the genesis; a test network's unless said otherwise.
     * @return this.
     */
    public SimulationSettings parameters(final ConsensusParameters newParameters)
    {
        parameters = newParameters;
        return this;
    }

    /**
     * All chance comes from it.
     *
     * @return the seed.
     */
    public long seed()
    {
        return seed;
    }

    /**
     * Size of the network.
     *
     * @return validators.
     */
    public int validators()
    {
        return validators;
    }

    /**
     * What goes wrong.
     *
     * @return faults, not to be changed.
     */
    public Set<Fault> faults()
    {
        return faults;
    }

    /**
     * How many validators are faulty.
     *
     * @return 0 or more.
     */
    public int byzantine()
    {
        return byzantine;
    }

    /**
     * How many payments clients make; a pair counts as one.
     *
     * @return 1 or more.
     */
    public int payments()
    {
        return payments;
    }

    int doubleSpendPercent()
    {
        return doubleSpendPercent;
    }

    int chainPercent()
    {
        return chainPercent;
    }

    /**
     * Time over which payments are submitted.
     *
     * @return 0 or more.
     */
    public long spreadNs()
    {
        return spreadNs;
    }

    long boundNs()
    {
        return blocks && !isBoundGiven ? BLOCKS_BOUND_NS : boundNs;
    }

    long contestNs()
    {
        return contestNs;
    }

    /**
     * The rule of acceptance.
     *
     * @return as in the genesis.
     */
    public int rule()
    {
        return rule;
    }

    ConsensusParameters parameters()
    {
        return parameters;
    }

    LinkConditions betweenValidators()
    {
        return LinkConditions.reliable(delayNs, jitterNs).withFaults(
            !faults.contains(Fault.LOSS) ? 0 : blocks ? lossOfSeed() : LOSS,
            faults.contains(Fault.DUPLICATION) ? DUPLICATION : 0,
            faults.contains(Fault.REORDERING) ? REORDERING : 0);
    }

    /** Much loss is rare: a square keeps half of all seeds below 8 %. */
    private double lossOfSeed()
    {
        final double part = (new SplitMix(~seed).next() >>> 11) * 0x1.0p-53;
        return MAX_LOSS * part * part;
    }

    int weight(final int validator)
    {
        return weighted && isHonest(validator) ? 1 + validator % 3 : 1;
    }

    boolean isHonest(final int validator)
    {
        return validator < validators - byzantine;
    }

    int honest()
    {
        return validators - byzantine;
    }

    @Override
    public String toString()
    {
        return "seed " + seed + ", " + validators + " validators, " + byzantine + " Byzantine, faults " + faults;
    }
}

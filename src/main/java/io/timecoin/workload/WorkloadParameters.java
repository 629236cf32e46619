package io.timecoin.workload;

import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionLayout;

/**
 * What a workload is made from; the same parameters make the same file, byte for byte.
 *
 * <p>Payments come in chains of {@code depth}: the first of a chain spends outputs of the genesis only, each further
 * one also outputs of the one before it: half of them at most 8,192 slots later, while that one is not yet decided,
 * half of them up to 32,768 slots after it is. At most three of a chain are undecided at a time, and in files of less
 * than 65,536 slots those are all. So with depth 1 no output is spent again, with depth 2 half of the payments spend an
 * output of a recent one, with depth 10 nine in ten. A chain ends early if its money or the file does.</p>
 *
 * @param transactions   in the file, of all kinds.
 * @param shape          of payments.
 * @param accounts       whose keys sign and get paid.
 * @param depth          payments in a chain.
 * @param shares         what is not a payment that will be accepted.
 * @param rateTps        transactions a second of slot time.
 * @param initialOutputs outputs of the genesis, or {@link #AS_NEEDED}.
 * @param seed           any number.
 */
public record WorkloadParameters(
    int transactions,
    Shape shape,
    int accounts,
    int depth,
    Shares shares,
    int rateTps,
    long initialOutputs,
    long seed)
{
    /** As many outputs of the genesis as the payments spend, and one for each account that is never spent. */
    public static final long AS_NEEDED = 0;
    public static final int DEFAULT_ACCOUNTS = 1000;
    public static final int DEFAULT_RATE_TPS = 100_000;

    private static final int MAX_TRANSACTIONS = 100_000_000;
    private static final int MAX_DEPTH = 1_000_000;
    private static final int MAX_RATE_TPS = 100_000_000;

    /** Checks the bounds; throws {@link WorkloadException}. */
    public WorkloadParameters
    {
        requireRange("--transactions", transactions, 1, MAX_TRANSACTIONS);
        if (!shape.isMixed())
        {
            requireRange("--inputs", shape.inputs(), 1, TransactionLayout.MAX_INPUTS);
            requireRange("--outputs", shape.outputs(), 1, TransactionLayout.MAX_OUTPUTS);
        }
        requireRange("--accounts", accounts, 1, Genesis.MAX_ALLOCATIONS);
        requireRange("--depth", depth, 1, MAX_DEPTH);
        requireRange("--rate", rateTps, 1, MAX_RATE_TPS);
        if (initialOutputs != AS_NEEDED)
        {
            requireRange("--initial-outputs", initialOutputs, 1, Genesis.MAX_OUTPUTS);
        }
    }

    /**
     * The command that makes this workload.
     *
     * @return without the file's name.
     */
    public String command()
    {
        final StringBuilder text = new StringBuilder("workload --transactions ").append(transactions);
        if (shape.isMixed())
        {
            text.append(" --shape mixed");
        }
        else
        {
            text.append(" --inputs ").append(shape.inputs()).append(" --outputs ").append(shape.outputs());
        }
        text.append(" --accounts ").append(accounts).append(" --depth ").append(depth)
            .append(" --invalid ").append(shares.invalid())
            .append(" --double-spends ").append(shares.doubleSpends())
            .append(" --repeats ").append(shares.repeats())
            .append(" --rate ").append(rateTps);
        if (initialOutputs != AS_NEEDED)
        {
            text.append(" --initial-outputs ").append(initialOutputs);
        }
        return text.append(" --seed ").append(seed).toString();
    }

    private static void requireRange(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new WorkloadException(option + " must be from " + min + " to " + max + ", not " + value);
        }
    }
}

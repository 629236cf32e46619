package io.timecoin.pipeline;

/**
 * Slots and payload bytes of the rings around the blocks stage. No profile changes them: they carry some hundred
 * messages a second, and nothing that has to be fast.
 *
 * @param ballots      slots of {@code ballots}.
 * @param ballotsBytes its arena.
 * @param orders       slots of {@code block_orders}.
 * @param ordersBytes  its arena.
 * @param reports      slots of {@code block_reports}.
 * @param reportsBytes its arena.
 * @param egress       slots of {@code blocks_egress}.
 * @param egressBytes  its arena.
 */
public record BlockRingSizes(
    int ballots,
    int ballotsBytes,
    int orders,
    int ordersBytes,
    int reports,
    int reportsBytes,
    int egress,
    int egressBytes)
{
    /** Holds the largest certificate with its header, of 1,024 signatures. */
    public static final int MIN_BALLOTS_BYTES = 128 * 1024;
    /** Holds two of the largest parts, which have 240 ids. */
    public static final int MIN_ORDERS_BYTES = 16 * 1024;
    /** Holds one of the largest parts, which have 240 ids and handles, and some of the next. */
    public static final int MIN_REPORTS_BYTES = 16 * 1024;
    /** Holds the largest certificate, and a batch of stored payments. */
    public static final int MIN_EGRESS_BYTES = 128 * 1024;

    /** Checks every size. */
    public BlockRingSizes
    {
        RingSizes.check("ballots", ballots, RingSizes.MIN_SLOTS);
        RingSizes.check("ballotsBytes", ballotsBytes, MIN_BALLOTS_BYTES);
        RingSizes.check("orders", orders, RingSizes.MIN_SLOTS);
        RingSizes.check("ordersBytes", ordersBytes, MIN_ORDERS_BYTES);
        RingSizes.check("reports", reports, RingSizes.MIN_SLOTS);
        RingSizes.check("reportsBytes", reportsBytes, MIN_REPORTS_BYTES);
        RingSizes.check("egress", egress, RingSizes.MIN_SLOTS);
        RingSizes.check("egressBytes", egressBytes, MIN_EGRESS_BYTES);
    }

    /**
     * Room for a whole block of 16,384 ids each way.
     *
     * @return 4 MiB a node.
     */
    public static BlockRingSizes standard()
    {
        return new BlockRingSizes(1024, 1 << 20, 128, 1 << 20, 128, 1 << 20, 512, 1 << 20);
    }

    /**
     * For hundreds of nodes in one process.
     *
     * @return about a third of a megabyte a node.
     */
    public static BlockRingSizes small()
    {
        return new BlockRingSizes(128, 128 << 10, 32, 32 << 10, 32, 32 << 10, 128, 128 << 10);
    }

    /**
     * The smallest rings that work.
     *
     * @return a size at which every stage waits for every other.
     */
    public static BlockRingSizes minimal()
    {
        return new BlockRingSizes(
            RingSizes.MIN_SLOTS,
            MIN_BALLOTS_BYTES,
            RingSizes.MIN_SLOTS,
            MIN_ORDERS_BYTES,
            RingSizes.MIN_SLOTS,
            MIN_REPORTS_BYTES,
            RingSizes.MIN_SLOTS,
            MIN_EGRESS_BYTES);
    }
}

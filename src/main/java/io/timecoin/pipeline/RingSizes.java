package io.timecoin.pipeline;

import org.agrona.BitUtil;

/**
 * Slots and payload bytes of the rings of one node. Sizes change speed and memory, never behaviour.
 *
 * @param transactions         slots of {@code transactions}.
 * @param transactionBytes     its arena.
 * @param control              slots of {@code control}.
 * @param controlBytes         its arena.
 * @param admissions           slots of {@code admissions}.
 * @param decisions            slots of {@code decisions}.
 * @param ingressEgress        slots of {@code ingress_egress}, whose messages have one small size.
 * @param validationEgress     slots of {@code validation_egress}, whose messages have one small size.
 * @param consensusEgress      slots of {@code consensus_egress}.
 * @param consensusEgressBytes its arena.
 * @param utxoEgress           slots of {@code utxo_egress}, whose messages have one small size.
 * @param blocks               the rings around the blocks stage.
 */
public record RingSizes(
    int transactions,
    int transactionBytes,
    int control,
    int controlBytes,
    int admissions,
    int decisions,
    int ingressEgress,
    int validationEgress,
    int consensusEgress,
    int consensusEgressBytes,
    int utxoEgress,
    BlockRingSizes blocks)
{
    /** Fewest slots of a ring: one to write while the one before is read. */
    public static final int MIN_SLOTS = 2;
    /** Holds the record of one transaction of 64 KiB, and so any other. */
    public static final int MIN_TRANSACTION_BYTES = 128 * 1024;
    /** Holds two of the largest control messages, which have 8 KiB. */
    public static final int MIN_CONTROL_BYTES = 16 * 1024;
    /** Holds the largest batch: 112 KiB of payments, or a single one, and their framing. */
    public static final int MIN_CONSENSUS_EGRESS_BYTES = 128 * 1024;

    /** Checks every size. */
    public RingSizes
    {
        check("transactions", transactions, MIN_SLOTS);
        check("transactionBytes", transactionBytes, MIN_TRANSACTION_BYTES);
        check("control", control, MIN_SLOTS);
        check("controlBytes", controlBytes, MIN_CONTROL_BYTES);
        check("admissions", admissions, MIN_SLOTS);
        check("decisions", decisions, MIN_SLOTS);
        check("ingressEgress", ingressEgress, MIN_SLOTS);
        check("validationEgress", validationEgress, MIN_SLOTS);
        check("consensusEgress", consensusEgress, MIN_SLOTS);
        check("consensusEgressBytes", consensusEgressBytes, MIN_CONSENSUS_EGRESS_BYTES);
        check("utxoEgress", utxoEgress, MIN_SLOTS);
    }

    /**
     * Room for bursts, about 16 MiB a node.
     *
     * @return what a node takes unless its tuning profile says otherwise.
     */
    public static RingSizes standard()
    {
        return new RingSizes(4096, 2 << 20, 1024, 1 << 20, 4096, 4096, 1024, 4096, 1024, 4 << 20, 4096,
            BlockRingSizes.standard());
    }

    /**
     * Few slots, for hundreds of nodes in one process.
     *
     * @return less than a megabyte a node.
     */
    public static RingSizes small()
    {
        return new RingSizes(128, 128 << 10, 256, 64 << 10, 256, 256, 128, 256, 256, 128 << 10, 256,
            BlockRingSizes.small());
    }

    /**
     * The smallest rings that work.
     *
     * @param admissionsPerUnit most admissions that one unit of validation's work publishes.
     * @param repliesPerUnit    most replies that one unit of validation's work publishes.
     * @return a size at which every stage waits for every other.
     */
    public static RingSizes minimal(final int admissionsPerUnit, final int repliesPerUnit)
    {
        return new RingSizes(
            MIN_SLOTS,
            MIN_TRANSACTION_BYTES,
            MIN_SLOTS,
            MIN_CONTROL_BYTES,
            Math.max(MIN_SLOTS, BitUtil.findNextPositivePowerOfTwo(admissionsPerUnit)),
            MIN_SLOTS,
            MIN_SLOTS,
            Math.max(MIN_SLOTS, BitUtil.findNextPositivePowerOfTwo(repliesPerUnit)),
            MIN_SLOTS,
            MIN_CONSENSUS_EGRESS_BYTES,
            MIN_SLOTS,
            BlockRingSizes.minimal());
    }

    static void check(final String name, final int value, final int min)
    {
        if (!BitUtil.isPowerOfTwo(value) || value < min)
        {
            throw new IllegalArgumentException(name + " must be a power of two, " + min + " or more: " + value);
        }
    }
}

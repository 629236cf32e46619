package io.timecoin.pipeline;

/**
 * A slot of the ring {@code block_orders}: what the blocks stage asks of acceptance. Lists of ids come in parts, in
 * order, of at most {@link #MAX_PART_IDS}.
 */
public final class BlockOrderSlot extends PayloadSlot
{
    /** Most ids of one part. */
    public static final int MAX_PART_IDS = 240;
    /** Bytes of an id. */
    public static final int ID_LENGTH = 32;
    /** Bytes of a handle. */
    public static final int HANDLE_LENGTH = 4;
    /** Bytes of a weight. */
    public static final int WEIGHT_LENGTH = 4;
    /** Most handles that one slot of LISTED names. */
    public static final int MAX_LISTED = 256;

    /** What is asked. */
    public enum Kind
    {
        /** List at most {@link #maxCount} transactions for a block of {@link #height}; the answer is COMPOSED. */
        COMPOSE,
        /** Judge a proposed list, whose ids are the payload, part by part; the answer is CHECKED. */
        CHECK,
        /** Nobody waits any more for what was asked under this ticket. */
        FORGET,
        /** The block of {@link #height}, whose COMMIT follows, charges the validator {@link #charged}. */
        CHARGE,
        /** The list of a final block, whose ids are the payload, part by part; the answer is APPLIED. */
        COMMIT,
        /** The blocks stage needs the bytes of these handles, which are the payload, no more. */
        LISTED,
        /**
         * Others vote after the block of {@link #height}: the payload is the weight of each place that is taken then,
         * 32 bits little endian.
         */
        ELECTORATE
    }

    public Kind kind;
    /** Number of a COMPOSE or CHECK, for its answer and FORGET. */
    public long ticket;
    /** Height of the block. */
    public long height;
    /** Round in which it was proposed. */
    public int round;
    /** Which part of the list this is, from 0. */
    public int part;
    /** Whether no part follows. */
    public boolean isLast;
    /** CHECK: proposed for the first time, so that acceptance's own opinion counts. */
    public boolean isFresh;
    /** COMPOSE: most ids. */
    public int maxCount;
    /** CHECK, COMMIT: index of the validator that made the block. */
    public int proposer;
    /** CHARGE: place of the validator that was proven to have said two things for one step. */
    public int charged;

    /**
     * Number of ids in the payload of CHECK and COMMIT.
     *
     * @return 0 to {@link #MAX_PART_IDS}.
     */
    public int idCount()
    {
        return payloadLength / ID_LENGTH;
    }

    /**
     * Number of weights in the payload of ELECTORATE.
     *
     * @return 1 or more.
     */
    public int weightCount()
    {
        return payloadLength / WEIGHT_LENGTH;
    }

    /**
     * Number of handles in the payload of LISTED.
     *
     * @return 1 to {@link #MAX_LISTED}.
     */
    public int handleCount()
    {
        return payloadLength / HANDLE_LENGTH;
    }
}

package io.timecoin.pipeline;

/**
 * A slot of the ring {@code block_reports}: what acceptance answers to the blocks stage. The payload of COMPOSED and of
 * APPLIED holds {@link #count} ids and behind them as many handles, each 32 bits, little endian.
 */
public final class BlockReportSlot extends PayloadSlot
{
    /** What is told. */
    public enum Kind
    {
        /** A part of the list that COMPOSE asked for. */
        COMPOSED,
        /** The verdict on the list of a CHECK. */
        CHECKED,
        /** A part of the list of a COMMIT was applied; with the last one, so was the block. */
        APPLIED,
        /** The list of a COMMIT names what cannot be beside what is final; its id is the payload. */
        CONTRADICTED,
        /** How much waits to be listed; unasked. */
        PENDING
    }

    public Kind kind;
    /** Of the order that is answered. */
    public long ticket;
    /** Height of the block. */
    public long height;
    /** Which part of the list this is, from 0. */
    public int part;
    /** Whether no part follows. */
    public boolean isLast;
    /** CHECKED: the code of acceptance's verdict on the block, 0 if it may be voted for. */
    public int verdict;
    /** APPLIED, the last part: sum of the fees of the listed transactions. */
    public long amount;
    /** COMPOSED, APPLIED: ids in the payload. PENDING: transactions that are accepted and not yet listed. */
    public int count;
    /** PENDING: whether some set of conflicting transactions can only be decided by a block. */
    public boolean isContested;

    /**
     * Where an id of the payload lies in the arena's buffer.
     *
     * @param index from 0.
     * @return offset of 32 bytes.
     */
    public int idOffset(final int index)
    {
        return payloadOffset + BlockOrderSlot.ID_LENGTH * index;
    }

    /**
     * Where a handle of the payload lies in the arena's buffer.
     *
     * @param index from 0.
     * @return offset of 32 bits, little endian.
     */
    public int handleOffset(final int index)
    {
        return payloadOffset + BlockOrderSlot.ID_LENGTH * count + BlockOrderSlot.HANDLE_LENGTH * index;
    }

    /**
     * Bytes of the payload of COMPOSED and APPLIED.
     *
     * @param ids number of ids.
     * @return bytes to claim.
     */
    public static int recordLength(final int ids)
    {
        return ids * (BlockOrderSlot.ID_LENGTH + BlockOrderSlot.HANDLE_LENGTH);
    }
}

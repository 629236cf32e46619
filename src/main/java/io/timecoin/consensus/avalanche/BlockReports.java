package io.timecoin.consensus.avalanche;

import org.agrona.DirectBuffer;

/**
 * Where acceptance leaves what it answers to whoever makes blocks. Every call returns false, and changes nothing, if
 * there is no space now: it comes again in a later duty cycle. Handles stay readable until {@link Avalanche#listed}
 * names them, or, of a composed list that was not decided, as long as they are neither decided nor undone.
 */
public interface BlockReports
{
    /** Most ids or handles in one part. */
    int MAX_PART_IDS = 240;

    /**
     * A part of the list that {@link Avalanche#compose} asked for: parents before their children.
     *
     * @param ticket  of the order.
     * @param part    from 0.
     * @param isLast  whether no part follows.
     * @param count   of the handles, 0 to {@link #MAX_PART_IDS}; 0 only if the whole list is empty.
     * @param handles of the transactions; their ids are in the table.
     * @return false if there is no space.
     */
    boolean composed(long ticket, int part, boolean isLast, int count, int[] handles);

    /**
     * The verdict on the list of {@link Avalanche#check}. There is none while listed transactions are looked for.
     *
     * @param ticket  of the order.
     * @param verdict OK, or the reason against it.
     * @return false if there is no space.
     */
    boolean checked(long ticket, BlockVerdict verdict);

    /**
     * A part of a final block was applied; with the last part, the whole block, and the decision about it has left.
     *
     * @param height  of the block.
     * @param part    from 0; the same ids as in the order.
     * @param isLast  whether no part follows.
     * @param fees    sum of the fees up to here, in units.
     * @param count   of the handles.
     * @param handles of the transactions, in the order of the block.
     * @return false if there is no space.
     */
    boolean applied(long height, int part, boolean isLast, long fees, int count, int[] handles);

    /**
     * The final block that is being applied lists a transaction that cannot be beside what is final.
     *
     * @param height of the block.
     * @param txids  buffer with the transaction's id.
     * @param offset of its 32 bytes.
     * @return false if there is no space.
     */
    boolean contradicted(long height, DirectBuffer txids, int offset);

    /**
     * What waits to be listed: told when it changes from nothing, and at most every 50 ms while it changes.
     *
     * @param unlisted    transactions that are accepted and in no final block.
     * @param isContested whether conflicts wait for a block to decide them.
     * @return false if there is no space.
     */
    boolean pending(int unlisted, boolean isContested);
}

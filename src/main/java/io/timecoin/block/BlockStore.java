package io.timecoin.block;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Final blocks in order of height: commit, ids, bodies and the sums of the state after them. For one thread. What it
 * shows are whole blocks only.
 */
public interface BlockStore extends AutoCloseable
{
    /** Stands for no block. */
    int NO_HEIGHT = 0;

    /**
     * The lowest block that is kept.
     *
     * @return from 1; {@link #NO_HEIGHT} if there is none.
     */
    int firstHeight();

    /**
     * The highest block that is kept.
     *
     * @return from 1; {@link #NO_HEIGHT} if there is none.
     */
    int lastHeight();

    /**
     * Begins the next block: height {@link #lastHeight()} + 1, or any in an empty store. Its bodies follow, by {@link
     * #addBody}, then {@link #endBlock}.
     *
     * @param commit    of the block.
     * @param evidence  of the block, as its header says.
     * @param ids       buffer with the ids that it lists.
     * @param idsOffset of the first; the header says how many.
     * @param state     buffer with the sums of the state after the block, as {@link StateHash#encode} gives them; null
     *                  if they are not known.
     * @param stateOffset of its {@link StateHash#ENCODED_LENGTH} bytes.
     */
    void beginBlock(Commit commit, EvidenceList evidence, DirectBuffer ids, int idsOffset, DirectBuffer state,
        int stateOffset);

    /**
     * Adds the next transaction of the block that was begun.
     *
     * @param body   buffer with its bytes, witnesses included.
     * @param offset of the first.
     * @param length number of them.
     */
    void addBody(DirectBuffer body, int offset, int length);

    /**
     * Ends the block that was begun: it is on disk when this returns, and seen by readers from now on. Each of its
     * transactions must have been added.
     */
    void endBlock();

    /**
     * A block's header and certificate.
     *
     * @param height of the block.
     * @return its commit, or null if it is not kept.
     */
    Commit commit(int height);

    /**
     * A block's evidence.
     *
     * @param height of the block.
     * @return as its header says; null if the block is not kept.
     */
    EvidenceList evidence(int height);

    /**
     * The height of a block. Reads every block on the way, newest first.
     *
     * @param blockId buffer with its id.
     * @param offset  of the 32 bytes.
     * @return its height, or {@link #NO_HEIGHT} if it is not kept.
     */
    int heightOf(DirectBuffer blockId, int offset);

    /**
     * Copies ids that a block lists.
     *
     * @param height of the block.
     * @param first  position of the first id, from 0.
     * @param count  most ids to copy.
     * @param out    receives 32 bytes of each.
     * @param offset of the first there.
     * @return how many were copied: 0 if the block is not kept, or lists no more.
     */
    int copyIds(int height, int first, int count, MutableDirectBuffer out, int offset);

    /**
     * Shows transactions of a block.
     *
     * @param height   of the block.
     * @param first    position of the first, from 0.
     * @param count    most transactions to show.
     * @param consumer called for each, in order, until it says no.
     * @return how many were shown: 0 if the block is not kept, or lists no more.
     */
    int forEachBody(int height, int first, int count, BodyConsumer consumer);

    /**
     * Copies the sums of the state after a block.
     *
     * @param height of the block.
     * @param out    receives {@link StateHash#ENCODED_LENGTH} bytes.
     * @param offset of the first.
     * @return false if they, or the block, are not kept.
     */
    boolean copyState(int height, MutableDirectBuffer out, int offset);

    /**
     * Looks for a transaction, newest block first. Reads the ids of every block on the way: for tools and for recent
     * blocks.
     *
     * @param txid         buffer with its id.
     * @param offset       of the 32 bytes.
     * @param lowestHeight where to stop.
     * @return where it is listed, or null.
     */
    Place find(DirectBuffer txid, int offset, int lowestHeight);

    /** Gives files up; a block that was begun and not ended is as if it had never been. */
    @Override
    void close();

    /**
     * Where a transaction is listed.
     *
     * @param height   of the block.
     * @param position in its list, from 0.
     */
    record Place(int height, int position)
    {
    }

    /** Receives transactions. */
    @FunctionalInterface
    interface BodyConsumer
    {
        /**
         * One transaction. The buffer is reused for the next one.
         *
         * @param position in the block's list, from 0.
         * @param buffer   with its bytes, witnesses included.
         * @param offset   of the first.
         * @param length   number of them.
         * @return false to end.
         */
        boolean onBody(int position, DirectBuffer buffer, int offset, int length);
    }
}

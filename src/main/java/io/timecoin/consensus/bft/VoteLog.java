package io.timecoin.consensus.bft;

import java.util.function.Consumer;

/**
 * Own statements, each on disk before it leaves, so that no restart signs twice for one step or forgets a lock. What
 * was appended and not forced may be lost or kept by a crash; what was forced is kept.
 */
public interface VoteLog extends AutoCloseable
{
    /**
     * The latest entries that are kept at least: enough to tell others again what they may have missed of this round
     * and the one before.
     */
    int MIN_KEPT = 12;

    /**
     * A statement, and what bound its author when it was signed.
     *
     * @param statement own.
     * @param locks     of that moment.
     */
    record Entry(Statement statement, LockState locks)
    {
    }

    /**
     * Appends an entry.
     *
     * @param statement own, later than all before.
     * @param locks     of this moment.
     */
    void append(Statement statement, LockState locks);

    /** Returns when all entries are on disk. A failure is an exception: the node must halt, and not try again. */
    void force();

    /**
     * The latest entry.
     *
     * @return null if there is none.
     */
    Entry last();

    /**
     * Visits the latest entries, at least {@link #MIN_KEPT} if there are as many, oldest first.
     *
     * @param visitor of each.
     */
    void forEach(Consumer<Entry> visitor);

    /**
     * The height in which statements of an earlier life may still bind its author.
     *
     * @param stored height of the last stored block.
     * @return the last height that it signed for; 0 if that is stored, or if it never signed anything.
     */
    default int openHeight(final int stored)
    {
        final Entry last = last();
        return last == null || last.statement().height() <= stored ? 0 : last.statement().height();
    }

    @Override
    void close();
}

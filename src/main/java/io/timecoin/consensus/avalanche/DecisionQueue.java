package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.Verdict;

/**
 * Decisions in order, until there is space for them downstream: one reply may decide thousands. A transaction takes
 * at most three places before validation can use its index again, and no block is applied while there are many, so
 * four times the table is enough for ever.
 */
final class DecisionQueue
{
    private static final int ACCEPTED = 0;
    private static final int REJECTED = 1;
    private static final int EXPIRED = 2;
    private static final int EVICTED = 3;
    private static final int RELEASED = 4;
    private static final int FINAL = 5;
    private static final int UNDONE = 6;
    private static final int BLOCK = 7;
    /** The height of what is final from here on. */
    private static final int HEIGHT = 8;
    private static final int CHARGED = 9;
    private static final int KIND_BITS = 4;
    private static final int REASON_BITS = 5;
    private static final int MAX_BLOCKS = 64;
    private static final int BLOCK_WORDS = 3;

    private final Decisions decisions;
    private final long[] items;
    private final int mask;
    private int head;
    private int size;
    /** Of the block whose transactions are being passed on. */
    private long height;
    /** Of the blocks that wait: height, amount, proposer. */
    private final long[] blocks = new long[MAX_BLOCKS * BLOCK_WORDS];
    private int blockHead;
    private int blockCount;

    DecisionQueue(final int transactions, final Decisions decisions)
    {
        this.decisions = decisions;
        items = new long[Integer.highestOneBit(Math.max(MAX_BLOCKS, 4 * transactions - 1)) * 2];
        mask = items.length - 1;
    }

    void accepted(final int handle)
    {
        add(ACCEPTED, handle, Verdict.ADMITTED);
    }

    void rejected(final int handle, final Verdict reason)
    {
        add(REJECTED, handle, reason);
    }

    void expired(final int handle)
    {
        add(EXPIRED, handle, Verdict.EXPIRED);
    }

    void evicted(final int handle)
    {
        add(EVICTED, handle, Verdict.EVICTED);
    }

    void released(final int handle)
    {
        add(RELEASED, handle, Verdict.ADMITTED);
    }

    /** Blocks that wait for space here are few, or no further one is applied. */
    boolean hasSpaceForBlock()
    {
        return blockCount < MAX_BLOCKS;
    }

    /** A block is going to be applied. */
    void height(final long ofBlock)
    {
        add(HEIGHT, (int)ofBlock, Verdict.ADMITTED);
    }

    /** A transaction of the block whose height was told last. */
    void finalized(final int handle)
    {
        add(FINAL, handle, Verdict.ADMITTED);
    }

    void undone(final int handle)
    {
        add(UNDONE, handle, Verdict.ADMITTED);
    }

    void charged(final int validator)
    {
        add(CHARGED, validator, Verdict.ADMITTED);
    }

    void block(final long ofBlock, final long coinbaseAmount, final int proposer)
    {
        final int at = (blockHead + blockCount) % MAX_BLOCKS * BLOCK_WORDS;
        blocks[at] = ofBlock;
        blocks[at + 1] = coinbaseAmount;
        blocks[at + 2] = proposer;
        blockCount++;
        add(BLOCK, 0, Verdict.ADMITTED);
    }

    int size()
    {
        return size;
    }

    /** Passes on as much as there is space for. */
    int drain()
    {
        int count = 0;
        while (size > 0 && pass(items[head]))
        {
            head = head + 1 & mask;
            size--;
            count++;
        }
        return count;
    }

    private boolean pass(final long item)
    {
        final int handle = (int)(item >>> KIND_BITS + REASON_BITS);
        switch ((int)item & (1 << KIND_BITS) - 1)
        {
            case ACCEPTED:
                return decisions.accepted(handle);

            case REJECTED:
                return decisions.rejected(handle,
                    Verdict.ofCode((int)(item >>> KIND_BITS) & (1 << REASON_BITS) - 1));

            case EXPIRED:
                return decisions.expired(handle);

            case EVICTED:
                return decisions.evicted(handle);

            case RELEASED:
                return decisions.released(handle);

            case FINAL:
                return decisions.finalized(handle, height);

            case UNDONE:
                return decisions.undone(handle);

            case BLOCK:
                return passBlock();

            case CHARGED:
                return decisions.charged(handle);

            case HEIGHT:
                height = handle & 0xFFFF_FFFFL;
                return true;

            default:
                throw new InvariantViolation("kind of a decision", item);
        }
    }

    private boolean passBlock()
    {
        final int at = blockHead * BLOCK_WORDS;
        if (!decisions.block(blocks[at], blocks[at + 1], (int)blocks[at + 2]))
        {
            return false;
        }
        blockHead = (blockHead + 1) % MAX_BLOCKS;
        blockCount--;
        return true;
    }

    private void add(final int kind, final int handle, final Verdict reason)
    {
        if (size == items.length)
        {
            throw new InvariantViolation("decisions in the queue", size);
        }
        items[head + size & mask] = ((handle & 0xFFFF_FFFFL) << REASON_BITS | reason.code()) << KIND_BITS | kind;
        size++;
    }
}

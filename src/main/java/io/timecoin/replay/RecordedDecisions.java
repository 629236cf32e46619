package io.timecoin.replay;

import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.Verdict;

import java.util.concurrent.atomic.AtomicLong;

/** Recorded decisions on their way from the reader to the decider, each with the number of slots read before it. */
final class RecordedDecisions
{
    /** Takes a recorded decision. */
    interface Handler
    {
        void onRecorded(long slotsBefore, DecisionSlot.Kind kind, long txidPrefix, Verdict reason);

        /** Takes a recorded block. */
        void onBlock(long slotsBefore, long height, long amount, int validator);
    }

    /** Room for one decision a slot and delay: the reader waits when it is full. */
    private static final int CAPACITY = 2 * Progress.DECISION_DELAY_SLOTS;
    private static final int CODE_BITS = 8;
    private static final int NO_REASON = 0xFF;
    private static final int VALIDATOR_SHIFT = 2 * CODE_BITS;
    private static final int BLOCK = DecisionSlot.Kind.BLOCK.ordinal();
    private static final DecisionSlot.Kind[] KINDS = DecisionSlot.Kind.values();

    private final long[] slots = new long[CAPACITY];
    /** Heads of ids, or what blocks pay. */
    private final long[] prefixes = new long[CAPACITY];
    private final int[] heights = new int[CAPACITY];
    private final int[] codes = new int[CAPACITY];
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    /** Adds one, unless it is of an unknown kind; false if there is no room. Reader only. */
    boolean add(final long slotsBefore, final int kind, final long txidPrefix, final int reason)
    {
        if (kind >= BLOCK)
        {
            // One of a later version, which nobody here could carry out.
            return true;
        }
        return put(slotsBefore, kind << CODE_BITS | reason & NO_REASON, txidPrefix, 0);
    }

    /** Adds a block; false if there is no room. Reader only. */
    boolean addBlock(final long slotsBefore, final long height, final long amount, final int validator)
    {
        return put(slotsBefore, validator << VALIDATOR_SHIFT | BLOCK << CODE_BITS, amount, (int)height);
    }

    private boolean put(final long slotsBefore, final int code, final long prefix, final int height)
    {
        final long position = written.getPlain();
        if (position - read.getAcquire() == CAPACITY)
        {
            return false;
        }
        final int place = (int)position & CAPACITY - 1;
        slots[place] = slotsBefore;
        prefixes[place] = prefix;
        heights[place] = height;
        codes[place] = code;
        written.setRelease(position + 1);
        return true;
    }

    /** Gives all decisions with at most so many slots before them. Decider only. */
    int takeThrough(final long slotsBefore, final Handler handler)
    {
        final long start = read.getPlain();
        final long end = written.getAcquire();
        long position = start;
        while (position < end && slots[(int)position & CAPACITY - 1] <= slotsBefore)
        {
            final int place = (int)position & CAPACITY - 1;
            final int kind = codes[place] >>> CODE_BITS & NO_REASON;
            if (kind == BLOCK)
            {
                handler.onBlock(slots[place], heights[place], prefixes[place], codes[place] >>> VALIDATOR_SHIFT);
            }
            else
            {
                handler.onRecorded(
                    slots[place], KINDS[kind], prefixes[place], Verdict.ofCode(codes[place] & NO_REASON));
            }
            position++;
        }
        read.setRelease(position);
        return (int)(position - start);
    }
}

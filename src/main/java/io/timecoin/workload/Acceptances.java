package io.timecoin.workload;

/**
 * When payments take effect in a replay, and how many outpoints are remembered as spent since. A decision takes effect
 * {@link #DELAY_SLOTS} after the slot in which the payment became ready, which is its own or that in which its last
 * parent took effect.
 */
final class Acceptances
{
    /** A replay's constant (ARCHITECTURE, "Determinism"). */
    static final long DELAY_SLOTS = 16_384;
    /** What a plan must not depend on: whether something happens just before or just after a slot. */
    static final long MARGIN_SLOTS = 64;

    /** A node remembers at least 4,096 spent outpoints, whatever its size. */
    private static final long REMEMBERED_SPENDS = 4_000;
    private static final int HORIZON = 1 << 18;
    private static final int MASK = HORIZON - 1;
    private static final long FAR = 1 << 17;

    private final int[] spends = new int[HORIZON];
    private final long[] totals = new long[HORIZON];
    private long slot;
    private long total;

    /** Goes on to a slot. */
    void advance(final long toSlot)
    {
        // Nothing lies so far ahead or is asked about so far back.
        for (long each = slot + 1; each <= toSlot + MARGIN_SLOTS; each++)
        {
            final int place = (int)each & MASK;
            total += spends[place];
            spends[place] = 0;
            totals[place] = total;
            slot = each;
        }
    }

    /** Counts a payment that takes effect before a slot within the horizon. */
    void add(final long acceptedSlot, final int inputs)
    {
        spends[(int)acceptedSlot & MASK] += inputs;
    }

    /** Whether what takes effect before a slot is still known as spent in the slot that was gone on to. */
    boolean isRemembered(final long acceptedSlot)
    {
        final long since = acceptedSlot - MARGIN_SLOTS;
        return since >= slot || slot - since < FAR && total - totals[(int)since & MASK] < REMEMBERED_SPENDS;
    }
}

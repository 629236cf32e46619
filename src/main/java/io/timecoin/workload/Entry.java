package io.timecoin.workload;

/**
 * A transaction in its slot.
 *
 * @param draft     what is signed.
 * @param flaw      what is wrong with it; null if nothing is.
 * @param variant   how it is wrong.
 * @param slot      sequence.
 * @param stampNs   slot time.
 * @param reference number of the distinct transaction, from 1; a repeat has that of the first.
 */
record Entry(Draft draft, Flaw flaw, long variant, long slot, long stampNs, long reference)
{
    Entry again(final SlotClock clock)
    {
        return new Entry(draft, flaw, variant, clock.slot(), clock.stampNs(), reference);
    }
}

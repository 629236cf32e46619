package io.timecoin.consensus.bft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log in memory for simulations, which can lose at a crash what was not forced. */
public final class MemoryVoteLog implements VoteLog
{
    private final ArrayDeque<Entry> forced = new ArrayDeque<>();
    private final List<Entry> unforced = new ArrayList<>();
    private long forces;

    @Override
    public void append(final Statement statement, final LockState locks)
    {
        unforced.add(new Entry(statement, locks));
    }

    @Override
    public void force()
    {
        survive(unforced.size());
        forces++;
    }

    @Override
    public Entry last()
    {
        return unforced.isEmpty() ? forced.peekLast() : unforced.get(unforced.size() - 1);
    }

    @Override
    public void forEach(final Consumer<Entry> visitor)
    {
        forced.forEach(visitor);
        unforced.forEach(visitor);
    }

    /**
     * Ends a life: of what was not forced only the first entries were written.
     *
     * @param kept entries that happened to reach the disk.
     */
    public void crash(final int kept)
    {
        survive(Math.min(kept, unforced.size()));
        unforced.clear();
    }

    /**
     * Entries that a crash could lose.
     *
     * @return 0 or more.
     */
    public int unforced()
    {
        return unforced.size();
    }

    /**
     * Number of calls of {@link #force()}.
     *
     * @return 0 or more.
     */
    public long forces()
    {
        return forces;
    }

    @Override
    public void close()
    {
        // Nothing is held: the next life reads this object.
    }

    private void survive(final int count)
    {
        final List<Entry> written = unforced.subList(0, count);
        forced.addAll(written);
        written.clear();
        while (forced.size() > MIN_KEPT)
        {
            forced.removeFirst();
        }
    }
}

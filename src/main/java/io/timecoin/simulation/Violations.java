package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.List;

/** What must never happen and did, in the order in which it was noticed. The first few tell all. */
final class Violations
{
    private static final int MAX_KEPT = 16;

    private final List<String> lines = new ArrayList<>();
    private long timeNs;

    /** Those who notice have no clock of their own. */
    void time(final long nowNs)
    {
        timeNs = nowNs;
    }

    void add(final String what)
    {
        if (lines.size() < MAX_KEPT)
        {
            lines.add("at " + timeNs / 1_000_000 + " ms " + what);
        }
    }

    boolean isEmpty()
    {
        return lines.isEmpty();
    }

    List<String> lines()
    {
        return lines;
    }
}

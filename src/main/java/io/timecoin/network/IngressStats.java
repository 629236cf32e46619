package io.timecoin.network;

import java.util.EnumMap;
import java.util.Map;

/** What ingress counted. One writer; readers on other threads may see values that are a moment old. */
public final class IngressStats
{
    /** Frames taken off each stream, well formed or not, indexed by {@link Transport#CONTROL}, BULK and CLIENT. */
    public final long[] frames = new long[3];
    /** Bytes of those frames. */
    public final long[] bytes = new long[3];
    /** Frames dropped, by {@link FrameFault#ordinal()}. */
    public final long[] faults = new long[FrameFault.values().length];
    /** Sessions refused or ended, by {@link RefusalReason#ordinal()}. */
    public final long[] refusals = new long[RefusalReason.values().length];
    /** Payments put on the ring. */
    public long transactions;
    /** Payments whose bytes equalled an earlier slot's. */
    public long duplicates;
    /** Payments answered with RATE_LIMITED. */
    public long rateLimited;
    /** Payments answered with NOT_READY. */
    public long notReady;
    /** Answers of ingress itself that found no room. */
    public long answersDropped;
    /** Times that a source had to wait because a ring was full. */
    public long backPressure;
    /** Messages about blocks that were left out because the ring was full. */
    public long ballotsDropped;
    /** Ticks left out because a ring was full. */
    public long ticksSkipped;
    public long sessionsOpened;
    public long sessionsClosed;
    public long violations;
    public long bans;
    public long chunkedMessages;
    /** Validators that count as connected now. */
    public long peersConnected;
    /** Clients with a session now. */
    public long clients;

    /**
     * Frames dropped for a reason.
     *
     * @param fault the reason.
     * @return a count since the start.
     */
    public long faults(final FrameFault fault)
    {
        return faults[fault.ordinal()];
    }

    /**
     * Sessions refused or ended for a reason.
     *
     * @param reason the reason.
     * @return a count since the start.
     */
    public long refusals(final RefusalReason reason)
    {
        return refusals[reason.ordinal()];
    }

    /**
     * All faults that were counted, for reports.
     *
     * @return a new map without zeros.
     */
    public Map<FrameFault, Long> faultCounts()
    {
        final Map<FrameFault, Long> counts = new EnumMap<>(FrameFault.class);
        for (final FrameFault fault : FrameFault.values())
        {
            if (faults[fault.ordinal()] != 0)
            {
                counts.put(fault, faults[fault.ordinal()]);
            }
        }
        return counts;
    }
}

package io.timecoin.metrics;

import org.agrona.concurrent.AtomicBuffer;

/** How one agent spends its time. Written by its own thread only. */
public final class AgentCounters
{
    /** What is counted of each agent, in the order of the counters' ids. */
    enum Kind
    {
        BUSY_NS, IDLE_NS, HEARTBEAT_NS, BACK_PRESSURE
    }

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicBuffer values;
    private final int firstOffset;

    private long lastEndNs = NEVER;
    private long busyNs;
    private long idleNs;
    private long backPressure;

    AgentCounters(final AtomicBuffer values, final int firstOffset)
    {
        this.values = values;
        this.firstOffset = firstOffset;
    }

    /**
     * Accounts one duty cycle. What is not busy is idle, other agents of the thread and its idle strategy included, so
     * that both add up to the time that passed.
     *
     * @param work    units done; with 0 the cycle was idle.
     * @param startNs when it began.
     * @param endNs   when it ended.
     */
    public void onDutyCycle(final int work, final long startNs, final long endNs)
    {
        final long cycleNs = endNs - startNs;
        final long sinceLastNs = lastEndNs == NEVER ? cycleNs : endNs - lastEndNs;
        busyNs += work > 0 ? cycleNs : 0;
        idleNs += work > 0 ? sinceLastNs - cycleNs : sinceLastNs;
        lastEndNs = endNs;
        put(Kind.BUSY_NS, busyNs);
        put(Kind.IDLE_NS, idleNs);
        put(Kind.HEARTBEAT_NS, endNs);
    }

    /** Counts one duty cycle in which input waited because there was no space downstream. */
    public void onBackPressure()
    {
        put(Kind.BACK_PRESSURE, ++backPressure);
    }

    /**
     * Time spent in duty cycles that did work, from any thread.
     *
     * @return ns.
     */
    public long busyNs()
    {
        return get(Kind.BUSY_NS);
    }

    /**
     * Duty cycles in which input waited for space downstream, from any thread.
     *
     * @return their number.
     */
    public long backPressure()
    {
        return get(Kind.BACK_PRESSURE);
    }

    private long get(final Kind kind)
    {
        return values.getLongVolatile(firstOffset + Counters.valueOffset(kind.ordinal()));
    }

    private void put(final Kind kind, final long value)
    {
        values.putLongRelease(firstOffset + Counters.valueOffset(kind.ordinal()), value);
    }
}

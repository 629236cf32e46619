package io.timecoin.load;

/**
 * Looks for the highest rate that a network keeps up with. Raises the rate step by step while acceptance and blocks
 * follow; when they no longer do, lets the backlog drain and tries again with smaller steps, because one failure may be
 * the machine's and not the rate's. When the time for looking is over, holds the best rate that was kept up, and lowers
 * it if it turns out too high after all.
 */
public final class Ramp
{
    /** What a ramp is doing. */
    public enum State
    {
        /** A step runs; at its end the rate goes up if acceptance kept up. */
        RAISING,
        /** A little is sent until the backlog is gone. */
        DRAINING,
        /** The best rate, or a little less each time that it proves too high, until the end: what is measured. */
        HOLDING
    }

    private static final double FIRST_FACTOR = 1.3;
    /** Share of what was sent by which the backlog may grow in a step that counts as kept up. */
    private static final double MAX_GROWTH = 0.03;
    private static final double MIN_SENT = 0.5;
    /** A step is short: a rate that it kept up with by a hair would not hold. */
    private static final double HOLD_SHARE = 0.97;
    private static final double DRAIN_SHARE = 0.1;
    private static final double BACK_OFF = 0.6;
    /** While holding. */
    private static final double RELIEF = 0.9;
    private static final double MIN_FACTOR = 1.03;
    private static final double FACTOR_GROWTH = 1.5;
    /** Backlog that counts as kept up: this long at the rate. */
    private static final double MAX_BACKLOG_S = 0.25;
    /** Payments that wait for their block in good order: a block's interval, and what it takes until it is final. */
    private static final double MAX_UNCONFIRMED_S = 1.6;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final long stepNs;
    private final long decideNs;
    private State state = State.RAISING;
    private double rate;
    private double best;
    private double factor = FIRST_FACTOR;
    private long stateStartNs;
    private long submittedAtStart;
    private long backlogAtStart;

    /**
     * A ramp.
     *
     * @param firstRate payments a second to begin with.
     * @param startNs   the time.
     * @param stepNs    how long a rate is tried.
     * @param decideNs  from when on it holds what it has.
     */
    public Ramp(final double firstRate, final long startNs, final long stepNs, final long decideNs)
    {
        this.rate = firstRate;
        this.stepNs = stepNs;
        this.decideNs = decideNs;
        this.stateStartNs = startNs;
    }

    /**
     * The rate to send at now.
     *
     * @return payments a second.
     */
    public double rate()
    {
        return state == State.DRAINING ? Math.max(1, rate * DRAIN_SHARE) : rate;
    }

    /**
     * What it is doing.
     *
     * @return never null.
     */
    public State state()
    {
        return state;
    }

    /**
     * Looks at how it goes.
     *
     * @param nowNs       the time.
     * @param submitted   payments sent so far.
     * @param unaccepted  payments due or sent and not yet accepted.
     * @param unconfirmed payments accepted and not yet in a final block.
     * @return whether the rate or the state has changed.
     */
    public boolean onTick(final long nowNs, final long submitted, final long unaccepted, final long unconfirmed)
    {
        final long backlog = unaccepted + Math.max(0, unconfirmed - (long)(MAX_UNCONFIRMED_S * rate));
        if (state == State.HOLDING)
        {
            return onHold(nowNs, submitted, backlog);
        }
        final boolean isDrained = backlog <= Math.max(1, rate * MAX_BACKLOG_S / 2);
        if (nowNs >= decideNs && (state == State.RAISING || isDrained))
        {
            return onDecide(nowNs, isDrained, submitted, backlog);
        }
        if (state == State.DRAINING && isDrained)
        {
            state(State.RAISING, nowNs, submitted, backlog);
            return true;
        }
        if (state == State.RAISING && nowNs - stateStartNs >= stepNs)
        {
            onStepEnd(nowNs, submitted, backlog);
            return true;
        }
        return false;
    }

    private boolean onHold(final long nowNs, final long submitted, final long backlog)
    {
        if (nowNs - stateStartNs < stepNs)
        {
            return false;
        }
        final boolean isBehind = backlog > Math.max(1, rate * MAX_BACKLOG_S) && backlog > backlogAtStart;
        rate *= isBehind ? RELIEF : 1;
        state(State.HOLDING, nowNs, submitted, backlog);
        return isBehind;
    }

    private boolean onDecide(
        final long nowNs, final boolean isDrained, final long submitted, final long backlog)
    {
        // The running step has not proved itself: what counts is the best rate before it.
        rate = best > 0 ? HOLD_SHARE * best : rate;
        state(isDrained ? State.HOLDING : State.DRAINING, nowNs, submitted, backlog);
        return true;
    }

    private void onStepEnd(final long nowNs, final long submitted, final long backlog)
    {
        final double seconds = (nowNs - stateStartNs) / (double)NS_PER_SECOND;
        final long sent = submitted - submittedAtStart;
        final boolean keptUp = backlog - backlogAtStart <= Math.max(1, MAX_GROWTH * sent) &&
            backlog <= Math.max(1, rate * MAX_BACKLOG_S) && sent >= MIN_SENT * rate * seconds;
        if (keptUp)
        {
            best = Math.max(best, rate);
            rate *= factor;
            factor = Math.min(FIRST_FACTOR, 1 + (factor - 1) * FACTOR_GROWTH);
            state(State.RAISING, nowNs, submitted, backlog);
            return;
        }
        factor = Math.max(MIN_FACTOR, 1 + (factor - 1) / 2);
        rate = best > 0 ? best * factor : rate * BACK_OFF;
        state(State.DRAINING, nowNs, submitted, backlog);
    }

    private void state(final State next, final long nowNs, final long submitted, final long backlog)
    {
        state = next;
        stateStartNs = nowNs;
        submittedAtStart = submitted;
        backlogAtStart = backlog;
    }
}

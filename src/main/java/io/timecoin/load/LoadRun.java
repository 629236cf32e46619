package io.timecoin.load;

import org.agrona.concurrent.IdleStrategy;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Runs one load in the calling thread: the schedule, the ramp if there is one, and the wait for the last answers. */
public final class LoadRun
{
    /** What a run is doing. */
    public enum Phase
    {
        /** Looking for the highest rate. */
        RAMP,
        /** Sending at the measured rate. */
        LOAD,
        /** Sending nothing more; waiting for answers. */
        SETTLE
    }

    /** Hears how it goes. */
    @FunctionalInterface
    public interface Progress
    {
        /**
         * Called several times a second from the sending thread: it must be quick.
         *
         * @param phase     what the run is doing.
         * @param elapsedNs since the start.
         * @param rate      payments a second now.
         * @param stats     the live account.
         */
        void onProgress(Phase phase, long elapsedNs, double rate, LoadStats stats);
    }

    private static final long RAMP_TICK_NS = 10_000_000L;
    private static final long PROGRESS_NS = 200_000_000L;
    private static final double RAMP_SHARE = 0.6;
    private static final int RAMP_STEPS = 12;
    private static final long MAX_STEP_NS = 2_000_000_000L;

    private final LoadProfile profile;
    private final LongSupplier clock;
    private final IdleStrategy idle;
    private final Progress progress;
    private final LoadGenerator generator;
    private final Schedule schedule;
    private final Ramp ramp;
    private final long startNs;
    private final long endNs;
    private double rate;
    private long nextTickNs;
    private long nextProgressNs;
    private BooleanSupplier abort = () -> false;

    /** Where a run gets what it sends, and where it sends it. */
    public record Ends(PaymentSource source, Submitter submitter, Coins coins)
    {
    }

    /**
     * A run that starts now.
     *
     * @param profile   what to send; with a ramp, its rate is not read.
     * @param firstRate where a ramp begins, payments a second; without a ramp it is not read.
     * @param ends      source of payments and ways to validators.
     * @param clock     the time, ns.
     * @param idle      what to do when nothing is due.
     * @param progress  hears how it goes.
     */
    public LoadRun(
        final LoadProfile profile,
        final double firstRate,
        final Ends ends,
        final LongSupplier clock,
        final IdleStrategy idle,
        final Progress progress)
    {
        this.profile = profile;
        this.clock = clock;
        this.idle = idle;
        this.progress = progress;
        startNs = clock.getAsLong();
        endNs = startNs + profile.durationNs();
        nextTickNs = startNs + RAMP_TICK_NS;
        nextProgressNs = startNs + PROGRESS_NS;
        rate = profile.isRamp() ? firstRate : profile.rate();
        final long stepNs = Math.min(MAX_STEP_NS, profile.durationNs() / RAMP_STEPS);
        ramp = profile.isRamp() ?
            new Ramp(firstRate, startNs, stepNs, startNs + (long)(profile.durationNs() * RAMP_SHARE)) : null;
        schedule = new Schedule(startNs, rate);
        schedule.end(endNs);
        generator = new LoadGenerator(schedule, ends.source(), ends.submitter(), ends.coins());
        generator.stats().window(startNs, endNs);
    }

    /**
     * Ends the schedule early when something says so.
     *
     * @param condition asked in each duty cycle.
     * @return this.
     */
    public LoadRun abortWhen(final BooleanSupplier condition)
    {
        abort = condition;
        return this;
    }

    /**
     * Sends until the end of the schedule.
     *
     * @return the live account.
     */
    public LoadStats send()
    {
        long nowNs = clock.getAsLong();
        while (nowNs < endNs && !abort.getAsBoolean())
        {
            final int work = generator.doWork(nowNs);
            onTime(nowNs, ramp == null || ramp.state() == Ramp.State.HOLDING ? Phase.LOAD : Phase.RAMP);
            idle.idle(work);
            nowNs = clock.getAsLong();
        }
        return generator.stats();
    }

    /**
     * Waits for the last answers.
     *
     * @param timeoutNs for how long at most.
     * @param settled   asked now and then; true ends the wait once all payments are answered.
     * @return the account, at rest.
     */
    public LoadStats settle(final long timeoutNs, final BooleanSupplier settled)
    {
        final long deadlineNs = clock.getAsLong() + timeoutNs;
        schedule.end(Math.min(endNs, clock.getAsLong()));
        long nowNs = clock.getAsLong();
        boolean isSettled = false;
        while (nowNs < deadlineNs && !isSettled)
        {
            final int work = generator.doWork(nowNs);
            final boolean isTick = onTime(nowNs, Phase.SETTLE);
            isSettled = isTick && generator.stats().open() == 0 && generator.queued() == 0 && settled.getAsBoolean();
            idle.idle(work);
            nowNs = clock.getAsLong();
        }
        return generator.stats();
    }

    /**
     * What it brought so far.
     *
     * @return the live account.
     */
    public LoadStats stats()
    {
        return generator.stats();
    }

    /**
     * When the schedule began.
     *
     * @return ns.
     */
    public long startNs()
    {
        return startNs;
    }

    /**
     * The rate now.
     *
     * @return payments a second.
     */
    public double rate()
    {
        return rate;
    }

    /**
     * Payments that fell due and were never sent.
     *
     * @return a count, at the end of the run.
     */
    public long unsent()
    {
        return schedule.dueCount(clock.getAsLong()) - generator.stats().offered() + generator.queued();
    }

    private boolean onTime(final long nowNs, final Phase phase)
    {
        if (nowNs < nextTickNs)
        {
            return false;
        }
        nextTickNs = nowNs + RAMP_TICK_NS;
        if (phase != Phase.SETTLE && ramp != null)
        {
            onRampTick(nowNs);
        }
        if (nowNs >= nextProgressNs)
        {
            nextProgressNs = nowNs + PROGRESS_NS;
            progress.onProgress(phase, nowNs - startNs, rate, generator.stats());
        }
        return true;
    }

    private void onRampTick(final long nowNs)
    {
        final LoadStats stats = generator.stats();
        final boolean wasHolding = ramp.state() == Ramp.State.HOLDING;
        final long late = schedule.dueCount(nowNs) - stats.offered();
        if (!ramp.onTick(nowNs, stats.submitted(), stats.open() + generator.queued() + late))
        {
            return;
        }
        rate = ramp.rate();
        generator.rate(rate, nowNs);
        if (!wasHolding && ramp.state() == Ramp.State.HOLDING)
        {
            stats.window(nowNs, endNs);
        }
    }
}

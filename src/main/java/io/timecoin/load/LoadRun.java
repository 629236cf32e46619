package io.timecoin.load;

import org.agrona.concurrent.IdleStrategy;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Runs one load in the calling thread: the warm-up and the ramp if there are any, the schedule, and the wait for the
 * last answers.
 */
public final class LoadRun
{
    /** What a run is doing. */
    public enum Phase
    {
        /** Sending what counts for no figure, until code is compiled and caches are filled. */
        WARM_UP,
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
         * @param stats     the live account, in the warm-up that of the warm-up.
         */
        void onProgress(Phase phase, long elapsedNs, double rate, LoadStats stats);
    }

    private static final long RAMP_TICK_NS = 10_000_000L;
    private static final long PROGRESS_NS = 200_000_000L;
    private static final double RAMP_SHARE = 0.6;
    private static final int RAMP_STEPS = 12;
    private static final long MAX_STEP_NS = 2_000_000_000L;
    private static final double NS_PER_SECOND = 1e9;

    private final LongSupplier clock;
    private final IdleStrategy idle;
    private final Progress progress;
    private final LoadGenerator generator;
    private final Schedule schedule;
    private final Ramp ramp;
    private final long startNs;
    private final long measuredNs;
    private final long endNs;
    /** After it too little would be left to measure. */
    private final long lastChangeNs;
    private double rate;
    private long nextTickNs;
    private long nextProgressNs;
    private BooleanSupplier abort = () -> false;

    /** Where a run gets what it sends, and where it sends it. */
    public record Ends(PaymentSource source, Submitter submitter, Coins coins)
    {
    }

    /**
     * A run that starts now, with its warm-up.
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
        this.clock = clock;
        this.idle = idle;
        this.progress = progress;
        startNs = clock.getAsLong();
        measuredNs = startNs + profile.warmUpNs();
        endNs = measuredNs + profile.durationNs();
        nextTickNs = startNs + RAMP_TICK_NS;
        nextProgressNs = startNs + PROGRESS_NS;
        rate = profile.isRamp() ? firstRate : profile.rate();
        final long stepNs = Math.min(MAX_STEP_NS, profile.durationNs() / RAMP_STEPS);
        lastChangeNs = endNs - 2 * stepNs;
        ramp = profile.isRamp() ?
            new Ramp(firstRate, measuredNs, stepNs, measuredNs + (long)(profile.durationNs() * RAMP_SHARE)) : null;
        schedule = new Schedule(measuredNs, rate).precededBy((long)(rate * profile.warmUpNs() / NS_PER_SECOND));
        schedule.end(endNs);
        generator =
            new LoadGenerator(schedule, ends.source(), ends.submitter(), ends.coins()).measureFrom(measuredNs);
        generator.stats().window(measuredNs, endNs);
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
     * Sends until the warm-up is over, whose last answers may come later; without one, returns at once.
     */
    public void warmUp()
    {
        sendUntil(measuredNs);
    }

    /**
     * Sends until the end of the schedule.
     *
     * @return the live account.
     */
    public LoadStats send()
    {
        sendUntil(endNs);
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
            isSettled = isTick && generator.open() == 0 && generator.queued() == 0 && settled.getAsBoolean();
            idle.idle(work);
            nowNs = clock.getAsLong();
        }
        return generator.stats();
    }

    /**
     * What it brought so far, its warm-up left out.
     *
     * @return the live account.
     */
    public LoadStats stats()
    {
        return generator.stats();
    }

    /**
     * Payments that were accepted and are in no final block yet, as far as they are followed.
     *
     * @return a count.
     */
    public int unconfirmed()
    {
        return generator.unconfirmed();
    }

    /**
     * What its warm-up brought so far.
     *
     * @return the live account.
     */
    public LoadStats warmUpStats()
    {
        return generator.warmUp();
    }

    /**
     * Payments of whose acceptance it was told, one of each decided pair and those of the warm-up included.
     *
     * @return what a validator must have accepted at least.
     */
    public long told()
    {
        final LoadStats warmUp = generator.warmUp();
        final LoadStats stats = generator.stats();
        return warmUp.accepted() + warmUp.decidedPairs() + stats.accepted() + stats.decidedPairs();
    }

    /**
     * When it began.
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
     * Payments that fell due and were never sent, those of the warm-up included.
     *
     * @return a count, at the end of the run.
     */
    public long unsent()
    {
        return notTaken(clock.getAsLong()) + generator.queued();
    }

    private void sendUntil(final long untilNs)
    {
        long nowNs = clock.getAsLong();
        while (nowNs < untilNs && !abort.getAsBoolean())
        {
            final int work = generator.doWork(nowNs);
            onTime(nowNs, phase(nowNs));
            idle.idle(work);
            nowNs = clock.getAsLong();
        }
    }

    private Phase phase(final long nowNs)
    {
        if (nowNs < measuredNs)
        {
            return Phase.WARM_UP;
        }
        return ramp == null || ramp.state() == Ramp.State.HOLDING ? Phase.LOAD : Phase.RAMP;
    }

    private long notTaken(final long nowNs)
    {
        return schedule.dueCount(nowNs) - generator.stats().offered() - generator.warmUp().offered();
    }

    private boolean onTime(final long nowNs, final Phase phase)
    {
        if (nowNs < nextTickNs)
        {
            return false;
        }
        nextTickNs = nowNs + RAMP_TICK_NS;
        if (phase == Phase.RAMP || phase == Phase.LOAD && ramp != null && nowNs < lastChangeNs)
        {
            onRampTick(nowNs);
        }
        if (nowNs >= nextProgressNs)
        {
            nextProgressNs = nowNs + PROGRESS_NS;
            progress.onProgress(
                phase, nowNs - startNs, rate, phase == Phase.WARM_UP ? generator.warmUp() : generator.stats());
        }
        return true;
    }

    private void onRampTick(final long nowNs)
    {
        final LoadStats stats = generator.stats();
        // Where nothing was ever confirmed there are no blocks.
        final int unconfirmed = generator.stats().confirmed() > 0 ? generator.unconfirmed() : 0;
        if (!ramp.onTick(
            nowNs, stats.submitted(), generator.open() + generator.queued() + notTaken(nowNs), unconfirmed))
        {
            return;
        }
        rate = ramp.rate();
        generator.rate(rate, nowNs);
        if (ramp.state() == Ramp.State.HOLDING)
        {
            stats.window(nowNs, endNs);
        }
    }
}

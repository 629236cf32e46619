package io.timecoin.network;

import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How the media driver runs.
 *
 * @param threading           one, two or three threads.
 * @param idle                makes the idle strategy of each thread.
 * @param threads             makes its threads: the place to pin them.
 * @param maxSourcesPerStream senders on a stream whose buffers it keeps at a time.
 */
public record DriverSettings(
    ThreadingMode threading, Supplier<IdleStrategy> idle, ThreadFactory threads, int maxSourcesPerStream)
{
    private static final int MAX_SOURCES_PER_STREAM = 1_024;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(500);

    /**
     * One thread that sleeps when there is nothing to do.
     *
     * @return what a laptop can bear.
     */
    public static DriverSettings shared()
    {
        return new DriverSettings(
            ThreadingMode.SHARED,
            () -> new BackoffIdleStrategy(10, 10, MIN_PARK_NS, MAX_PARK_NS),
            DriverSettings::daemon,
            MAX_SOURCES_PER_STREAM);
    }

    private static Thread daemon(final Runnable task)
    {
        final Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}

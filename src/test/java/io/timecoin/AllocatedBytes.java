package io.timecoin;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/** Measures what a thread allocates. */
public final class AllocatedBytes
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private static final int ATTEMPTS = 10;

    private AllocatedBytes()
    {
    }

    /**
     * Bytes that this thread allocates in so many runs of an action: the least of several attempts, since the compiler
     * and class loading allocate on the way to a steady state.
     *
     * @param runs   of the action in an attempt.
     * @param action what to measure.
     * @return 0 if it does not allocate.
     */
    public static long in(final int runs, final Runnable action)
    {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least != 0; attempt++)
        {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < runs; i++)
            {
                action.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}

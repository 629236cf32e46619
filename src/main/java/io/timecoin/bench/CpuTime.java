package io.timecoin.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Processor time of the calling thread: what it did not get, because others had the core, does not count. That makes
 * figures of one thread hold on a machine that does other things too. Time that the thread waits does not count
 * either, so it is for work that never waits.
 */
final class CpuTime
{
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean IS_KNOWN = THREADS.isCurrentThreadCpuTimeSupported();

    private CpuTime()
    {
    }

    /**
     * Time so far; the time of day where the system does not account for threads. Asking takes about a microsecond.
     *
     * @return ns from any origin.
     */
    static long ns()
    {
        return IS_KNOWN ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }
}

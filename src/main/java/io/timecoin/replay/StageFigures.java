package io.timecoin.replay;

/**
 * What one agent did in a pass.
 *
 * @param name         of the agent.
 * @param thread       that ran it.
 * @param busyNs       time in rounds that did work.
 * @param busy         the same as a share of the elapsed time.
 * @param cpuShare     share of its thread's busy time in which the machine let the thread run, at most 1.
 * @param backPressure rounds in which it had to wait for space.
 */
record StageFigures(String name, String thread, long busyNs, double busy, double cpuShare, long backPressure)
{
    /** Time in rounds that did work, less its part of what other processes took from the thread. */
    double cpuNs()
    {
        return busyNs * cpuShare;
    }

    /** The stage: workers of one stage share it. */
    String stage()
    {
        return stageOf(name);
    }

    static String stageOf(final String agent)
    {
        return agent.startsWith("verify-") ? "verify" : agent;
    }
}

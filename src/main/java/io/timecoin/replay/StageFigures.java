package io.timecoin.replay;

/**
 * What one agent did in a pass.
 *
 * @param name         of the agent.
 * @param thread       that ran it.
 * @param busyNs       time in rounds that did work.
 * @param busy         the same as a share of the elapsed time.
 * @param backPressure rounds in which it had to wait for space.
 */
record StageFigures(String name, String thread, long busyNs, double busy, long backPressure)
{
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

package io.timecoin.node;

import java.util.concurrent.TimeUnit;

/** How far a stop has come, and what each of its steps took: for the one line that tells why a stop was slow. */
final class StopSteps
{
    private final StringBuilder taken = new StringBuilder();
    private String present = "";
    private long beganNs;

    /**
     * Ends the step before, if any, and begins another.
     *
     * @param name  of the step.
     * @param nowNs by any one clock.
     */
    synchronized void begin(final String name, final long nowNs)
    {
        end(nowNs);
        present = name;
        beganNs = nowNs;
    }

    /** Ends the last step. */
    synchronized void end(final long nowNs)
    {
        if (!present.isEmpty())
        {
            append(nowNs);
            present = "";
        }
    }

    /** What the stop is at; empty before the first step and after the last. */
    synchronized String present()
    {
        return present;
    }

    /** Each step that has ended, in order, with its milliseconds. */
    synchronized String taken()
    {
        return taken.toString();
    }

    private void append(final long nowNs)
    {
        taken.append(taken.length() == 0 ? "" : ", ").append(present).append(' ')
            .append(TimeUnit.NANOSECONDS.toMillis(nowNs - beganNs));
    }
}

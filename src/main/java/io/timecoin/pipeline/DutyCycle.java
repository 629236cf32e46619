package io.timecoin.pipeline;

/** One round of a stage's work: polls its rings as far as there is space downstream, and never waits. */
@FunctionalInterface
public interface DutyCycle
{
    /**
     * Works.
     *
     * @param nowNs the time, ns; only ingress makes rules see it, by stamping slots with it.
     * @return units of work done, 0 if idle.
     */
    int doWork(long nowNs);
}

package io.timecoin.simulation;

/**
 * What a link does to frames. Without {@code reordering} a link keeps their order, as Aeron does; loss, duplication and
 * reordering are what the parts above must bear all the same.
 *
 * @param delayNs     shortest way of a frame.
 * @param jitterNs    most that chance adds to it.
 * @param loss        share of frames that never arrive.
 * @param duplication share of frames that arrive twice.
 * @param reordering  share of frames that others may overtake.
 * @param maxFrames   frames under way before a send is answered with LATER.
 */
public record LinkConditions(
    long delayNs, long jitterNs, double loss, double duplication, double reordering, int maxFrames)
{
    /** Bound of frames under way that no test means to reach. */
    public static final int MANY_FRAMES = 65_536;

    /**
     * A link that only takes time.
     *
     * @param delayNs  shortest way of a frame.
     * @param jitterNs most that chance adds.
     * @return nothing lost, doubled or out of order.
     */
    public static LinkConditions reliable(final long delayNs, final long jitterNs)
    {
        return new LinkConditions(delayNs, jitterNs, 0, 0, 0, MANY_FRAMES);
    }

    /**
     * The same, but with faults.
     *
     * @param lost       share of frames that never arrive.
     * @param duplicated share that arrives twice.
     * @param reordered  share that others may overtake.
     * @return a changed copy.
     */
    public LinkConditions withFaults(final double lost, final double duplicated, final double reordered)
    {
        return new LinkConditions(delayNs, jitterNs, lost, duplicated, reordered, maxFrames);
    }

    /**
     * The same with another bound.
     *
     * @param frames frames under way at a time.
     * @return a changed copy.
     */
    public LinkConditions withMaxFrames(final int frames)
    {
        return new LinkConditions(delayNs, jitterNs, loss, duplication, reordering, frames);
    }
}

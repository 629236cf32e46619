package io.timecoin.simulation;

/** What went over a virtual network. */
public final class NetworkCounts
{
    private long sent;
    private long bytes;
    private long lost;
    private long duplicated;

    void sent(final int length)
    {
        sent++;
        bytes += length;
    }

    void lost()
    {
        lost++;
    }

    void duplicated()
    {
        duplicated++;
    }

    /**
     * Frames put on a wire, lost ones included.
     *
     * @return how many.
     */
    public long framesSent()
    {
        return sent;
    }

    /**
     * Bytes put on a wire.
     *
     * @return how many.
     */
    public long bytesSent()
    {
        return bytes;
    }

    /**
     * Frames that never arrived.
     *
     * @return how many.
     */
    public long framesLost()
    {
        return lost;
    }

    /**
     * Frames that arrived twice.
     *
     * @return how many.
     */
    public long framesDuplicated()
    {
        return duplicated;
    }
}

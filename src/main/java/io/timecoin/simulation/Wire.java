package io.timecoin.simulation;

/** One direction between two nodes, as a faulty node's {@link Behaviour} may use it: now, later, often or never. */
public interface Wire
{
    /**
     * Puts a frame on the wire.
     *
     * @param frame whole SBE message; must not change any more.
     */
    void pass(byte[] frame);

    /**
     * Puts a frame on the wire after a while.
     *
     * @param frame   whole SBE message; must not change any more.
     * @param delayNs how long to wait first.
     */
    void passLater(byte[] frame, long delayNs);
}

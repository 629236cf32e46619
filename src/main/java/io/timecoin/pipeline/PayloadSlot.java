package io.timecoin.pipeline;

/** A ring slot whose bytes lie in the ring's {@link RingArena}. Written by the ring's producer before it publishes. */
public abstract class PayloadSlot
{
    /** Offset of the payload in the arena's buffer. */
    public int payloadOffset;
    /** Bytes of payload; 0 if there is none. */
    public int payloadLength;
}

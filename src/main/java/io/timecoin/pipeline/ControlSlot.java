package io.timecoin.pipeline;

/**
 * A slot of the ring {@code control}: a tick, one checked control message of a validator, or a change of a peer's
 * connection.
 */
public final class ControlSlot extends PayloadSlot
{
    /** What a slot holds. */
    public enum Kind
    {
        TICK, MESSAGE, PEER_CONNECTED, PEER_DISCONNECTED
    }

    public Kind kind;
    /** Slot time, ns. */
    public long stampNs;
    /** Index of the validator. */
    public int peer;
    /** SBE template of a message; the payload is the whole frame, header included, already checked for shape. */
    public int templateId;
}

package io.timecoin.network;

/** What egress counted. One writer; readers on other threads may see values that are a moment old. */
public final class EgressStats
{
    /** Frames that the transport took, indexed by {@link Transport#CONTROL}, BULK and CLIENT. */
    public final long[] frames = new long[3];
    /** Bytes of those frames. */
    public final long[] bytes = new long[3];
    /** Messages that had to wait in a queue, by stream. */
    public final long[] queued = new long[3];
    /** Messages dropped because the queue was full, by stream. */
    public final long[] droppedFull = new long[3];
    /** Messages dropped because the receiver is not there, by stream. */
    public final long[] droppedAbsent = new long[3];
    /** Messages dropped because they are longer than any logical message may be. */
    public long droppedTooLarge;
    /** Messages that went in chunks. */
    public long chunkedMessages;
    /** Links opened, again included. */
    public long linksOpened;
    /** Links closed or lost. */
    public long linksClosed;
    /** Bytes that wait in queues now. */
    public long waitingBytes;
    /** Links with something in their queue now. */
    public int linksWaiting;
    /** Refusals told to clients. */
    public long refusalsSent;
}

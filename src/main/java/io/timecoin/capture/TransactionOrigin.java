package io.timecoin.capture;

/** Where a transaction of a stream came from; mutable, so that one instance serves many. */
public final class TransactionOrigin
{
    /** The peer of what a client sent. */
    public static final int CLIENT = -1;
    /** The batch of what came alone. */
    public static final long NO_BATCH = -1;

    /** Number of the session that sent it. */
    public int session;
    /** Index of the validator that sent it, or {@link #CLIENT}. */
    public int peer = CLIENT;
    /** The client's own number for it. */
    public long reference;
    /** Number of the batch it came in, or {@link #NO_BATCH}. */
    public long batch = NO_BATCH;
    public int batchIndex;
    public int batchCount;
}

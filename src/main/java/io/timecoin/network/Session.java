package io.timecoin.network;

import java.util.Arrays;

/**
 * One validator or client that has said Hello. Written by ingress, read by egress. Plain now: this is where a session's
 * keys and nonces will live once frames are encrypted.
 */
public final class Session
{
    /** The peer of a session that is a client's. */
    public static final int NULL_PEER = -1;
    /** Of what nobody sent. */
    static final int NULL_SESSION = 0;

    /** What the other side is. */
    public enum Role
    {
        VALIDATOR, CLIENT
    }

    /** Where a session stands. */
    public enum State
    {
        GREETED, REFUSED, CLOSED
    }

    private final int number;
    private final Role role;
    private final int peer;
    private final byte[] nodeId;
    private final String replyEndpoint;
    private final int replyStream;

    private volatile State state = State.GREETED;
    private volatile RefusalReason reason;
    private volatile int greetings;

    // Ingress's own from here on.
    final TokenBucket transactions;
    final TokenBucket polls;
    final TokenBucket replies;
    final TokenBucket requests;
    final TokenBucket batches;
    final TokenBucket votes;
    final TokenBucket blockFrames;
    final Chunks chunks;
    int controlSources;
    /** Control sources so far. */
    int controlGreetings;
    int sources;
    long lastHeardNs;
    long endedNs;

    Session(
        final int number,
        final Greeting greeting,
        final NetworkLimits limits,
        final Chunks.Budget budget,
        final long nowNs)
    {
        this.number = number;
        role = greeting.role();
        peer = greeting.peer();
        nodeId = greeting.nodeId();
        replyEndpoint = greeting.replyEndpoint();
        replyStream = greeting.replyStream();
        lastHeardNs = nowNs;
        final boolean validator = role == Role.VALIDATOR;
        transactions = validator ? null : new TokenBucket(limits.transactionsPerSecond(), nowNs);
        polls = validator ? new TokenBucket(limits.pollsPerSecond(), nowNs) : null;
        replies = validator ? new TokenBucket(limits.pollsPerSecond(), nowNs) : null;
        requests = new TokenBucket(
            validator ? limits.requestsPerSecond() : NetworkLimits.CLIENT_REQUESTS_PER_SECOND, nowNs);
        batches = validator ? new TokenBucket(limits.batchesPerSecond(), nowNs) : null;
        votes = validator ? new TokenBucket(limits.votesPerSecond(), nowNs) : null;
        blockFrames = validator ? new TokenBucket(limits.blockFramesPerSecond(), nowNs) : null;
        chunks = validator ? new Chunks(limits.maxMessageBytes(), budget) : null;
    }

    /**
     * The session's number.
     *
     * @return from 1, not used again.
     */
    public int number()
    {
        return number;
    }

    /**
     * What the other side is.
     *
     * @return validator or client.
     */
    public Role role()
    {
        return role;
    }

    /**
     * Index of the validator.
     *
     * @return its position in the genesis, or {@link #NULL_PEER}.
     */
    public int peer()
    {
        return peer;
    }

    /**
     * Where answers go.
     *
     * @return host:port.
     */
    public String replyEndpoint()
    {
        return replyEndpoint;
    }

    /**
     * The client's stream for answers.
     *
     * @return a stream number of the client's choice.
     */
    public int replyStream()
    {
        return replyStream;
    }

    /**
     * Where the session stands.
     *
     * @return one of the states; it only moves forward.
     */
    public State state()
    {
        return state;
    }

    /**
     * Why the session ended or was not accepted.
     *
     * @return the reason, or null while it is greeted.
     */
    public RefusalReason reason()
    {
        return reason;
    }

    boolean isNamed(final byte[] name)
    {
        return Arrays.equals(nodeId, name);
    }

    byte[] nodeId()
    {
        return nodeId;
    }

    /**
     * Ways over which this session has come so far: one more means that its sender may have forgotten our own Hello.
     */
    int greetings()
    {
        return greetings;
    }

    void greeted()
    {
        // One writer, so that this needs no atomic increment.
        final int next = greetings + 1;
        greetings = next;
    }

    void state(final State next, final RefusalReason why, final long nowNs)
    {
        // The reason first: whoever sees the state must find it.
        reason = why;
        endedNs = nowNs;
        state = next;
    }
}

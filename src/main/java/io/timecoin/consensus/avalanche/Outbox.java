package io.timecoin.consensus.avalanche;

import org.agrona.MutableDirectBuffer;

/** Where acceptance leaves encoded messages for other validators. Nothing here waits. */
public interface Outbox
{
    int NO_SPACE = -1;

    /**
     * Claims room for one message; the next call must be one of the sends or {@link #abort()}.
     *
     * @param length most bytes of the message, header included.
     * @return offset in {@link #buffer()}, or {@link #NO_SPACE}: try again in a later duty cycle.
     */
    int claim(int length);

    /** The buffer that claims lie in. */
    MutableDirectBuffer buffer();

    /** Sends what was claimed, its actual length given, to one validator. */
    void send(int peer, boolean bulk, int length);

    /** Sends it to a set of validators, a bit each. */
    void send(long[] peers, boolean bulk, int length);

    /** Sends it to all other validators. */
    void broadcast(boolean bulk, int length);

    /** Gives the claim back. */
    void abort();
}

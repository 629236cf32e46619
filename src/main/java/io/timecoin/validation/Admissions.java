package io.timecoin.validation;

import org.agrona.DirectBuffer;

/**
 * What validation tells consensus. The caller has made sure of the space: no call here can fail or wait.
 * <p>
 * A decision and what is told here pass each other on two rings, so a handle may still be named after consensus
 * decided, expired, evicted or released it: consensus takes it as ended. Validation in turn ignores decisions for
 * stale handles.
 */
public interface Admissions
{
    /** Most accepted transactions that one call of {@link #overruled} names. */
    int MAX_OVERRULERS = 64;

    /** A client's payment is valid and all its parents are accepted. */
    void admit(int handle);

    /** {@code handle} spends outputs that each of the first {@code count} rivals spends too; told before itself. */
    void conflict(int handle, int[] rivals, int count);

    /** A peer's batch was validated. Masks have a bit a member; a member that is not held has NULL_HANDLE. */
    void batch(int peer, byte[] name, int count, int[] members, long ready, long invalid);

    /**
     * A member of a peer's batch spends what accepted transactions spent, or what too many undecided ones spend: it is
     * not held, but a final block may choose it. The rest of these, if they are more, are told when it comes again. A
     * NULL_HANDLE stands for what no block can take back: a final transaction, or a rule about amounts.
     */
    void overruled(DirectBuffer txid, int offset, int[] rivals, int count);

    /** A member of an earlier batch may now be preferred and polled. */
    void ready(int handle);

    /** Asks for the space of a transaction. */
    void evict(int handle);

    /** Says that a lock is older than its timeout. */
    void expire(int handle);

    /** Says that an undecided transaction's ancestor is gone. */
    void abandon(int handle);
}

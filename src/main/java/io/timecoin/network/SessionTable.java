package io.timecoin.network;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The sessions that there are, and which validators' links are up: what ingress and egress tell each other, without
 * locks. Sessions have one writer, ingress; links have one writer, egress.
 */
public final class SessionTable
{
    /** Places kept for refused clients that are still to be told why. */
    static final int REFUSED_MAX = 16;

    private final AtomicReferenceArray<Session> sessions;
    private final AtomicReferenceArray<Session> validators;
    /** Where validators without a session are, as others say. */
    private final AtomicReferenceArray<String> introduced;
    private final AtomicIntegerArray linksUp;
    private final AtomicInteger sessionChanges = new AtomicInteger();
    private final AtomicInteger linkChanges = new AtomicInteger();
    private final int mask;
    private int lastNumber;
    private int count;

    /**
     * An empty table.
     *
     * @param maxClients     sessions of clients at a time.
     * @param validatorCount number of validators.
     */
    public SessionTable(final int maxClients, final int validatorCount)
    {
        // Twice the places: a number finds its place free soon.
        final int capacity = Integer.highestOneBit(2 * (maxClients + validatorCount + REFUSED_MAX) - 1) * 2;
        sessions = new AtomicReferenceArray<>(capacity);
        validators = new AtomicReferenceArray<>(validatorCount);
        introduced = new AtomicReferenceArray<>(validatorCount);
        linksUp = new AtomicIntegerArray(validatorCount);
        mask = capacity - 1;
    }

    /**
     * The session of a number.
     *
     * @param number any number.
     * @return the session, or null if it is gone.
     */
    public Session get(final int number)
    {
        final Session session = sessions.get(number & mask);
        return session != null && session.number() == number ? session : null;
    }

    /**
     * The session of a validator.
     *
     * @param peer its index.
     * @return the session, or null if there is none.
     */
    public Session ofValidator(final int peer)
    {
        return validators.get(peer);
    }

    /**
     * Whether a validator's links are up.
     *
     * @param peer its index.
     * @return what egress saw last.
     */
    public boolean isLinkUp(final int peer)
    {
        return linksUp.get(peer) != 0;
    }

    // Ingress's side.

    int nextNumber()
    {
        int number = lastNumber;
        do
        {
            number = number == Integer.MAX_VALUE ? 1 : number + 1;
        }
        while (sessions.get(number & mask) != null);
        lastNumber = number;
        return number;
    }

    void add(final Session session)
    {
        sessions.set(session.number() & mask, session);
        if (session.peer() != Session.NULL_PEER)
        {
            validators.set(session.peer(), session);
        }
        count++;
        sessionChanges.incrementAndGet();
    }

    void remove(final Session session)
    {
        sessions.set(session.number() & mask, null);
        if (session.peer() != Session.NULL_PEER)
        {
            validators.set(session.peer(), null);
        }
        count--;
        sessionChanges.incrementAndGet();
    }

    /** Others say where a validator is. */
    void introduce(final int peer, final String endpoint)
    {
        introduced.set(peer, endpoint);
        sessionChanges.incrementAndGet();
    }

    /** Tells egress to look at the sessions again. */
    void touch()
    {
        sessionChanges.incrementAndGet();
    }

    int count()
    {
        return count;
    }

    int linkChanges()
    {
        return linkChanges.get();
    }

    // Egress's side.

    int sessionChanges()
    {
        return sessionChanges.get();
    }

    /** Where a validator is, as others said last; null if nobody has. */
    String introduced(final int peer)
    {
        return introduced.get(peer);
    }

    int capacity()
    {
        return mask + 1;
    }

    Session at(final int place)
    {
        return sessions.get(place);
    }

    void linkUp(final int peer, final boolean up)
    {
        linksUp.set(peer, up ? 1 : 0);
        linkChanges.incrementAndGet();
    }
}

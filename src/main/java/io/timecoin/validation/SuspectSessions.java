package io.timecoin.validation;

/**
 * Sessions whose next transactions are verified by themselves, because a bad signature came from them. Forgetful: two
 * sessions of one place put each other out, which costs speed only.
 */
final class SuspectSessions
{
    /**
     * How many transactions after a bad one are verified apart. A bad signature among others' costs at most what their
     * batch costs again and again until it is found, some 30 signatures' worth: spread over so many, little.
     */
    static final int APART = 256;

    private static final int PLACES = 1024;

    private final int[] sessions = new int[PLACES];
    private final int[] left = new int[PLACES];

    /** Suspects a session, which sent a bad signature. */
    void onInvalid(final int session)
    {
        final int place = session & PLACES - 1;
        sessions[place] = session;
        left[place] = APART;
    }

    /** Whether a session's next transaction is to be verified apart; asked once for each. */
    boolean isApart(final int session)
    {
        final int place = session & PLACES - 1;
        if (sessions[place] != session || left[place] == 0)
        {
            return false;
        }
        left[place]--;
        return true;
    }
}

package io.timecoin.consensus.bft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The blocks of a height that matter, and what is known of each: an own proposal's, or a quorum's. */
final class Candidates
{
    /** A round makes one or two, so that this is many rounds; the oldest goes. */
    static final int MAX_KEPT = 16;

    private final List<Candidate> kept = new ArrayList<>();

    /** One block. */
    static final class Candidate
    {
        final byte[] id;
        /** What this node itself thinks of it. */
        Judgement fresh = Judgement.OPEN;
        /** What all nodes judge alike. */
        Judgement common = Judgement.OPEN;
        /** The latest round in which each was asked for. */
        int freshRound = LockState.NONE;
        int commonRound = LockState.NONE;

        Candidate(final byte[] id)
        {
            this.id = id;
        }
    }

    /** What is known of a block. */
    enum Judgement
    {
        OPEN, GOOD, BAD
    }

    void clear()
    {
        kept.clear();
    }

    /** A block, kept from now on. Two blocks stay whatever comes. */
    Candidate open(final byte[] id, final byte[] lockedId, final byte[] validId)
    {
        final Candidate present = get(id);
        if (present != null)
        {
            return present;
        }
        for (int i = 0; kept.size() >= MAX_KEPT; i++)
        {
            if (!Arrays.equals(kept.get(i).id, lockedId) && !Arrays.equals(kept.get(i).id, validId))
            {
                kept.remove(i);
            }
        }
        final Candidate opened = new Candidate(id);
        kept.add(opened);
        return opened;
    }

    Candidate get(final byte[] id)
    {
        for (int i = 0; i < kept.size(); i++)
        {
            if (Arrays.equals(kept.get(i).id, id))
            {
                return kept.get(i);
            }
        }
        return null;
    }
}

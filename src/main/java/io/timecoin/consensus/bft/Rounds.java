package io.timecoin.consensus.bft;

import java.util.ArrayList;
import java.util.List;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * The rounds of a height that are kept: a few latest ones, and those that are needed however old they are. Who lacks
 * votes of a round that is gone here is brought on by later rounds or by the height's certificate.
 */
final class Rounds
{
    /** More than the needed rounds (the own, the locked, the valid and the vouching) and those ahead together. */
    static final int MAX_KEPT = 8;
    /** Rounds ahead of the own for which votes are kept. */
    static final int MAX_AHEAD = 2;

    private final ValidatorSet validators;
    private final List<RoundState> kept = new ArrayList<>(MAX_KEPT);
    private final int[] needed = new int[4];

    Rounds(final ValidatorSet validators)
    {
        this.validators = validators;
    }

    /** Begins a height, with what was kept of its first round before it began, or null. */
    void clear(final RoundState early)
    {
        kept.clear();
        if (early != null)
        {
            kept.add(early);
        }
        need(0, LockState.NONE, LockState.NONE, LockState.NONE);
    }

    /** Says which rounds must stay. */
    void need(final int own, final int locked, final int valid, final int vouching)
    {
        needed[0] = own;
        needed[1] = locked;
        needed[2] = valid;
        needed[3] = vouching;
    }

    /** A round, or null if it is not kept. */
    RoundState get(final int round)
    {
        for (int i = 0; i < kept.size(); i++)
        {
            if (kept.get(i).round == round)
            {
                return kept.get(i);
            }
        }
        return null;
    }

    /** A round, kept from now on if there is room for it; else null. */
    RoundState open(final int round)
    {
        final RoundState present = get(round);
        if (present != null)
        {
            return present;
        }
        if (kept.size() == MAX_KEPT)
        {
            final int lowest = lowestDispensable();
            if (kept.get(lowest).round > round && !isNeeded(round))
            {
                return null;
            }
            kept.remove(lowest);
        }
        final RoundState opened = new RoundState(round, validators);
        kept.add(opened);
        return opened;
    }

    int size()
    {
        return kept.size();
    }

    RoundState at(final int index)
    {
        return kept.get(index);
    }

    private int lowestDispensable()
    {
        int lowest = -1;
        for (int i = 0; i < kept.size(); i++)
        {
            if (!isNeeded(kept.get(i).round) && (lowest < 0 || kept.get(i).round < kept.get(lowest).round))
            {
                lowest = i;
            }
        }
        return lowest;
    }

    private boolean isNeeded(final int round)
    {
        for (final int need : needed)
        {
            if (need == round)
            {
                return true;
            }
        }
        return false;
    }
}

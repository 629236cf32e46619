package io.timecoin.consensus.bft;

import java.util.ArrayList;
import java.util.List;

/** The latest step that this validator signed, in this life or an earlier one: only later ones may follow. */
final class SignedSteps
{
    private int restoredHeight;
    private int height;
    private int round;
    private Step step = Step.PROPOSE;
    private LockState locks = LockState.FREE;
    private final List<Statement> votes = new ArrayList<>();

    void restore(final VoteLog log)
    {
        final VoteLog.Entry last = log.last();
        if (last == null)
        {
            return;
        }
        set(last.statement().height(), last.statement().round(), last.statement().step());
        restoredHeight = height;
        locks = last.locks();
        votes.clear();
        log.forEach(entry ->
        {
            // A proposal is of no use without its block, which may be lost.
            if (entry.statement().height() == height && entry.statement().step() != Step.PROPOSE)
            {
                votes.add(entry.statement());
            }
        });
    }

    /** Takes a step if it is later than all before; afterwards it may be signed. */
    boolean claim(final int nextHeight, final int nextRound, final Step next)
    {
        final boolean isLater = nextHeight != height ? nextHeight > height :
            nextRound != round ? nextRound > round : next.code() > step.code();
        if (isLater)
        {
            set(nextHeight, nextRound, next);
        }
        return isLater;
    }

    /** Whether this is the height in which an earlier life signed last, and nothing was signed since. */
    boolean isRestored(final int begun)
    {
        return begun == restoredHeight && begun == height;
    }

    int round()
    {
        return round;
    }

    Step step()
    {
        return step;
    }

    /** Locks of the earlier life, at its last statement. */
    LockState locks()
    {
        return locks;
    }

    /** Own votes of the earlier life's last height, oldest first. */
    List<Statement> votes()
    {
        return votes;
    }

    private void set(final int nextHeight, final int nextRound, final Step next)
    {
        height = nextHeight;
        round = nextRound;
        step = next;
    }
}

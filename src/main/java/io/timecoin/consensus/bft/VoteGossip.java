package io.timecoin.consensus.bft;

import java.util.function.Predicate;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * Makes lossy links good enough: the algorithm supposes that what one honest validator has, all get at last. Each
 * tells what it has of its round; whoever has more sends it.
 */
final class VoteGossip
{
    private static final int PARTS = 5;

    private final HeightState state;
    private final long[] nothing;

    VoteGossip(final ValidatorSet validators, final HeightState state)
    {
        this.state = state;
        nothing = new long[validators.words()];
    }

    /** Fills in where this node stands. */
    void describe(final BftStatus status)
    {
        status.clear();
        status.height = state.height;
        status.round = state.round;
        status.validRound = state.validRound;
        final RoundState current = state.current();
        if (current == null)
        {
            return;
        }
        status.hasProposal = current.proposal != null;
        current.prevotes.known(status.prevotes);
        current.precommits.known(status.precommits);
        final boolean isWaiting = state.awaitsVouching(current);
        status.validRound = isWaiting ? current.proposal.validRound() : state.validRound;
        final RoundState vouching = state.rounds.get(status.validRound);
        if (vouching != null && isWaiting)
        {
            // Other votes of the same validators do not count as had: of an equivocator we need the one for this block.
            vouching.prevotes.knownFor(current.proposal.blockId(), status.validPrevotes);
        }
        else if (vouching != null)
        {
            vouching.prevotes.known(status.validPrevotes);
        }
    }

    /** Visits what a validator of this height lacks; returns how many. */
    int missing(final BftStatus peer, final Predicate<Statement> visitor)
    {
        int visited = 0;
        for (int part = 0; part < PARTS && peer.height == state.height; part++)
        {
            final int more = part(part, peer, visitor);
            visited += Math.abs(more);
            if (more < 0)
            {
                break;
            }
        }
        return visited;
    }

    private int part(final int part, final BftStatus peer, final Predicate<Statement> visitor)
    {
        final int laterRound = state.round > peer.round ? state.round : LockState.NONE;
        switch (part)
        {
            case 0:
                return missing(peer.validRound == peer.round ? LockState.NONE : peer.validRound, Step.PREVOTE,
                    peer.validPrevotes, visitor);
            case 1:
                return missing(peer.round, Step.PREVOTE, peer.prevotes, visitor);
            case 2:
                return missing(peer.round, Step.PRECOMMIT, peer.precommits, visitor);
            case 3:
                // More than a third of the weight in a later round brings the peer there.
                return missing(laterRound, Step.PREVOTE, nothing, visitor);
            default:
                return missing(laterRound, Step.PRECOMMIT, nothing, visitor);
        }
    }

    private int missing(final int round, final Step step, final long[] bits, final Predicate<Statement> visitor)
    {
        final RoundState found = state.rounds.get(round);
        return found == null ? 0 : found.tally(step).visitMissing(bits, visitor);
    }
}

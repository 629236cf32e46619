package io.timecoin.simulation;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.VoteDecoder;

/** Watches that no honest validator ever signs two votes, or two proposals, for one step, whatever it forgot. */
final class SignedOnce
{
    private static final int PROPOSE = 0;

    /** A step of one validator. */
    private record Place(int validator, long height, long round, int step)
    {
    }

    private final IntPredicate isHonest;
    private final Violations violations;
    private final Map<Place, ByteBuffer> signed = new HashMap<>();
    private byte[] lastFrame;

    SignedOnce(final IntPredicate isHonest, final Violations violations)
    {
        this.isHonest = isHonest;
        this.violations = violations;
    }

    void onFrame(final int sender, final byte[] frame)
    {
        // To all receivers goes one array.
        if (frame == lastFrame || !isHonest.test(sender))
        {
            return;
        }
        lastFrame = frame;
        if (BallotFrames.isVoteOf(frame, sender))
        {
            final VoteDecoder vote = BallotFrames.vote(frame);
            note(new Place(sender, vote.height(), vote.round(), vote.step()), BallotFrames.blockId(vote));
        }
        else if (BallotFrames.isProposalOf(frame, sender))
        {
            final ProposalDecoder proposal = BallotFrames.proposal(frame);
            // The valid round is part of what a proposal says.
            note(new Place(sender, proposal.height(), proposal.round(), PROPOSE),
                ByteBuffer.allocate(Txid.LENGTH + Integer.BYTES).put(BallotFrames.blockId(proposal))
                    .putInt(proposal.validRound()).array());
        }
    }

    private void note(final Place place, final byte[] what)
    {
        final ByteBuffer id = ByteBuffer.wrap(what);
        final ByteBuffer first = signed.putIfAbsent(place, id);
        if (first != null && !first.equals(id))
        {
            violations.add("validator " + place.validator + " signed twice for height " + place.height + ", round " +
                place.round + ", step " + place.step);
        }
    }
}

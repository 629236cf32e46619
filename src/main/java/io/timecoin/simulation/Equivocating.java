package io.timecoin.simulation;

import java.util.Arrays;

import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.VoteDecoder;

/**
 * Proposes one block to some and its twin to the others, and votes to each for what it was shown. For blocks that have
 * no twin it votes to the others for none. Now and then it says both to the same, and is caught.
 */
final class Equivocating implements Behaviour
{
    private static final double CARELESS = 0.02;
    private static final byte[] NO_BLOCK = new byte[Txid.LENGTH];

    private final Forger forger;
    private final Faces faces;
    private final SplitMix random;

    Equivocating(final Forger forger, final Faces faces, final SplitMix random)
    {
        this.forger = forger;
        this.faces = faces;
        this.random = random;
    }

    @Override
    public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
    {
        if (BallotFrames.isProposalOf(frame, forger.validator()))
        {
            propose(receiver, frame, wire);
        }
        else if (BallotFrames.isVoteOf(frame, forger.validator()))
        {
            vote(receiver, frame, wire);
        }
        else if (BallotFrames.isPart(frame) || BallotFrames.isEvidence(frame))
        {
            final byte[] shown = faces.shown(BallotFrames.partBlockId(frame), receiver);
            wire.pass(shown == null ? frame : BallotFrames.withBlockId(frame, shown));
        }
        else
        {
            wire.pass(frame);
        }
    }

    private void propose(final int receiver, final byte[] frame, final Wire wire)
    {
        final ProposalDecoder proposal = BallotFrames.proposal(frame);
        if (proposal.validRound() >= 0)
        {
            wire.pass(frame);
            return;
        }
        final byte[] twin = forger.proposal(
            (int)proposal.round(), proposal.validRound(), faces.twin(BallotFrames.header(frame)));
        wire.pass(faces.isOtherSide(receiver) ? twin : frame);
        if (random.happens(CARELESS))
        {
            wire.pass(faces.isOtherSide(receiver) ? frame : twin);
        }
    }

    private void vote(final int receiver, final byte[] frame, final Wire wire)
    {
        final VoteDecoder vote = BallotFrames.vote(frame);
        final byte[] own = BallotFrames.blockId(vote);
        byte[] shown = faces.shown(own, receiver);
        if (shown == null)
        {
            shown = faces.isOtherSide(receiver) ? NO_BLOCK : own;
        }
        if (Arrays.equals(shown, own) || random.happens(CARELESS))
        {
            wire.pass(frame);
        }
        if (!Arrays.equals(shown, own))
        {
            wire.pass(forger.vote((int)vote.height(), (int)vote.round(), vote.step(), shown));
        }
    }
}

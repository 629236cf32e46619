package io.timecoin.simulation;

import java.util.function.IntPredicate;

/** Answers polls otherwise than its own validator would; everything else it does honestly. */
final class Lying implements Behaviour
{
    private final Votes votes;

    private Lying(final Votes votes)
    {
        this.votes = votes;
    }

    /** Prefers what its validator does not, and claims a quorum for it. */
    static Behaviour opposite()
    {
        return new Lying(
            (reply, entry, receiver) ->
            {
                final long known = Frames.known(reply, entry);
                final long opposite = known & ~Frames.prefer(reply, entry);
                Frames.vote(reply, entry, known, opposite, opposite);
            });
    }

    /** Answers at random, about what it knows and what it does not. */
    static Behaviour random(final SplitMix random)
    {
        return new Lying(
            (reply, entry, receiver) ->
                Frames.vote(reply, entry, random.next(), random.next(), random.next()));
    }

    /** Is honest to some and the opposite to the others. */
    static Behaviour twoFaced(final IntPredicate isLiedTo)
    {
        final Lying opposite = (Lying)opposite();
        return new Lying(
            (reply, entry, receiver) ->
            {
                if (isLiedTo.test(receiver))
                {
                    opposite.votes.change(reply, entry, receiver);
                }
            });
    }

    @Override
    public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
    {
        if (!Frames.isPollReply(frame))
        {
            wire.pass(frame);
            return;
        }
        final byte[] reply = frame.clone();
        for (int i = 0; i < Frames.entryCount(reply); i++)
        {
            votes.change(reply, i, receiver);
        }
        wire.pass(reply);
    }
}

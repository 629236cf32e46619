package io.timecoin.simulation;

import io.timecoin.network.Transport;
import io.timecoin.wire.HelloDecoder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/** Keeps frames back: for good, for a while, or until something has happened. */
final class Holding
{
    private Holding()
    {
    }

    /** Says Hello, so that it counts as connected, and nothing else ever. */
    static Behaviour silent()
    {
        return (receiver, stream, frame, wire) ->
        {
            if (Frames.templateId(frame) == HelloDecoder.TEMPLATE_ID)
            {
                wire.pass(frame);
            }
        };
    }

    /** Delays its replies to some validators. */
    static Behaviour delaying(final IntPredicate isDelayed, final LongSupplier delayNs)
    {
        return (receiver, stream, frame, wire) ->
        {
            if (Frames.isPollReply(frame) && isDelayed.test(receiver))
            {
                wire.passLater(frame, delayNs.getAsLong());
            }
            else
            {
                wire.pass(frame);
            }
        };
    }

    /** Keeps its replies to some validators until a moment comes, then sends them all. */
    static Behaviour withholding(final IntPredicate isWithheld, final BooleanSupplier hasCome)
    {
        return new Behaviour()
        {
            private final List<Runnable> withheld = new ArrayList<>();

            @Override
            public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
            {
                if (hasCome.getAsBoolean())
                {
                    withheld.forEach(Runnable::run);
                    withheld.clear();
                }
                else if (Frames.isPollReply(frame) && isWithheld.test(receiver))
                {
                    withheld.add(() -> wire.pass(frame));
                    return;
                }
                wire.pass(frame);
            }
        };
    }

    /** Keeps its own votes from some validators, for good. */
    static Behaviour votes(final int self, final IntPredicate isWithheld)
    {
        return (receiver, stream, frame, wire) ->
        {
            if (!isWithheld.test(receiver) || !BallotFrames.isVoteOf(frame, self))
            {
                wire.pass(frame);
            }
        };
    }

    /** Gives payments, lists of blocks, and answers to whoever asks for them, to some validators only. */
    static Behaviour hiding(final IntPredicate isHiddenFrom)
    {
        return (receiver, stream, frame, wire) ->
        {
            if (!isHiddenFrom.test(receiver) || stream != Transport.BULK)
            {
                wire.pass(frame);
            }
        };
    }

    /** Does something in every other period only, and is honest between. */
    static Behaviour flipping(final Behaviour behaviour, final BooleanSupplier isOn)
    {
        return new Behaviour()
        {
            @Override
            public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
            {
                if (isOn.getAsBoolean())
                {
                    behaviour.onSend(receiver, stream, frame, wire);
                }
                else
                {
                    wire.pass(frame);
                }
            }

            @Override
            public void onReceive(final int sender, final int stream, final byte[] frame)
            {
                behaviour.onReceive(sender, stream, frame);
            }
        };
    }
}

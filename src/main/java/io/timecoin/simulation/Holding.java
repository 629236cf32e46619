package io.timecoin.simulation;

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
}

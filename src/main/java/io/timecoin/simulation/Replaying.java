package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.List;

import io.timecoin.wire.HelloDecoder;

/** Says again, at any later time and to anybody, what it said or heard before. */
final class Replaying implements Behaviour
{
    private static final int KEPT = 256;
    private static final double SHARE = 0.1;

    /** A frame and the kind of stream that it belongs on. */
    private record Old(int stream, byte[] frame)
    {
    }

    private final List<Old> old = new ArrayList<>();
    private final SplitMix random;

    Replaying(final SplitMix random)
    {
        this.random = random;
    }

    @Override
    public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
    {
        keep(stream, frame);
        wire.pass(frame);
        if (!old.isEmpty() && random.happens(SHARE))
        {
            final Old again = old.get(random.nextInt(old.size()));
            if (again.stream == stream)
            {
                wire.pass(again.frame);
            }
        }
    }

    @Override
    public void onReceive(final int sender, final int stream, final byte[] frame)
    {
        keep(stream, frame);
    }

    private void keep(final int stream, final byte[] frame)
    {
        if (Frames.templateId(frame) == HelloDecoder.TEMPLATE_ID)
        {
            // To speak in another's name is another attack.
            return;
        }
        if (old.size() < KEPT)
        {
            old.add(new Old(stream, frame));
        }
        else
        {
            old.set(random.nextInt(KEPT), new Old(stream, frame));
        }
    }
}

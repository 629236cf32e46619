package io.timecoin.simulation;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.VoteDecoder;
import io.timecoin.wire.VoteEncoder;

/** Adds to each own vote others: for blocks that do not exist, for other places, doubled, badly signed, malformed. */
final class NonsenseVotes implements Behaviour
{
    private static final int KINDS = 9;
    private static final int FAR = 1_000_000;

    private final Forger forger;
    private final SplitMix random;

    NonsenseVotes(final Forger forger, final SplitMix random)
    {
        this.forger = forger;
        this.random = random;
    }

    @Override
    public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
    {
        if (!BallotFrames.isVoteOf(frame, forger.validator()))
        {
            wire.pass(frame);
            return;
        }
        final byte[] nonsense = nonsense(frame);
        if (random.happens(0.5))
        {
            wire.pass(frame);
            wire.pass(nonsense);
        }
        else
        {
            wire.pass(nonsense);
            wire.pass(frame);
        }
    }

    private byte[] nonsense(final byte[] frame)
    {
        final VoteDecoder vote = BallotFrames.vote(frame);
        final int height = (int)vote.height();
        final int round = (int)vote.round();
        final int step = vote.step();
        final byte[] unknown = new byte[Txid.LENGTH];
        random.fill(unknown);
        return switch (random.nextInt(KINDS))
        {
            case 0 -> forger.vote(height, round, step, unknown);
            case 1 -> forger.vote(height + 1 + random.nextInt(FAR), round, step, unknown);
            case 2 -> forger.vote(height, round + 1 + random.nextInt(FAR), step, unknown);
            case 3 -> forger.vote(Math.max(1, height - 1), round, step, unknown);
            case 4 -> forger.vote(height, round, 3 + random.nextInt(250), unknown);
            case 5 -> withValidator(frame, random.nextInt(1 << 16));
            case 6 -> withOtherEpoch(frame);
            case 7 -> broken(frame);
            default -> frame;
        };
    }

    private static byte[] withValidator(final byte[] frame, final int validator)
    {
        final byte[] copy = frame.clone();
        encoder(copy).validator(validator);
        return copy;
    }

    private static byte[] withOtherEpoch(final byte[] frame)
    {
        final byte[] copy = frame.clone();
        encoder(copy).epoch(BallotFrames.vote(frame).epoch() + 1);
        return copy;
    }

    private byte[] broken(final byte[] frame)
    {
        final byte[] copy = frame.clone();
        copy[MessageHeaderDecoder.ENCODED_LENGTH + random.nextInt(VoteDecoder.BLOCK_LENGTH)] ^=
            (byte)(1 << random.nextInt(Byte.SIZE));
        return copy;
    }

    private static VoteEncoder encoder(final byte[] frame)
    {
        return new VoteEncoder().wrap(new UnsafeBuffer(frame), MessageHeaderDecoder.ENCODED_LENGTH);
    }
}

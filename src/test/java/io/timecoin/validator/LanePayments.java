package io.timecoin.validator;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.SubmitEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Any number of valid payments but for their signatures, in frames of clients, off heap. Each spends the two outputs of
 * an earlier one, so that the set of unspent outputs stays as small as there are lanes.
 */
final class LanePayments
{
    static final int PAYMENTS_PER_FRAME = 64;

    private static final long AMOUNT = 1_000_000_000L;
    private static final long FEE_PER_OUTPUT = 500;
    private static final int OUTPOINT_LENGTH = 34;

    private final Genesis genesis;
    private final int lanes;
    private final byte[] template;
    private final TransactionIds ids;
    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer outpoints;
    private final UnsafeBuffer frames;
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[32]);
    private final int frameLength;
    private final int frameCount;
    private long amount = AMOUNT;
    private long prepared;

    /**
     * The stream and its genesis.
     *
     * @param lanes payments that do not depend on each other.
     * @param count payments that {@link #prepare()} makes at a time.
     */
    LanePayments(final byte[] validator, final int lanes, final int count)
    {
        final byte[] seed = new byte[32];
        final KeyPair key = KeyPair.fromSeed(seed);
        this.lanes = lanes;
        genesis = Genesis.builder().validator(validator, 1).allocation(AMOUNT, key.keyHash(), 2L * lanes).build();
        ids = new TransactionIds(genesis.chainId());
        template = new TransactionBuilder(genesis.chainId())
            .input(new byte[OUTPOINT_LENGTH], key)
            .input(new byte[OUTPOINT_LENGTH], key)
            .output(AMOUNT, key.keyHash())
            .output(AMOUNT, key.keyHash())
            .build();
        outpoints = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * lanes * OUTPOINT_LENGTH));
        frameLength = frameLength();
        frameCount = count / PAYMENTS_PER_FRAME;
        frames = new UnsafeBuffer(ByteBuffer.allocateDirect(frameCount * frameLength));
        final int[] index = { 0 };
        genesis.forEachOutput((outpoint, offset, value, lockType, keyHash) ->
            outpoints.putBytes(index[0]++ * OUTPOINT_LENGTH, outpoint, offset, OUTPOINT_LENGTH));
    }

    Genesis genesis()
    {
        return genesis;
    }

    UnsafeBuffer frames()
    {
        return frames;
    }

    int frameLength()
    {
        return MessageHeaderEncoder.ENCODED_LENGTH + SubmitEncoder.BLOCK_LENGTH +
            SubmitEncoder.EntriesEncoder.HEADER_SIZE + PAYMENTS_PER_FRAME * (Long.BYTES + 4 + template.length);
    }

    int frameCount()
    {
        return frameCount;
    }

    /** Makes the next payments. */
    void prepare()
    {
        final SubmitEncoder encoder = new SubmitEncoder();
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        for (int i = 0; i < frameCount; i++)
        {
            final SubmitEncoder.EntriesEncoder entries = encoder
                .wrapAndApplyHeader(frames, i * frameLength, header).entriesCount(PAYMENTS_PER_FRAME);
            for (int j = 0; j < PAYMENTS_PER_FRAME; j++)
            {
                entries.next().reference(prepared + 1).putTransaction(template, 0, template.length);
                complete(encoder.limit() - template.length);
            }
        }
    }

    private void complete(final int offset)
    {
        final int lane = (int)(prepared % lanes);
        if (lane == 0)
        {
            amount -= FEE_PER_OUTPUT;
        }
        view.wrap(frames, offset, template.length);
        for (int i = 0; i < 2; i++)
        {
            frames.putBytes(view.outpointOffset(i), outpoints, (2 * lane + i) * OUTPOINT_LENGTH, OUTPOINT_LENGTH);
            frames.putLong(view.keyHashOffset(i) - Long.BYTES - 1, amount, ByteOrder.LITTLE_ENDIAN);
        }
        ids.txid(view, txid, 0);
        for (int i = 0; i < 2; i++)
        {
            final int outpoint = (2 * lane + i) * OUTPOINT_LENGTH;
            outpoints.putBytes(outpoint, txid, 0, 32);
            outpoints.putShort(outpoint + 32, (short)i, ByteOrder.LITTLE_ENDIAN);
        }
        prepared++;
    }
}

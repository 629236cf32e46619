package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;

/**
 * The bytes that validators sign (PROTOCOL, section 5), all numbers little endian.
 * <pre>
 * vote       "timecoin/vote"     ‖ chain id ‖ epoch u32 ‖ height u32 ‖ round u32 ‖ step u8 ‖ block id
 * proposal   "timecoin/proposal" ‖ chain id ‖ epoch u32 ‖ height u32 ‖ round u32 ‖ valid round i32 ‖ block id
 * </pre>
 * The tags differ, and so do the lengths: no vote is a proposal, nor the other way round.
 */
public final class SignedStatements
{
    /** Blocks of an epoch. */
    public static final int EPOCH_LENGTH = 100;
    /** The step of a prevote. */
    public static final int PREVOTE = 1;
    /** The step of a precommit. */
    public static final int PRECOMMIT = 2;
    /** The id in a vote for no block: 32 zeros. Not to be changed. */
    public static final DirectBuffer NO_BLOCK = new UnsafeBuffer(new byte[Sha256.LENGTH]);

    private static final byte[] VOTE_TAG = Sha256.tag("timecoin/vote");
    private static final byte[] PROPOSAL_TAG = Sha256.tag("timecoin/proposal");
    private static final int PLACE_LENGTH = Sha256.LENGTH + 3 * Integer.BYTES;

    /** Bytes that a vote signs. */
    public static final int VOTE_LENGTH = VOTE_TAG.length + PLACE_LENGTH + Byte.BYTES + Sha256.LENGTH;
    /** Bytes that a proposal signs. */
    public static final int PROPOSAL_LENGTH = PROPOSAL_TAG.length + PLACE_LENGTH + Integer.BYTES + Sha256.LENGTH;

    private final byte[] chainId;

    /**
     * Statements of one chain.
     *
     * @param chainId 32 bytes.
     */
    public SignedStatements(final byte[] chainId)
    {
        if (chainId.length != Sha256.LENGTH)
        {
            throw new IllegalArgumentException("a chain id has " + Sha256.LENGTH + " bytes, not " + chainId.length);
        }
        this.chainId = chainId.clone();
    }

    /**
     * The epoch of a height.
     *
     * @param height from 1.
     * @return from 0.
     */
    public static int epoch(final int height)
    {
        return (height - 1) / EPOCH_LENGTH;
    }

    /**
     * What a vote signs; the epoch follows from the height.
     *
     * @param out           receives {@link #VOTE_LENGTH} bytes.
     * @param offset        of the first.
     * @param height        from 1.
     * @param round         from 0.
     * @param step          {@link #PREVOTE} or {@link #PRECOMMIT}.
     * @param blockId       buffer with the id; {@link #NO_BLOCK} or null for none.
     * @param blockIdOffset of its 32 bytes.
     * @return {@link #VOTE_LENGTH}.
     */
    public int vote(
        final MutableDirectBuffer out,
        final int offset,
        final int height,
        final int round,
        final int step,
        final DirectBuffer blockId,
        final int blockIdOffset)
    {
        final int end = putPlace(out, offset, VOTE_TAG, height, round);
        out.putByte(end, (byte)step);
        putId(out, end + Byte.BYTES, blockId, blockIdOffset);
        return VOTE_LENGTH;
    }

    /**
     * What a proposal signs; the epoch follows from the height.
     *
     * @param out           receives {@link #PROPOSAL_LENGTH} bytes.
     * @param offset        of the first.
     * @param height        from 1.
     * @param round         from 0.
     * @param validRound    the round in which the block had a quorum of prevotes; -1 for a fresh block.
     * @param blockId       buffer with the id.
     * @param blockIdOffset of its 32 bytes.
     * @return {@link #PROPOSAL_LENGTH}.
     */
    public int proposal(
        final MutableDirectBuffer out,
        final int offset,
        final int height,
        final int round,
        final int validRound,
        final DirectBuffer blockId,
        final int blockIdOffset)
    {
        final int end = putPlace(out, offset, PROPOSAL_TAG, height, round);
        out.putInt(end, validRound, LITTLE_ENDIAN);
        putId(out, end + Integer.BYTES, blockId, blockIdOffset);
        return PROPOSAL_LENGTH;
    }

    private int putPlace(
        final MutableDirectBuffer out, final int offset, final byte[] tag, final int height, final int round)
    {
        int at = offset;
        out.putBytes(at, tag);
        at += tag.length;
        out.putBytes(at, chainId);
        at += chainId.length;
        out.putInt(at, epoch(height), LITTLE_ENDIAN);
        out.putInt(at + Integer.BYTES, height, LITTLE_ENDIAN);
        out.putInt(at + 2 * Integer.BYTES, round, LITTLE_ENDIAN);
        return at + 3 * Integer.BYTES;
    }

    private static void putId(
        final MutableDirectBuffer out, final int offset, final DirectBuffer blockId, final int blockIdOffset)
    {
        if (blockId == null)
        {
            out.putBytes(offset, NO_BLOCK, 0, Sha256.LENGTH);
        }
        else
        {
            out.putBytes(offset, blockId, blockIdOffset, Sha256.LENGTH);
        }
    }
}

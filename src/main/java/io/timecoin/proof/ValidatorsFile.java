package io.timecoin.proof;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockException;
import io.timecoin.block.BlockFault;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.ValidatorsDecoder;
import io.timecoin.wire.ValidatorsDecoder.MembersDecoder;
import io.timecoin.wire.ValidatorsEncoder;

/**
 * What a proof is checked against: a chain, and who votes on it from an epoch on. Who checks must have it from someone
 * he trusts; it holds no secret. Immutable.
 */
public final class ValidatorsFile
{
    /** The only format there is. */
    public static final int FORMAT_VERSION = 1;

    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int GROUP = BODY + ValidatorsDecoder.BLOCK_LENGTH;
    private static final int MEMBERS = GROUP + MembersDecoder.HEADER_SIZE;
    private static final int MEMBER_LENGTH = MembersDecoder.sbeBlockLength();

    /** Bytes of the longest. */
    public static final int MAX_LENGTH = MEMBERS + ValidatorSet.MAX_VALIDATORS * MEMBER_LENGTH;

    private final byte[] chainId;
    private final int epoch;
    private final ValidatorRoster roster;

    /**
     * Validators of a chain.
     *
     * @param chainId 32 bytes.
     * @param epoch   the first in which they vote.
     * @param roster  who they are.
     */
    public ValidatorsFile(final byte[] chainId, final int epoch, final ValidatorRoster roster)
    {
        if (chainId.length != Sha256.LENGTH || epoch < 0)
        {
            throw new IllegalArgumentException("chain id of " + chainId.length + " bytes, epoch " + epoch);
        }
        this.chainId = chainId.clone();
        this.epoch = epoch;
        this.roster = roster;
    }

    /**
     * Whether bytes begin as such a file does.
     *
     * @param bytes of a file.
     * @return false if they are something else.
     */
    public static boolean isOne(final byte[] bytes)
    {
        return bytes.length >= BODY && isHeader(new MessageHeaderDecoder().wrap(new UnsafeBuffer(bytes), 0));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param bytes all of them.
     * @return the validators.
     * @throws BlockException if they are anything else.
     */
    public static ValidatorsFile decode(final byte[] bytes)
    {
        final DirectBuffer buffer = new UnsafeBuffer(bytes);
        requireShape(buffer);
        final ValidatorsDecoder decoder = new ValidatorsDecoder()
            .wrap(buffer, BODY, ValidatorsDecoder.BLOCK_LENGTH, ValidatorsDecoder.SCHEMA_VERSION);
        if (decoder.formatVersion() != FORMAT_VERSION)
        {
            throw new BlockException(BlockFault.UNSUPPORTED_VERSION, "validators of format " +
                decoder.formatVersion() + ", but this build knows only format " + FORMAT_VERSION);
        }
        final byte[] chain = new byte[Sha256.LENGTH];
        decoder.getChainId(chain, 0, chain.length);
        final long firstEpoch = decoder.epoch();
        final MembersDecoder members = decoder.members();
        final byte[][] identities = new byte[members.count()][KeyPair.PUBLIC_KEY_LENGTH];
        final long[] weights = new long[members.count()];
        for (int i = 0; members.hasNext(); i++)
        {
            members.next().getIdentity(identities[i], 0, KeyPair.PUBLIC_KEY_LENGTH);
            weights[i] = members.weight();
        }
        try
        {
            if (firstEpoch > Integer.MAX_VALUE)
            {
                throw new IllegalArgumentException("epoch " + firstEpoch);
            }
            return new ValidatorsFile(chain, (int)firstEpoch, new ValidatorRoster(identities, weights));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new BlockException(BlockFault.MALFORMED, "no chain has these validators: " + ex.getMessage());
        }
    }

    /**
     * The canonical encoding.
     *
     * @return bytes of a file.
     */
    public byte[] encode()
    {
        final byte[] bytes = new byte[MEMBERS + roster.size() * MEMBER_LENGTH];
        final ValidatorsEncoder encoder = new ValidatorsEncoder();
        encoder.wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .putChainId(chainId, 0, Sha256.LENGTH)
            .epoch(epoch);
        final ValidatorsEncoder.MembersEncoder members = encoder.membersCount(roster.size());
        for (int i = 0; i < roster.size(); i++)
        {
            members.next().putIdentity(roster.identity(i), 0, KeyPair.PUBLIC_KEY_LENGTH)
                .weight(roster.set().weight(i));
        }
        return bytes;
    }

    /**
     * The chain.
     *
     * @return a copy of its id.
     */
    public byte[] chainId()
    {
        return chainId.clone();
    }

    /**
     * Since when they vote.
     *
     * @return the first epoch, from 0.
     */
    public int epoch()
    {
        return epoch;
    }

    /**
     * Who they are.
     *
     * @return identities and weights.
     */
    public ValidatorRoster roster()
    {
        return roster;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof ValidatorsFile file && epoch == file.epoch && Arrays.equals(chainId, file.chainId) &&
            roster.equals(file.roster);
    }

    @Override
    public int hashCode()
    {
        return roster.hashCode();
    }

    // The generated decoder trusts lengths and counts, so that they are checked before it reads anything.
    private static void requireShape(final DirectBuffer buffer)
    {
        final int length = buffer.capacity();
        if (length < MEMBERS || !isHeader(new MessageHeaderDecoder().wrap(buffer, 0)))
        {
            throw new BlockException(BlockFault.MALFORMED, "the bytes do not begin as validators of this version");
        }
        final int count = buffer.getShort(GROUP + Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
        if ((buffer.getShort(GROUP, LITTLE_ENDIAN) & 0xFFFF) != MEMBER_LENGTH ||
            length != MEMBERS + count * MEMBER_LENGTH)
        {
            throw new BlockException(BlockFault.MALFORMED,
                length + " bytes do not hold exactly " + count + " validators");
        }
    }

    private static boolean isHeader(final MessageHeaderDecoder header)
    {
        return header.schemaId() == ValidatorsDecoder.SCHEMA_ID &&
            header.templateId() == ValidatorsDecoder.TEMPLATE_ID &&
            header.blockLength() == ValidatorsDecoder.BLOCK_LENGTH &&
            header.version() == ValidatorsDecoder.SCHEMA_VERSION;
    }
}

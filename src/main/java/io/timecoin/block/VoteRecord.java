package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.timecoin.consensus.bft.LockState;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Step;
import io.timecoin.consensus.bft.VoteLog;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.VoteRecordDecoder;
import io.timecoin.wire.VoteRecordEncoder;

/** One statement as the file of own votes has it. */
final class VoteRecord
{
    /** Bytes, the message header included. */
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + VoteRecordEncoder.BLOCK_LENGTH;

    private static final int CHECKED_LENGTH =
        MessageHeaderEncoder.ENCODED_LENGTH + VoteRecordEncoder.checksumEncodingOffset();

    private final byte[] chainId;
    private final byte[] bytes = new byte[CHECKED_LENGTH];
    private final CRC32C crc = new CRC32C();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final VoteRecordEncoder encoder = new VoteRecordEncoder();
    private final VoteRecordDecoder decoder = new VoteRecordDecoder();

    VoteRecord(final byte[] chainId)
    {
        this.chainId = chainId.clone();
    }

    void encode(final MutableDirectBuffer out, final int offset, final long sequence, final VoteLog.Entry entry)
    {
        final Statement statement = entry.statement();
        final LockState locks = entry.locks();
        encoder.wrapAndApplyHeader(out, offset, headerEncoder)
            .putChainId(chainId, 0, Statement.ID_LENGTH)
            .sequence(sequence)
            .validator(statement.validator())
            .height(statement.height())
            .round(statement.round())
            .step((short)statement.step().code())
            .vouchingRound(statement.validRound())
            .putBlockId(orZeros(statement.blockId()), 0, Statement.ID_LENGTH)
            .putSignature(statement.signature(), 0, Statement.SIGNATURE_LENGTH)
            .lockedRound(locks.lockedRound())
            .putLockedId(orZeros(locks.lockedId()), 0, Statement.ID_LENGTH);
        encoder.checksum(checksum(out, offset));
    }

    /** Whether these are the bytes of a record, whoever's. */
    boolean isWhole(final DirectBuffer in, final int offset)
    {
        headerDecoder.wrap(in, offset);
        if (headerDecoder.templateId() != VoteRecordDecoder.TEMPLATE_ID ||
            headerDecoder.schemaId() != VoteRecordDecoder.SCHEMA_ID ||
            headerDecoder.version() != VoteRecordDecoder.SCHEMA_VERSION ||
            headerDecoder.blockLength() != VoteRecordDecoder.BLOCK_LENGTH)
        {
            return false;
        }
        return in.getInt(offset + CHECKED_LENGTH, LITTLE_ENDIAN) == (int)checksum(in, offset);
    }

    boolean isOfChain(final DirectBuffer in, final int offset)
    {
        wrap(in, offset);
        final byte[] found = new byte[Statement.ID_LENGTH];
        decoder.getChainId(found, 0, Statement.ID_LENGTH);
        return Arrays.equals(found, chainId);
    }

    long sequence(final DirectBuffer in, final int offset)
    {
        wrap(in, offset);
        return decoder.sequence();
    }

    /** The entry, its lock without prevotes; or null if it has no meaning. */
    VoteLog.Entry entry(final DirectBuffer in, final int offset)
    {
        wrap(in, offset);
        final Step step = Step.of(decoder.step());
        if (step == null || decoder.height() > Integer.MAX_VALUE || decoder.round() > Integer.MAX_VALUE)
        {
            return null;
        }
        final byte[] blockId = new byte[Statement.ID_LENGTH];
        final byte[] signature = new byte[Statement.SIGNATURE_LENGTH];
        final byte[] lockedId = new byte[Statement.ID_LENGTH];
        decoder.getBlockId(blockId, 0, Statement.ID_LENGTH);
        decoder.getSignature(signature, 0, Statement.SIGNATURE_LENGTH);
        decoder.getLockedId(lockedId, 0, Statement.ID_LENGTH);
        final Statement statement = new Statement(decoder.validator(), (int)decoder.height(), (int)decoder.round(),
            step, decoder.vouchingRound(), orNull(blockId), signature);
        return new VoteLog.Entry(statement, new LockState(decoder.lockedRound(), orNull(lockedId), List.of()));
    }

    private void wrap(final DirectBuffer in, final int offset)
    {
        decoder.wrap(in, offset + MessageHeaderDecoder.ENCODED_LENGTH, VoteRecordDecoder.BLOCK_LENGTH,
            VoteRecordDecoder.SCHEMA_VERSION);
    }

    private long checksum(final DirectBuffer in, final int offset)
    {
        in.getBytes(offset, bytes);
        crc.reset();
        crc.update(bytes);
        return crc.getValue();
    }

    private static byte[] orZeros(final byte[] id)
    {
        return id == null ? new byte[Statement.ID_LENGTH] : id;
    }

    private static byte[] orNull(final byte[] id)
    {
        for (final byte one : id)
        {
            if (one != 0)
            {
                return id;
            }
        }
        return null;
    }
}

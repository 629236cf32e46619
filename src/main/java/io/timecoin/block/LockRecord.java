package io.timecoin.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.timecoin.consensus.bft.LockState;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Step;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.GroupSizeEncodingDecoder;
import io.timecoin.wire.LockRecordDecoder;
import io.timecoin.wire.LockRecordEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/** The prevotes behind a lock, as the file of own votes has them. */
final class LockRecord
{
    private static final int HEAD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + LockRecordEncoder.BLOCK_LENGTH;
    private static final int GROUP_OFFSET = HEAD_LENGTH + GroupSizeEncodingDecoder.ENCODED_LENGTH;
    private static final int CHECKED_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH +
        LockRecordEncoder.checksumEncodingOffset() + LockRecordEncoder.checksumEncodingLength();
    private static final int PREVOTE_LENGTH = LockRecordEncoder.PrevotesEncoder.sbeBlockLength();

    /** Most bytes, the message header included. */
    static final int MAX_LENGTH = GROUP_OFFSET + ValidatorSet.MAX_VALIDATORS * PREVOTE_LENGTH;

    private final byte[] chainId;
    private final byte[] bytes = new byte[MAX_LENGTH];
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final LockRecordEncoder encoder = new LockRecordEncoder();
    private final LockRecordDecoder decoder = new LockRecordDecoder();

    LockRecord(final byte[] chainId)
    {
        this.chainId = chainId.clone();
    }

    /** Returns its length. */
    int encode(final MutableDirectBuffer out, final int height, final LockState lock)
    {
        encoder.wrapAndApplyHeader(out, 0, headerEncoder)
            .putChainId(chainId, 0, Statement.ID_LENGTH)
            .height(height)
            .round(lock.lockedRound())
            .putBlockId(lock.lockedId(), 0, Statement.ID_LENGTH);
        final LockRecordEncoder.PrevotesEncoder prevotes = encoder.prevotesCount(lock.prevotes().size());
        for (final Statement prevote : lock.prevotes())
        {
            prevotes.next().validator(prevote.validator()).putSignature(
                prevote.signature(), 0, Statement.SIGNATURE_LENGTH);
        }
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        encoder.checksum(checksum(out, length));
        return length;
    }

    /** The prevotes of this lock if the record is whole and has them, else none. */
    List<Statement> prevotes(final DirectBuffer in, final int height, final LockState lock)
    {
        headerDecoder.wrap(in, 0);
        if (headerDecoder.templateId() != LockRecordDecoder.TEMPLATE_ID ||
            headerDecoder.schemaId() != LockRecordDecoder.SCHEMA_ID ||
            headerDecoder.version() != LockRecordDecoder.SCHEMA_VERSION ||
            headerDecoder.blockLength() != LockRecordDecoder.BLOCK_LENGTH)
        {
            return List.of();
        }
        final int count = in.getShort(GROUP_OFFSET - Short.BYTES, java.nio.ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        decoder.wrap(in, MessageHeaderDecoder.ENCODED_LENGTH, LockRecordDecoder.BLOCK_LENGTH,
            LockRecordDecoder.SCHEMA_VERSION);
        if (count > ValidatorSet.MAX_VALIDATORS ||
            decoder.checksum() != checksum(in, GROUP_OFFSET + count * PREVOTE_LENGTH) ||
            decoder.height() != height || decoder.round() != lock.lockedRound())
        {
            return List.of();
        }
        final byte[] chain = new byte[Statement.ID_LENGTH];
        final byte[] blockId = new byte[Statement.ID_LENGTH];
        decoder.getChainId(chain, 0, chain.length);
        decoder.getBlockId(blockId, 0, blockId.length);
        final List<Statement> prevotes = new ArrayList<>(count);
        for (final LockRecordDecoder.PrevotesDecoder prevote : decoder.prevotes())
        {
            final byte[] signature = new byte[Statement.SIGNATURE_LENGTH];
            final int validator = prevote.validator();
            prevote.getSignature(signature, 0, signature.length);
            prevotes.add(Statement.vote(validator, height, lock.lockedRound(), Step.PREVOTE, blockId, signature));
        }
        final boolean isMeant = Arrays.equals(chain, chainId) && Arrays.equals(blockId, lock.lockedId());
        return isMeant ? List.copyOf(prevotes) : List.of();
    }

    private long checksum(final DirectBuffer in, final int length)
    {
        in.getBytes(CHECKED_OFFSET, bytes, 0, length - CHECKED_OFFSET);
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length - CHECKED_OFFSET);
        return crc.getValue();
    }
}

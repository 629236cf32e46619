package io.timecoin.genesis;

import static io.timecoin.genesis.GenesisException.Reason.BAD_ALLOCATIONS;
import static io.timecoin.genesis.GenesisException.Reason.BAD_NETWORK;
import static io.timecoin.genesis.GenesisException.Reason.BAD_VALIDATORS;
import static io.timecoin.genesis.GenesisException.Reason.MALFORMED;
import static io.timecoin.genesis.GenesisException.Reason.UNSUPPORTED_VERSION;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.wire.GenesisDecoder;
import io.timecoin.wire.GenesisDecoder.AllocationsDecoder;
import io.timecoin.wire.GenesisDecoder.ValidatorsDecoder;
import io.timecoin.wire.GenesisEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/** The one encoding of a {@link Genesis}: fixed fields and two groups, so that equal values have equal bytes. */
final class GenesisCodec
{
    private static final int MAINNET = 0;
    private static final int TESTNET = 1;
    private static final int VALIDATORS_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + GenesisDecoder.BLOCK_LENGTH;
    private static final int GROUP_HEADER_LENGTH = ValidatorsDecoder.HEADER_SIZE;
    private static final int GROUP_COUNT_OFFSET = 2;

    private GenesisCodec()
    {
    }

    static byte[] encode(final Genesis genesis)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[VALIDATORS_OFFSET + 2 * GROUP_HEADER_LENGTH +
            genesis.validators().size() * ValidatorsDecoder.sbeBlockLength() +
            genesis.allocations().size() * AllocationsDecoder.sbeBlockLength()]);
        final ConsensusParameters parameters = genesis.parameters();
        final GenesisEncoder encoder = new GenesisEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(Genesis.FORMAT_VERSION)
            .network((short)(genesis.testnet() ? TESTNET : MAINNET))
            .rule((short)genesis.rule())
            .maxSupply(genesis.maxSupply())
            .blockSubsidy(genesis.blockSubsidy())
            .sampleSize(parameters.sampleSize())
            .preferenceThreshold(parameters.preferenceThreshold())
            .confidenceThreshold(parameters.confidenceThreshold())
            .finalityConfidence(parameters.finalityConfidence())
            .beta(parameters.beta())
            .maxRounds(parameters.maxRounds())
            .pollAllMax(parameters.pollAllMax())
            .seed(genesis.seed())
            .bondUnit(genesis.bondUnit());
        final GenesisEncoder.ValidatorsEncoder validator = encoder.validatorsCount(genesis.validators().size());
        for (final Genesis.Validator each : genesis.validators())
        {
            validator.next().putIdentity(each.identity(), 0, KeyPair.PUBLIC_KEY_LENGTH).weight(each.weight());
        }
        final GenesisEncoder.AllocationsEncoder allocation = encoder.allocationsCount(genesis.allocations().size());
        for (final Genesis.Allocation each : genesis.allocations())
        {
            allocation.next().amount(each.amount()).lockType((short)TransactionLayout.LOCK_KEY_HASH)
                .putKeyHash(each.keyHash(), 0, KeyHash.LENGTH).outputCount(each.outputCount());
        }
        return buffer.byteArray();
    }

    static Genesis decode(final byte[] encoded)
    {
        final DirectBuffer buffer = new UnsafeBuffer(encoded);
        requireShape(buffer);
        final GenesisDecoder decoder = new GenesisDecoder();
        decoder.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH, GenesisDecoder.BLOCK_LENGTH,
            GenesisDecoder.SCHEMA_VERSION);
        if (decoder.formatVersion() != Genesis.FORMAT_VERSION)
        {
            throw new GenesisException(UNSUPPORTED_VERSION, "genesis format " + decoder.formatVersion() +
                ", but this build knows only format " + Genesis.FORMAT_VERSION);
        }
        if (decoder.network() > TESTNET)
        {
            throw new GenesisException(BAD_NETWORK, "network is " + decoder.network() +
                ", but must be 0 (mainnet) or 1 (testnet)");
        }
        final Genesis.Builder builder = Genesis.builder()
            .testnet(decoder.network() == TESTNET)
            .rule(decoder.rule())
            .maxSupply(decoder.maxSupply())
            .blockSubsidy(decoder.blockSubsidy())
            .parameters(new ConsensusParameters(
                decoder.sampleSize(),
                decoder.preferenceThreshold(),
                decoder.confidenceThreshold(),
                decoder.finalityConfidence(),
                decoder.beta(),
                decoder.maxRounds(),
                decoder.pollAllMax()))
            .seed(decoder.seed())
            .bondUnit(decoder.bondUnit());
        addValidators(decoder.validators(), builder);
        addAllocations(decoder.allocations(), builder);
        return builder.build();
    }

    private static void addValidators(final ValidatorsDecoder validators, final Genesis.Builder builder)
    {
        final byte[] identity = new byte[KeyPair.PUBLIC_KEY_LENGTH];
        for (int i = 0; validators.hasNext(); i++)
        {
            validators.next().getIdentity(identity, 0, identity.length);
            final long weight = validators.weight();
            if (weight > Integer.MAX_VALUE)
            {
                throw new GenesisException(BAD_VALIDATORS, "weight of validator " + i + " is " + weight +
                    ", but must be at most " + Integer.MAX_VALUE);
            }
            builder.validator(identity, (int)weight);
        }
    }

    private static void addAllocations(final AllocationsDecoder allocations, final Genesis.Builder builder)
    {
        final byte[] keyHash = new byte[KeyHash.LENGTH];
        for (int i = 0; allocations.hasNext(); i++)
        {
            allocations.next().getKeyHash(keyHash, 0, keyHash.length);
            if (allocations.lockType() != TransactionLayout.LOCK_KEY_HASH)
            {
                throw new GenesisException(BAD_ALLOCATIONS, "lock type of allocation " + i + " is " +
                    allocations.lockType() + ", but must be " + TransactionLayout.LOCK_KEY_HASH);
            }
            builder.allocation(allocations.amount(), keyHash, allocations.outputCount());
        }
    }

    // The generated decoder trusts lengths and counts, so that they are checked before it reads anything.
    private static void requireShape(final DirectBuffer buffer)
    {
        if (buffer.capacity() < VALIDATORS_OFFSET)
        {
            throw new GenesisException(MALFORMED, "the genesis has " + buffer.capacity() +
                " bytes, fewer than its fixed part of " + VALIDATORS_OFFSET);
        }
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
        if (header.schemaId() != GenesisDecoder.SCHEMA_ID || header.templateId() != GenesisDecoder.TEMPLATE_ID ||
            header.blockLength() != GenesisDecoder.BLOCK_LENGTH || header.version() != GenesisDecoder.SCHEMA_VERSION)
        {
            throw new GenesisException(MALFORMED, "the bytes do not begin as a genesis of this version: schema " +
                header.schemaId() + ", version " + header.version() + ", template " + header.templateId() +
                ", block of " + header.blockLength() + " bytes");
        }
        int limit = groupEnd(buffer, VALIDATORS_OFFSET, ValidatorsDecoder.sbeBlockLength(), "validators");
        limit = groupEnd(buffer, limit, AllocationsDecoder.sbeBlockLength(), "allocations");
        if (limit != buffer.capacity())
        {
            throw new GenesisException(MALFORMED, buffer.capacity() - limit + " bytes follow the genesis");
        }
    }

    private static int groupEnd(final DirectBuffer buffer, final int offset, final int blockLength, final String name)
    {
        if (buffer.capacity() - offset < GROUP_HEADER_LENGTH)
        {
            throw new GenesisException(MALFORMED, "the genesis ends before its " + name);
        }
        final int actualBlockLength = buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
        if (actualBlockLength != blockLength)
        {
            throw new GenesisException(MALFORMED, "each of the " + name + " has " + actualBlockLength +
                " bytes, but must have " + blockLength);
        }
        final int count = buffer.getShort(offset + GROUP_COUNT_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
        final int end = offset + GROUP_HEADER_LENGTH + count * blockLength;
        if (end > buffer.capacity())
        {
            throw new GenesisException(MALFORMED, "the genesis ends within its " + count + ' ' + name);
        }
        return end;
    }
}

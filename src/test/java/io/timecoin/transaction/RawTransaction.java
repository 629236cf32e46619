package io.timecoin.transaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionDecoder;
import io.timecoin.wire.TransactionEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** A transaction as plain values, right or wrong, in and out through the generated codecs and nothing of ours. */
public final class RawTransaction
{
    /** One input. */
    public static final class Input
    {
        public byte[] txid = new byte[32];
        public int outputIndex;
        public int witnessIndex;
    }

    /** One output. */
    public static final class Output
    {
        public long amount;
        public int lockType;
        public byte[] keyHash = new byte[20];
    }

    /** One witness. */
    public static final class Witness
    {
        public byte[] publicKey = new byte[32];
        public byte[] signature = new byte[64];
    }

    public int formatVersion = 1;
    public long chainPrefix;
    public long lockHeight;
    public final List<Input> inputs = new ArrayList<>();
    public final List<Output> outputs = new ArrayList<>();
    public final List<Witness> witnesses = new ArrayList<>();

    /**
     * A transaction that passes every rule without context: different inputs and keys, one witness an input until these
     * run out.
     */
    public static RawTransaction valid(
        final byte[] chainId, final int inputCount, final int outputCount, final int witnessCount)
    {
        final RawTransaction raw = new RawTransaction();
        raw.chainPrefix = new UnsafeBuffer(chainId).getInt(0, java.nio.ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        for (int i = 0; i < inputCount; i++)
        {
            final Input input = new Input();
            Arrays.fill(input.txid, (byte)(i + 1));
            input.outputIndex = i;
            input.witnessIndex = Math.min(i, witnessCount - 1);
            raw.inputs.add(input);
        }
        for (int i = 0; i < outputCount; i++)
        {
            final Output output = new Output();
            output.amount = 1000 + i;
            Arrays.fill(output.keyHash, (byte)(0x40 + i));
            raw.outputs.add(output);
        }
        for (int i = 0; i < witnessCount; i++)
        {
            final Witness witness = new Witness();
            Arrays.fill(witness.publicKey, (byte)(0x80 + i));
            Arrays.fill(witness.signature, (byte)(0xC0 + i));
            raw.witnesses.add(witness);
        }
        return raw;
    }

    /** Encodes whatever the values are. */
    public byte[] encode()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(
            new byte[18 + 12 + 35 * inputs.size() + 29 * outputs.size() + 96 * witnesses.size()]);
        final TransactionEncoder encoder = new TransactionEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(formatVersion).chainPrefix(chainPrefix).lockHeight(lockHeight);
        final TransactionEncoder.InputsEncoder inputsEncoder = encoder.inputsCount(inputs.size());
        for (final Input input : inputs)
        {
            inputsEncoder.next().putTransactionId(input.txid, 0, 32).outputIndex(input.outputIndex)
                .witnessIndex((short)input.witnessIndex);
        }
        final TransactionEncoder.OutputsEncoder outputsEncoder = encoder.outputsCount(outputs.size());
        for (final Output output : outputs)
        {
            outputsEncoder.next().amount(output.amount).lockType((short)output.lockType)
                .putKeyHash(output.keyHash, 0, 20);
        }
        final TransactionEncoder.WitnessesEncoder witnessesEncoder = encoder.witnessesCount(witnesses.size());
        for (final Witness witness : witnesses)
        {
            witnessesEncoder.next().putPublicKey(witness.publicKey, 0, 32).putSignature(witness.signature, 0, 64);
        }
        return Arrays.copyOf(buffer.byteArray(), 8 + encoder.encodedLength());
    }

    /** Decodes bytes that a check has passed. */
    public static RawTransaction decode(final byte[] bytes)
    {
        final TransactionDecoder decoder = new TransactionDecoder()
            .wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderDecoder());
        final RawTransaction raw = new RawTransaction();
        raw.formatVersion = decoder.formatVersion();
        raw.chainPrefix = decoder.chainPrefix();
        raw.lockHeight = decoder.lockHeight();
        for (final TransactionDecoder.InputsDecoder each : decoder.inputs())
        {
            final Input input = new Input();
            each.getTransactionId(input.txid, 0, 32);
            input.outputIndex = each.outputIndex();
            input.witnessIndex = each.witnessIndex();
            raw.inputs.add(input);
        }
        for (final TransactionDecoder.OutputsDecoder each : decoder.outputs())
        {
            final Output output = new Output();
            output.amount = each.amount();
            output.lockType = each.lockType();
            each.getKeyHash(output.keyHash, 0, 20);
            raw.outputs.add(output);
        }
        for (final TransactionDecoder.WitnessesDecoder each : decoder.witnesses())
        {
            final Witness witness = new Witness();
            each.getPublicKey(witness.publicKey, 0, 32);
            each.getSignature(witness.signature, 0, 64);
            raw.witnesses.add(witness);
        }
        return raw;
    }
}

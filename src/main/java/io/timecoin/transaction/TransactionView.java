package io.timecoin.transaction;

import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.TransactionDecoder;
import io.timecoin.wire.TransactionDecoder.InputsDecoder;
import io.timecoin.wire.TransactionDecoder.OutputsDecoder;
import io.timecoin.wire.TransactionDecoder.WitnessesDecoder;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Reads a transaction in place. Canonical transactions have fixed block lengths, so a field's place is plain arithmetic.
 * Nothing is checked here: wrap only what {@code TransactionCheck} has passed.
 */
public final class TransactionView
{
    private static final int GROUP_COUNT_OFFSET = 2;
    private static final int BODY_START = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int INPUTS_START =
        BODY_START + TransactionDecoder.BLOCK_LENGTH + InputsDecoder.HEADER_SIZE;

    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int inputCount;
    private int outputCount;
    private int witnessCount;
    private int outputsStart;
    private int witnessesStart;

    /**
     * Points the view at a transaction.
     *
     * @param source that holds it.
     * @param start  of its SBE header.
     * @param size   of the whole, witnesses included.
     */
    public void wrap(final DirectBuffer source, final int start, final int size)
    {
        buffer = source;
        offset = start;
        length = size;
        final int inputsStart = start + INPUTS_START;
        inputCount = groupCount(inputsStart - InputsDecoder.HEADER_SIZE);
        outputsStart = inputsStart + inputCount * InputsDecoder.sbeBlockLength() + OutputsDecoder.HEADER_SIZE;
        outputCount = groupCount(outputsStart - OutputsDecoder.HEADER_SIZE);
        witnessesStart = outputsStart + outputCount * OutputsDecoder.sbeBlockLength() + WitnessesDecoder.HEADER_SIZE;
        witnessCount = groupCount(witnessesStart - WitnessesDecoder.HEADER_SIZE);
    }

    /**
     * Where the transaction lies.
     *
     * @return the buffer wrapped last.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Start of the transaction.
     *
     * @return offset of its SBE header in {@link #buffer()}.
     */
    public int offset()
    {
        return offset;
    }

    /**
     * Size of the whole transaction.
     *
     * @return bytes.
     */
    public int length()
    {
        return length;
    }

    /**
     * Size of what the transaction id covers: everything before the group of witnesses.
     *
     * @return bytes from {@link #offset()}.
     */
    public int bodyLength()
    {
        return witnessesStart - WitnessesDecoder.HEADER_SIZE - offset;
    }

    /**
     * Outputs that it spends.
     *
     * @return how many.
     */
    public int inputCount()
    {
        return inputCount;
    }

    /**
     * Outputs that it makes.
     *
     * @return how many.
     */
    public int outputCount()
    {
        return outputCount;
    }

    /**
     * Keys that signed it.
     *
     * @return how many.
     */
    public int witnessCount()
    {
        return witnessCount;
    }

    /**
     * Height before which no block may list it.
     *
     * @return height, 0 for none.
     */
    public long lockHeight()
    {
        return buffer.getInt(offset + BODY_START + TransactionDecoder.lockHeightEncodingOffset(),
            ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }

    /**
     * Where the outpoint of an input lies: 32 bytes of transaction id, 2 of output index.
     *
     * @param input index of the input.
     * @return absolute offset in {@link #buffer()}.
     */
    public int outpointOffset(final int input)
    {
        return offset + INPUTS_START + input * InputsDecoder.sbeBlockLength() +
            InputsDecoder.transactionIdEncodingOffset();
    }

    /**
     * Which output of the transaction named an input spends.
     *
     * @param input index of the input.
     * @return 0 to 65535.
     */
    public int outputIndex(final int input)
    {
        return buffer.getShort(offset + INPUTS_START + input * InputsDecoder.sbeBlockLength() +
            InputsDecoder.outputIndexEncodingOffset(), ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * Which witness signs for an input.
     *
     * @param input index of the input.
     * @return 0 to 255.
     */
    public int witnessIndex(final int input)
    {
        return buffer.getByte(offset + INPUTS_START + input * InputsDecoder.sbeBlockLength() +
            InputsDecoder.witnessIndexEncodingOffset()) & 0xFF;
    }

    /**
     * Amount of an output.
     *
     * @param output index of the output.
     * @return units.
     */
    public long amount(final int output)
    {
        return buffer.getLong(outputOffset(output) + OutputsDecoder.amountEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Kind of lock on an output.
     *
     * @param output index of the output.
     * @return 0 for a key hash.
     */
    public int lockType(final int output)
    {
        return buffer.getByte(outputOffset(output) + OutputsDecoder.lockTypeEncodingOffset()) & 0xFF;
    }

    /**
     * Where the key hash of an output lies.
     *
     * @param output index of the output.
     * @return absolute offset of 20 bytes in {@link #buffer()}.
     */
    public int keyHashOffset(final int output)
    {
        return outputOffset(output) + OutputsDecoder.keyHashEncodingOffset();
    }

    /**
     * Where the public key of a witness lies.
     *
     * @param witness index of the witness.
     * @return absolute offset of 32 bytes in {@link #buffer()}.
     */
    public int publicKeyOffset(final int witness)
    {
        return witnessesStart + witness * WitnessesDecoder.sbeBlockLength() +
            WitnessesDecoder.publicKeyEncodingOffset();
    }

    /**
     * Where the signature of a witness lies.
     *
     * @param witness index of the witness.
     * @return absolute offset of 64 bytes in {@link #buffer()}.
     */
    public int signatureOffset(final int witness)
    {
        return witnessesStart + witness * WitnessesDecoder.sbeBlockLength() +
            WitnessesDecoder.signatureEncodingOffset();
    }

    private int outputOffset(final int output)
    {
        return outputsStart + output * OutputsDecoder.sbeBlockLength();
    }

    private int groupCount(final int headerOffset)
    {
        return buffer.getShort(headerOffset + GROUP_COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }
}

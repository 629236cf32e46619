package io.timecoin.transaction;

import static io.timecoin.transaction.TransactionLayout.AMOUNT_OFFSET;
import static io.timecoin.transaction.TransactionLayout.GROUP_COUNT_OFFSET;
import static io.timecoin.transaction.TransactionLayout.GROUP_HEADER_LENGTH;
import static io.timecoin.transaction.TransactionLayout.INPUTS_OFFSET;
import static io.timecoin.transaction.TransactionLayout.INPUT_LENGTH;
import static io.timecoin.transaction.TransactionLayout.KEY_HASH_OFFSET;
import static io.timecoin.transaction.TransactionLayout.LOCK_HEIGHT_OFFSET;
import static io.timecoin.transaction.TransactionLayout.LOCK_TYPE_OFFSET;
import static io.timecoin.transaction.TransactionLayout.OUTPUT_INDEX_OFFSET;
import static io.timecoin.transaction.TransactionLayout.OUTPUT_LENGTH;
import static io.timecoin.transaction.TransactionLayout.PUBLIC_KEY_OFFSET;
import static io.timecoin.transaction.TransactionLayout.SIGNATURE_OFFSET;
import static io.timecoin.transaction.TransactionLayout.WITNESS_INDEX_OFFSET;
import static io.timecoin.transaction.TransactionLayout.WITNESS_LENGTH;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Reads an encoded transaction in place: offset arithmetic, no copy, no allocation. It trusts the counts that it finds,
 * so that only bytes that {@link TransactionCheck} has passed may be wrapped.
 */
public final class TransactionView
{
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int inputCount;
    private int outputCount;
    private int witnessCount;
    private int inputsOffset;
    private int outputsOffset;
    private int witnessesOffset;

    /**
     * Points this view at a transaction that passed {@link TransactionCheck}.
     *
     * @param buffer holds it.
     * @param offset of its message header.
     * @param length of all of it.
     */
    public void wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        inputsOffset = offset + INPUTS_OFFSET + GROUP_HEADER_LENGTH;
        inputCount = count(inputsOffset);
        outputsOffset = inputsOffset + inputCount * INPUT_LENGTH + GROUP_HEADER_LENGTH;
        outputCount = count(outputsOffset);
        witnessesOffset = outputsOffset + outputCount * OUTPUT_LENGTH + GROUP_HEADER_LENGTH;
        witnessCount = count(witnessesOffset);
    }

    /**
     * What the offsets of this view refer to.
     *
     * @return the wrapped buffer.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Where the transaction begins.
     *
     * @return offset of its message header.
     */
    public int offset()
    {
        return offset;
    }

    /**
     * Length of all of it.
     *
     * @return bytes, header and witnesses included.
     */
    public int length()
    {
        return length;
    }

    /**
     * Length of what its id covers.
     *
     * @return bytes before the witnesses group, header included.
     */
    public int bodyLength()
    {
        return witnessesOffset - GROUP_HEADER_LENGTH - offset;
    }

    /**
     * Number of inputs.
     *
     * @return 1 to 256.
     */
    public int inputCount()
    {
        return inputCount;
    }

    /**
     * Number of outputs.
     *
     * @return 1 to 256.
     */
    public int outputCount()
    {
        return outputCount;
    }

    /**
     * Number of witnesses.
     *
     * @return 1 to 256.
     */
    public int witnessCount()
    {
        return witnessCount;
    }

    /**
     * First height at which it may be accepted.
     *
     * @return unsigned 32 bits; 0 means at once.
     */
    public long lockHeight()
    {
        return buffer.getInt(offset + LOCK_HEIGHT_OFFSET, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }

    /**
     * Where an input's outpoint lies, laid out as {@code UtxoView} wants it.
     *
     * @param input index of the input.
     * @return offset in {@link #buffer()} of 34 bytes: transaction id, output index.
     */
    public int outpointOffset(final int input)
    {
        return inputsOffset + input * INPUT_LENGTH;
    }

    /**
     * Which output of its transaction an input spends.
     *
     * @param input index of the input.
     * @return unsigned 16 bits.
     */
    public int outputIndex(final int input)
    {
        return buffer.getShort(outpointOffset(input) + OUTPUT_INDEX_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * Which witness signs for an input.
     *
     * @param input index of the input.
     * @return index of the witness.
     */
    public int witnessIndex(final int input)
    {
        return buffer.getByte(outpointOffset(input) + WITNESS_INDEX_OFFSET) & 0xFF;
    }

    /**
     * What an output is worth.
     *
     * @param output index of the output.
     * @return units.
     */
    public long amount(final int output)
    {
        return buffer.getLong(outputOffset(output) + AMOUNT_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * How an output is locked.
     *
     * @param output index of the output.
     * @return {@link TransactionLayout#LOCK_KEY_HASH}.
     */
    public int lockType(final int output)
    {
        return buffer.getByte(outputOffset(output) + LOCK_TYPE_OFFSET) & 0xFF;
    }

    /**
     * Where an output's key hash lies.
     *
     * @param output index of the output.
     * @return offset in {@link #buffer()} of 20 bytes.
     */
    public int keyHashOffset(final int output)
    {
        return outputOffset(output) + KEY_HASH_OFFSET;
    }

    /**
     * Where a witness's public key lies.
     *
     * @param witness index of the witness.
     * @return offset in {@link #buffer()} of 32 bytes.
     */
    public int publicKeyOffset(final int witness)
    {
        return witnessesOffset + witness * WITNESS_LENGTH + PUBLIC_KEY_OFFSET;
    }

    /**
     * Where a witness's signature lies.
     *
     * @param witness index of the witness.
     * @return offset in {@link #buffer()} of 64 bytes.
     */
    public int signatureOffset(final int witness)
    {
        return witnessesOffset + witness * WITNESS_LENGTH + SIGNATURE_OFFSET;
    }

    private int outputOffset(final int output)
    {
        return outputsOffset + output * OUTPUT_LENGTH;
    }

    private int count(final int groupOffset)
    {
        return buffer.getShort(groupOffset - GROUP_HEADER_LENGTH + GROUP_COUNT_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }
}

package io.timecoin.transaction;

import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.TransactionDecoder;
import io.timecoin.wire.TransactionDecoder.InputsDecoder;
import io.timecoin.wire.TransactionDecoder.OutputsDecoder;
import io.timecoin.wire.TransactionDecoder.WitnessesDecoder;

/**
 * Where the parts of an encoded transaction lie, taken from the generated codec: header, block, inputs, outputs,
 * witnesses, each group behind its 4-byte size. There is no variable-length field, so that every offset is arithmetic
 * on three counts.
 */
public final class TransactionLayout
{
    /** The only format there is. */
    public static final int FORMAT_VERSION = 1;
    /** Longest encoding that is accepted. */
    public static final int MAX_LENGTH = 64 * 1024;
    public static final int MAX_INPUTS = 256;
    public static final int MAX_OUTPUTS = 256;
    public static final int MAX_WITNESSES = 256;
    /** An input's transaction id and output index, which follow each other as in {@code UtxoView}. */
    public static final int OUTPOINT_LENGTH =
        InputsDecoder.transactionIdEncodingLength() + InputsDecoder.outputIndexEncodingLength();

    /** Locked to the hash of a public key; all other lock types are reserved. */
    public static final int LOCK_KEY_HASH = 0;
    /** Lock type of the output that makes an identity a validator. */
    public static final int LOCK_BOND = 1;
    /** Lock type of the output that takes a validator out, and holds its money until it cannot be charged any more. */
    public static final int LOCK_LEAVE = 2;
    /** Outputs below this are not worth a place in the set. */
    public static final long DUST_AMOUNT = 546;

    static final int BLOCK_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;
    static final int FORMAT_VERSION_OFFSET = BLOCK_OFFSET + TransactionDecoder.formatVersionEncodingOffset();
    static final int CHAIN_PREFIX_OFFSET = BLOCK_OFFSET + TransactionDecoder.chainPrefixEncodingOffset();
    static final int LOCK_HEIGHT_OFFSET = BLOCK_OFFSET + TransactionDecoder.lockHeightEncodingOffset();
    static final int INPUTS_OFFSET = BLOCK_OFFSET + TransactionDecoder.BLOCK_LENGTH;

    static final int GROUP_HEADER_LENGTH = InputsDecoder.HEADER_SIZE;
    static final int GROUP_BLOCK_LENGTH_OFFSET = 0;
    static final int GROUP_COUNT_OFFSET = 2;

    static final int INPUT_LENGTH = InputsDecoder.sbeBlockLength();
    static final int OUTPUT_INDEX_OFFSET = InputsDecoder.outputIndexEncodingOffset();
    static final int WITNESS_INDEX_OFFSET = InputsDecoder.witnessIndexEncodingOffset();

    /** Bytes of an output. */
    public static final int OUTPUT_LENGTH = OutputsDecoder.sbeBlockLength();
    static final int AMOUNT_OFFSET = OutputsDecoder.amountEncodingOffset();
    static final int LOCK_TYPE_OFFSET = OutputsDecoder.lockTypeEncodingOffset();
    static final int KEY_HASH_OFFSET = OutputsDecoder.keyHashEncodingOffset();

    static final int WITNESS_LENGTH = WitnessesDecoder.sbeBlockLength();
    static final int PUBLIC_KEY_OFFSET = WitnessesDecoder.publicKeyEncodingOffset();
    static final int SIGNATURE_OFFSET = WitnessesDecoder.signatureEncodingOffset();

    /** Shortest encoding: one of each. */
    public static final int MIN_LENGTH = encodedLength(1, 1, 1);

    private TransactionLayout()
    {
    }

    /**
     * Length of the encoding of a shape.
     *
     * @param inputs    how many.
     * @param outputs   how many.
     * @param witnesses how many.
     * @return bytes, header included.
     */
    public static int encodedLength(final int inputs, final int outputs, final int witnesses)
    {
        return INPUTS_OFFSET + 3 * GROUP_HEADER_LENGTH +
            inputs * INPUT_LENGTH + outputs * OUTPUT_LENGTH + witnesses * WITNESS_LENGTH;
    }
}

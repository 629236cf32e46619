package io.timecoin.transaction;

import static io.timecoin.transaction.TransactionLayout.CHAIN_PREFIX_OFFSET;
import static io.timecoin.transaction.TransactionLayout.DUST_AMOUNT;
import static io.timecoin.transaction.TransactionLayout.FORMAT_VERSION;
import static io.timecoin.transaction.TransactionLayout.FORMAT_VERSION_OFFSET;
import static io.timecoin.transaction.TransactionLayout.GROUP_BLOCK_LENGTH_OFFSET;
import static io.timecoin.transaction.TransactionLayout.GROUP_COUNT_OFFSET;
import static io.timecoin.transaction.TransactionLayout.GROUP_HEADER_LENGTH;
import static io.timecoin.transaction.TransactionLayout.INPUTS_OFFSET;
import static io.timecoin.transaction.TransactionLayout.INPUT_LENGTH;
import static io.timecoin.transaction.TransactionLayout.LOCK_BOND;
import static io.timecoin.transaction.TransactionLayout.LOCK_KEY_HASH;
import static io.timecoin.transaction.TransactionLayout.LOCK_LEAVE;
import static io.timecoin.transaction.TransactionLayout.MAX_INPUTS;
import static io.timecoin.transaction.TransactionLayout.MAX_LENGTH;
import static io.timecoin.transaction.TransactionLayout.MAX_OUTPUTS;
import static io.timecoin.transaction.TransactionLayout.MAX_WITNESSES;
import static io.timecoin.transaction.TransactionLayout.MIN_LENGTH;
import static io.timecoin.transaction.TransactionLayout.OUTPOINT_LENGTH;
import static io.timecoin.transaction.TransactionLayout.OUTPUT_LENGTH;
import static io.timecoin.transaction.TransactionLayout.WITNESS_LENGTH;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.TransactionDecoder;

/**
 * The rules that need nothing but the bytes and the chain: {@link Verdict#MALFORMED} to {@link Verdict#BAD_WITNESS}, in
 * the order of PROTOCOL, section 2, then what a bond must be. One instance a thread; it never throws, and allocates
 * nothing but for the few that are about validators, whatever the bytes are.
 *
 * <p>Every field has a fixed width and every byte of an accepted transaction belongs to a field or is fixed by a rule
 * here, so that what is accepted is canonical: encoding what was decoded gives the same bytes.</p>
 */
public final class TransactionCheck
{
    private static final int BAD_SHAPE = -1;

    private final int chainPrefix;
    private final long maxSupply;
    private final long bondUnit;
    private final DistinctRecords distinct = new DistinctRecords(Math.max(MAX_INPUTS, MAX_WITNESSES));

    /**
     * Makes a check for one chain.
     *
     * @param chainId   32 bytes.
     * @param maxSupply units that no output and no sum of outputs may exceed.
     */
    public TransactionCheck(final byte[] chainId, final long maxSupply)
    {
        this(chainId, maxSupply, 0);
    }

    /**
     * Makes a check for a chain whose validators may come and go.
     *
     * @param chainId   32 bytes.
     * @param maxSupply units that no output and no sum of outputs may exceed.
     * @param bondUnit  least amount of a bond; 0 if there are neither bonds nor leaves.
     */
    public TransactionCheck(final byte[] chainId, final long maxSupply, final long bondUnit)
    {
        if (chainId.length != Sha256.LENGTH)
        {
            throw new IllegalArgumentException("a chain id has " + Sha256.LENGTH + " bytes, not " + chainId.length);
        }
        chainPrefix = new UnsafeBuffer(chainId).getInt(0, LITTLE_ENDIAN);
        this.maxSupply = maxSupply;
        this.bondUnit = bondUnit;
    }

    /**
     * Applies the rules.
     *
     * @param buffer holds the bytes.
     * @param offset of the first.
     * @param length number of them.
     * @param into   points at the transaction if the verdict is ADMITTED; else it must not be read.
     * @return ADMITTED if all rules passed, else the first that did not.
     */
    public Verdict check(final DirectBuffer buffer, final int offset, final int length, final TransactionView into)
    {
        if (!isWellFormed(buffer, offset, length))
        {
            return Verdict.MALFORMED;
        }
        if (buffer.getInt(offset + CHAIN_PREFIX_OFFSET, LITTLE_ENDIAN) != chainPrefix)
        {
            return Verdict.WRONG_CHAIN;
        }
        if (length > MAX_LENGTH)
        {
            return Verdict.TOO_LARGE;
        }
        into.wrap(buffer, offset, length);
        if (!distinct.areDistinct(buffer, into.outpointOffset(0), INPUT_LENGTH, OUTPOINT_LENGTH, into.inputCount()))
        {
            return Verdict.DUPLICATE_INPUT;
        }
        if (!areOutputsGood(into))
        {
            return Verdict.BAD_OUTPUT;
        }
        if (!areWitnessesGood(into))
        {
            return Verdict.BAD_WITNESS;
        }
        return bondUnit == 0 ? Verdict.ADMITTED : checkBond(into);
    }

    private Verdict checkBond(final TransactionView tx)
    {
        final int output = BondOutputs.find(tx);
        if (output == BondOutputs.NONE)
        {
            return Verdict.ADMITTED;
        }
        if (tx.lockType(output) == LOCK_BOND && tx.amount(output) < bondUnit)
        {
            return Verdict.BOND_TOO_SMALL;
        }
        return BondOutputs.identity(tx, output) == BondOutputs.NONE ? Verdict.NO_IDENTITY : Verdict.ADMITTED;
    }

    private static boolean isWellFormed(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < MIN_LENGTH || !isHeaderRight(buffer, offset))
        {
            return false;
        }
        final int end = offset + length;
        int limit = offset + INPUTS_OFFSET;
        limit = groupEnd(buffer, limit, end, length, INPUT_LENGTH, MAX_INPUTS);
        limit = groupEnd(buffer, limit, end, length, OUTPUT_LENGTH, MAX_OUTPUTS);
        limit = groupEnd(buffer, limit, end, length, WITNESS_LENGTH, MAX_WITNESSES);
        return limit == end;
    }

    private static boolean isHeaderRight(final DirectBuffer buffer, final int offset)
    {
        return unsigned16(buffer, offset + MessageHeaderDecoder.blockLengthEncodingOffset()) ==
            TransactionDecoder.BLOCK_LENGTH &&
            unsigned16(buffer, offset + MessageHeaderDecoder.templateIdEncodingOffset()) ==
            TransactionDecoder.TEMPLATE_ID &&
            unsigned16(buffer, offset + MessageHeaderDecoder.schemaIdEncodingOffset()) ==
            TransactionDecoder.SCHEMA_ID &&
            unsigned16(buffer, offset + MessageHeaderDecoder.versionEncodingOffset()) ==
            TransactionDecoder.SCHEMA_VERSION &&
            unsigned16(buffer, offset + FORMAT_VERSION_OFFSET) == FORMAT_VERSION;
    }

    // A transaction within the counts is never longer than MAX_LENGTH. One beyond both is told that it is too large,
    // which says more than malformed; it gets no further either way.
    private static int groupEnd(
        final DirectBuffer buffer,
        final int groupOffset,
        final int end,
        final int length,
        final int blockLength,
        final int maxCount)
    {
        if (groupOffset == BAD_SHAPE || end - groupOffset < GROUP_HEADER_LENGTH ||
            unsigned16(buffer, groupOffset + GROUP_BLOCK_LENGTH_OFFSET) != blockLength)
        {
            return BAD_SHAPE;
        }
        final int count = unsigned16(buffer, groupOffset + GROUP_COUNT_OFFSET);
        final int remaining = end - groupOffset - GROUP_HEADER_LENGTH;
        if (count < 1 || count * blockLength > remaining || count > maxCount && length <= MAX_LENGTH)
        {
            return BAD_SHAPE;
        }
        return groupOffset + GROUP_HEADER_LENGTH + count * blockLength;
    }

    private boolean areOutputsGood(final TransactionView tx)
    {
        long sum = 0;
        int bonds = 0;
        for (int i = 0; i < tx.outputCount(); i++)
        {
            final long amount = tx.amount(i);
            if (tx.lockType(i) != LOCK_KEY_HASH && !isBond(tx.lockType(i), ++bonds))
            {
                return false;
            }
            // The second comparison bounds the amount and the sum at once, and cannot overflow: sum <= maxSupply.
            if (amount < DUST_AMOUNT || amount > maxSupply - sum)
            {
                return false;
            }
            sum += amount;
        }
        return true;
    }

    /** A transaction has at most one output that is about validators. */
    private boolean isBond(final int lockType, final int number)
    {
        return bondUnit > 0 && number == 1 && (lockType == LOCK_BOND || lockType == LOCK_LEAVE);
    }

    private boolean areWitnessesGood(final TransactionView tx)
    {
        int used = 0;
        for (int i = 0; i < tx.inputCount(); i++)
        {
            final int witness = tx.witnessIndex(i);
            if (witness > used)
            {
                return false;
            }
            if (witness == used)
            {
                used++;
            }
        }
        return used == tx.witnessCount() && distinct.areDistinct(
            tx.buffer(), tx.publicKeyOffset(0), WITNESS_LENGTH, KeyPair.PUBLIC_KEY_LENGTH, tx.witnessCount());
    }

    private static int unsigned16(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
    }
}

package io.timecoin.transaction;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.Sha256;

/**
 * Computes what names and authorises transactions (PROTOCOL, sections 1, 2 and 4): SHA-256, a domain tag first. One
 * instance a thread; nothing is allocated after construction.
 */
public final class TransactionIds
{
    private static final byte[] SPEND_TAG = Sha256.tag("timecoin/spend");

    /** Bytes that a witness signs: "timecoin/spend" ‖ chain id ‖ txid. */
    public static final int SPEND_MESSAGE_LENGTH = SPEND_TAG.length + 2 * Sha256.LENGTH;

    private final Sha256 sha256 = new Sha256();
    private final byte[] txidTag = Sha256.tag("timecoin/tx");
    private final byte[] wtxidTag = Sha256.tag("timecoin/wtx");
    private final byte[] batchTag = Sha256.tag("timecoin/batch");
    private final byte[] coinbaseTag = Sha256.tag("timecoin/coinbase");
    private final UnsafeBuffer number = new UnsafeBuffer(new byte[Integer.BYTES]);
    private final byte[] chainId;

    /**
     * Makes the ids of one chain.
     *
     * @param chainId 32 bytes.
     */
    public TransactionIds(final byte[] chainId)
    {
        if (chainId.length != Sha256.LENGTH)
        {
            throw new IllegalArgumentException("a chain id has " + Sha256.LENGTH + " bytes, not " + chainId.length);
        }
        this.chainId = chainId.clone();
    }

    /**
     * SHA-256("timecoin/tx" ‖ chain id ‖ body): the same for every set of witnesses.
     *
     * @param tx        the transaction.
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void txid(final TransactionView tx, final MutableDirectBuffer out, final int outOffset)
    {
        sha256.add(txidTag).add(chainId).add(tx.buffer(), tx.offset(), tx.bodyLength()).finish(out, outOffset);
    }

    /**
     * SHA-256("timecoin/wtx" ‖ chain id ‖ all bytes).
     *
     * @param tx        the transaction.
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void wtxid(final TransactionView tx, final MutableDirectBuffer out, final int outOffset)
    {
        wtxid(tx.buffer(), tx.offset(), tx.length(), out, outOffset);
    }

    /**
     * The same of bytes that need not be a transaction: what is rejected has a name too.
     *
     * @param bytes     buffer that holds them.
     * @param offset    of the first.
     * @param length    number of them.
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void wtxid(
        final DirectBuffer bytes,
        final int offset,
        final int length,
        final MutableDirectBuffer out,
        final int outOffset)
    {
        sha256.add(wtxidTag).add(chainId).add(bytes, offset, length).finish(out, outOffset);
    }

    /**
     * The first 20 bytes of SHA-256("timecoin/key" ‖ public key): what an output of this key is locked to.
     *
     * @param publicKey buffer that holds the key.
     * @param offset    of its 32 bytes.
     * @param out       receives 20 bytes.
     * @param outOffset of the first.
     */
    public void keyHash(
        final DirectBuffer publicKey, final int offset, final MutableDirectBuffer out, final int outOffset)
    {
        KeyHash.of(sha256, publicKey, offset, out, outOffset);
    }

    /**
     * What every witness of a transaction signs.
     *
     * @param txid       buffer that holds the id.
     * @param txidOffset of its 32 bytes.
     * @param out        receives {@link #SPEND_MESSAGE_LENGTH} bytes.
     * @param outOffset  of the first.
     */
    public void spendMessage(
        final DirectBuffer txid, final int txidOffset, final MutableDirectBuffer out, final int outOffset)
    {
        out.putBytes(outOffset, SPEND_TAG);
        out.putBytes(outOffset + SPEND_TAG.length, chainId);
        out.putBytes(outOffset + SPEND_TAG.length + Sha256.LENGTH, txid, txidOffset, Sha256.LENGTH);
    }

    /**
     * SHA-256("timecoin/batch" ‖ wtxid of each member in order).
     *
     * @param wtxids    buffer that holds them, one after the other.
     * @param offset    of the first.
     * @param count     how many.
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void batchName(
        final DirectBuffer wtxids,
        final int offset,
        final int count,
        final MutableDirectBuffer out,
        final int outOffset)
    {
        sha256.add(batchTag).add(wtxids, offset, count * Sha256.LENGTH).finish(out, outOffset);
    }

    /**
     * SHA-256("timecoin/coinbase" ‖ chain id ‖ height, 32 bits little endian): what a block's one new output is spent
     * as, with index 0.
     *
     * @param height    of the block, from 1.
     * @param out       receives 32 bytes.
     * @param outOffset of the first.
     */
    public void coinbaseId(final long height, final MutableDirectBuffer out, final int outOffset)
    {
        number.putInt(0, (int)height, ByteOrder.LITTLE_ENDIAN);
        sha256.add(coinbaseTag).add(chainId).add(number, 0, Integer.BYTES).finish(out, outOffset);
    }
}

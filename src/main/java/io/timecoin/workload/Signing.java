package io.timecoin.workload;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.timecoin.crypto.KeyPair;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/** Signs a draft and puts in what is wrong with its bytes. Signatures are deterministic (RFC 8032). */
final class Signing
{
    private static final int TEMPLATE_OFFSET = 2;
    private static final int FORMAT_OFFSET = 8;
    private static final int CHAIN_PREFIX_OFFSET = 10;
    private static final int WAYS_TO_BE_MALFORMED = 4;

    private final TransactionIds ids;
    private final KeyPair[] keys;
    private final byte[] message = new byte[TransactionIds.SPEND_MESSAGE_LENGTH];
    private final UnsafeBuffer messageBuffer = new UnsafeBuffer(message);
    private final UnsafeBuffer txid = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final TransactionView view = new TransactionView();

    Signing(final byte[] chainId, final KeyPair[] keys)
    {
        ids = new TransactionIds(chainId);
        this.keys = keys;
    }

    /** The bytes of a transaction. */
    byte[] sign(final Entry entry)
    {
        final Draft draft = entry.draft();
        final byte[] bytes = draft.encoded.clone();
        buffer.wrap(bytes);
        view.wrap(buffer, 0, bytes.length);
        txid.wrap(draft.txid);
        ids.spendMessage(txid, 0, messageBuffer, 0);
        for (int i = 0; i < draft.signers.length; i++)
        {
            keys[draft.signers[i]].sign(message, 0, message.length, bytes, view.signatureOffset(i));
        }
        return entry.flaw() == null ? bytes : spoil(bytes, entry);
    }

    private byte[] spoil(final byte[] bytes, final Entry entry)
    {
        final int variant = (int)(entry.variant() % Integer.MAX_VALUE);
        switch (entry.flaw())
        {
            case BAD_SIGNATURE, SPOILT_COPY ->
            {
                final int place = variant % (Byte.SIZE * KeyPair.SIGNATURE_LENGTH);
                bytes[view.signatureOffset(0) + place / Byte.SIZE] ^= (byte)(1 << place % Byte.SIZE);
            }
            case WRONG_CHAIN -> bytes[CHAIN_PREFIX_OFFSET + variant % Integer.BYTES] ^= (byte)(1 + variant % 255);
            case BAD_WITNESS -> bytes[view.outpointOffset(0) + TransactionLayout.OUTPOINT_LENGTH]++;
            case MALFORMED ->
            {
                return malform(bytes, variant);
            }
            default ->
            {
                // Wrong in what it says.
            }
        }
        return bytes;
    }

    private byte[] malform(final byte[] bytes, final int variant)
    {
        switch (variant % WAYS_TO_BE_MALFORMED)
        {
            case 0:
                return Arrays.copyOf(bytes, view.bodyLength() + variant / WAYS_TO_BE_MALFORMED %
                    (bytes.length - view.bodyLength()));
            case 1:
                return Arrays.copyOf(bytes, bytes.length + 1 + variant / WAYS_TO_BE_MALFORMED % Byte.MAX_VALUE);
            case 2:
                buffer.putShort(TEMPLATE_OFFSET, (short)(buffer.getShort(TEMPLATE_OFFSET, LITTLE_ENDIAN) + 1),
                    LITTLE_ENDIAN);
                return bytes;
            default:
                bytes[FORMAT_OFFSET]++;
                return bytes;
        }
    }
}

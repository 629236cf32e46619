package io.timecoin.crypto;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Verifies one signature after the other with BouncyCastle's low-level Ed25519, whose criteria are those of PROTOCOL,
 * section 2: A and R canonical, A not of small order, S &lt; L, cofactored equation. Published vectors hold it to
 * that, in the tests and at every start.
 */
public final class BouncyCastleVerifier implements SignatureVerifier
{
    private static final int MESSAGES_INITIAL_LENGTH = MAX_BATCH * 128;

    private final byte[] publicKeys = new byte[MAX_BATCH * KeyPair.PUBLIC_KEY_LENGTH];
    private final byte[] signatures = new byte[MAX_BATCH * KeyPair.SIGNATURE_LENGTH];
    private final int[] messageEnds = new int[MAX_BATCH];
    private byte[] messages = new byte[MESSAGES_INITIAL_LENGTH];
    private int size;

    @Override
    public void reset()
    {
        size = 0;
    }

    @Override
    public void add(
        final DirectBuffer publicKey,
        final int pkOffset,
        final DirectBuffer signature,
        final int sigOffset,
        final DirectBuffer message,
        final int msgOffset,
        final int msgLength)
    {
        if (size == MAX_BATCH)
        {
            throw new IllegalStateException("a batch holds at most " + MAX_BATCH + " signatures");
        }
        final int start = messageStart(size);
        ensureRoom(start, msgLength);
        publicKey.getBytes(pkOffset, publicKeys, size * KeyPair.PUBLIC_KEY_LENGTH, KeyPair.PUBLIC_KEY_LENGTH);
        signature.getBytes(sigOffset, signatures, size * KeyPair.SIGNATURE_LENGTH, KeyPair.SIGNATURE_LENGTH);
        message.getBytes(msgOffset, messages, start, msgLength);
        messageEnds[size] = start + msgLength;
        size++;
    }

    @Override
    public int size()
    {
        return size;
    }

    @Override
    public long verify()
    {
        long valid = 0;
        for (int i = 0; i < size; i++)
        {
            final int start = messageStart(i);
            if (Ed25519.verify(
                signatures,
                i * KeyPair.SIGNATURE_LENGTH,
                publicKeys,
                i * KeyPair.PUBLIC_KEY_LENGTH,
                messages,
                start,
                messageEnds[i] - start))
            {
                valid |= 1L << i;
            }
        }
        return valid;
    }

    private int messageStart(final int index)
    {
        return index == 0 ? 0 : messageEnds[index - 1];
    }

    // Spends and votes are short and fit from the start; only the command line brings longer messages.
    private void ensureRoom(final int start, final int length)
    {
        final int end = Math.addExact(start, length);
        if (end > messages.length)
        {
            final long doubled = Math.min(2L * messages.length, Integer.MAX_VALUE - 8);
            messages = Arrays.copyOf(messages, (int)Math.max(doubled, end));
        }
    }
}

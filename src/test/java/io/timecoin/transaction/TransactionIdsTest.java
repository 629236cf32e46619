package io.timecoin.transaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import io.timecoin.AllocatedBytes;
import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.crypto.TestKeys;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TransactionIdsTest
{
    private static final byte[] CHAIN_ID = Sha256.of(Sha256.tag("a chain"));
    private static final String TXID = "a93979669f72048be3cba042d5af26ba905a46a27a6147f9a33c0fe7dcc9095b";
    private static final String WTXID = "2e20bcb6291a71e233f03b9cde619f97d41805089b829ab7e65bc618905f3498";

    private final TransactionIds ids = new TransactionIds(CHAIN_ID);
    private final TransactionView view = new TransactionView();
    private final byte[] bytes = RawTransaction.valid(CHAIN_ID, 3, 2, 2).encode();

    @Test
    void shouldHashTagChainAndBody() throws NoSuchAlgorithmException
    {
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final int bodyLength = bytes.length - 4 - 2 * 96;
        assertThat(view.bodyLength()).isEqualTo(bodyLength);
        assertThat(txid(view)).isEqualTo(sha256("timecoin/tx", CHAIN_ID, Arrays.copyOf(bytes, bodyLength)));
        assertThat(wtxid(view)).isEqualTo(sha256("timecoin/wtx", CHAIN_ID, bytes));
        // Ids are forever: these were computed by another program when the format was fixed.
        assertThat(HexFormat.of().formatHex(txid(view))).isEqualTo(TXID);
        assertThat(HexFormat.of().formatHex(wtxid(view))).isEqualTo(WTXID);
    }

    @Test
    void shouldHashTheSameOnAndOffTheHeapAndAtAnyOffset()
    {
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final byte[] expected = wtxid(view);
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length + 33));
        direct.putBytes(33, bytes);
        view.wrap(direct, 33, bytes.length);
        assertThat(wtxid(view)).isEqualTo(expected);
        final UnsafeBuffer part = new UnsafeBuffer(direct, 33, bytes.length);
        view.wrap(part, 0, bytes.length);
        assertThat(wtxid(view)).isEqualTo(expected);
    }

    @Test
    void shouldNotLetWitnessesChangeTheIdButEverythingElse()
    {
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final byte[] txid = txid(view);
        final byte[] wtxid = wtxid(view);
        final int bodyLength = view.bodyLength();
        for (int i = 0; i < bytes.length; i++)
        {
            final byte[] changed = bytes.clone();
            changed[i] ^= 1;
            final boolean isCount = i == 20 || i == 21 || i == 20 + 4 + 105 || i == 21 + 4 + 105 ||
                i == bodyLength + 2 || i == bodyLength + 3;
            if (!isCount)
            {
                view.wrap(new UnsafeBuffer(changed), 0, changed.length);
                assertThat(Arrays.equals(txid(view), txid)).as("byte %s", i).isEqualTo(i >= bodyLength);
                assertThat(wtxid(view)).as("byte %s", i).isNotEqualTo(wtxid);
            }
        }
    }

    @Test
    void shouldDependOnTheChain()
    {
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[32]);
        new TransactionIds(new byte[32]).txid(view, other, 0);
        assertThat(other.byteArray()).isNotEqualTo(txid(view));
        assertThatThrownBy(() -> new TransactionIds(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldMakeSpendMessagesKeyHashesAndBatchNames() throws NoSuchAlgorithmException
    {
        final byte[] data = new byte[200];
        new Random(61).nextBytes(data);
        final UnsafeBuffer source = new UnsafeBuffer(data);
        final UnsafeBuffer out = new UnsafeBuffer(new byte[100]);

        assertThat(TransactionIds.SPEND_MESSAGE_LENGTH).isEqualTo(14 + 64);
        ids.spendMessage(source, 7, out, 3);
        final ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes("timecoin/spend".getBytes(US_ASCII));
        message.writeBytes(CHAIN_ID);
        message.write(data, 7, 32);
        assertThat(Arrays.copyOfRange(out.byteArray(), 3, 3 + 78)).isEqualTo(message.toByteArray());

        final byte[] publicKey = Arrays.copyOfRange(data, 9, 41);
        ids.keyHash(source, 9, out, 5);
        assertThat(Arrays.copyOfRange(out.byteArray(), 5, 25))
            .isEqualTo(Arrays.copyOf(sha256("timecoin/key", publicKey), 20)).isEqualTo(KeyHash.of(publicKey));

        ids.batchName(source, 11, 3, out, 1);
        assertThat(Arrays.copyOfRange(out.byteArray(), 1, 33))
            .isEqualTo(sha256("timecoin/batch", Arrays.copyOfRange(data, 11, 11 + 96)));
    }

    @Test
    void shouldAllocateNothing()
    {
        final TransactionCheck check = new TransactionCheck(CHAIN_ID, 1_000_000);
        final byte[] large = RawTransaction.valid(CHAIN_ID, 256, 256, 256).encode();
        final MutableDirectBuffer out = new UnsafeBuffer(new byte[TransactionIds.SPEND_MESSAGE_LENGTH]);
        for (final UnsafeBuffer buffer : new UnsafeBuffer[]{
            new UnsafeBuffer(bytes), new UnsafeBuffer(large), direct(bytes), direct(new byte[500]) })
        {
            assertThat(AllocatedBytes.in(2_000, () ->
            {
                if (check.check(buffer, 0, buffer.capacity(), view) == Verdict.ADMITTED)
                {
                    ids.txid(view, out, 0);
                    ids.spendMessage(out, 0, out, 0);
                    ids.wtxid(view, out, 0);
                    for (int i = 0; i < view.witnessCount(); i++)
                    {
                        ids.keyHash(buffer, view.publicKeyOffset(i), out, 0);
                    }
                    ids.batchName(buffer, 0, 2, out, 0);
                }
            })).isZero();
        }
    }

    /** BouncyCastle allocates in verifying; gathering the batch does not. */
    @Test
    void shouldGatherSignaturesWithoutAllocation()
    {
        final BouncyCastleVerifier verifier = new BouncyCastleVerifier();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        assertThat(AllocatedBytes.in(10_000, () ->
        {
            verifier.reset();
            for (int i = 0; i < 64; i++)
            {
                verifier.add(buffer, i, buffer, i, buffer, i, TransactionIds.SPEND_MESSAGE_LENGTH);
            }
        })).isZero();
    }

    @Test
    void shouldBuildWhatChecksAndVerifies()
    {
        final KeyPair first = TestKeys.key(1);
        final KeyPair second = TestKeys.key(2);
        final TransactionBuilder builder = new TransactionBuilder(CHAIN_ID);
        for (int i = 0; i < 5; i++)
        {
            builder.input(TransactionBuilder.outpoint(Sha256.of(new byte[]{ (byte)i }), 65_535 - i),
                i == 0 || i == 3 ? first : second);
        }
        final byte[] built = builder.output(1000, first.keyHash()).output(546, second.keyHash())
            .lockHeight(0xFFFF_FFFFL).build();
        assertThat(built).hasSize(builder.encodedLength());
        final UnsafeBuffer buffer = new UnsafeBuffer(built);
        assertThat(new TransactionCheck(CHAIN_ID, 1_000_000).check(buffer, 0, built.length, view))
            .isEqualTo(Verdict.ADMITTED);
        assertViewReadsWhatWasBuilt(first, second);

        final UnsafeBuffer message = new UnsafeBuffer(new byte[TransactionIds.SPEND_MESSAGE_LENGTH]);
        ids.spendMessage(new UnsafeBuffer(txid(view)), 0, message, 0);
        final BouncyCastleVerifier verifier = new BouncyCastleVerifier();
        for (int i = 0; i < view.witnessCount(); i++)
        {
            verifier.add(buffer, view.publicKeyOffset(i), buffer, view.signatureOffset(i), message, 0,
                message.capacity());
        }
        assertThat(verifier.verify()).isEqualTo(0b11);
    }

    private void assertViewReadsWhatWasBuilt(final KeyPair first, final KeyPair second)
    {
        assertThat(view.inputCount()).isEqualTo(5);
        assertThat(view.witnessCount()).as("once for each key").isEqualTo(2);
        assertThat(new int[]{ view.witnessIndex(0), view.witnessIndex(1), view.witnessIndex(2), view.witnessIndex(3) })
            .containsExactly(0, 1, 1, 0);
        assertThat(view.lockHeight()).isEqualTo(0xFFFF_FFFFL);
        assertThat(view.outputIndex(4)).isEqualTo(65_531);
        assertThat(part(view.outpointOffset(4), 34))
            .isEqualTo(TransactionBuilder.outpoint(Sha256.of(new byte[]{ 4 }), 65_531));
        assertThat(view.amount(0)).isEqualTo(1000);
        assertThat(view.lockType(1)).isZero();
        assertThat(part(view.keyHashOffset(1), 20)).isEqualTo(second.keyHash());
        assertThat(part(view.publicKeyOffset(0), 32)).isEqualTo(first.publicKey());
    }

    @Test
    void shouldRefuseToBuildWhatHasNoShape()
    {
        final KeyPair key = TestKeys.key(1);
        final byte[] outpoint = new byte[34];
        assertThatThrownBy(() -> new TransactionBuilder(CHAIN_ID).output(1, key.keyHash()).build())
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new TransactionBuilder(CHAIN_ID).input(outpoint, key).build())
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new TransactionBuilder(CHAIN_ID).input(new byte[33], key))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TransactionBuilder(CHAIN_ID).output(1, new byte[19]))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TransactionBuilder(CHAIN_ID).lockHeight(1L << 32))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TransactionBuilder.outpoint(new byte[32], 65_536))
            .isInstanceOf(IllegalArgumentException.class);
        final TransactionBuilder full = new TransactionBuilder(CHAIN_ID);
        for (int i = 0; i < 256; i++)
        {
            full.input(outpoint, key).output(1, key.keyHash());
        }
        assertThatThrownBy(() -> full.input(outpoint, key)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> full.output(1, key.keyHash())).isInstanceOf(IllegalStateException.class);
    }

    private byte[] part(final int offset, final int length)
    {
        final byte[] part = new byte[length];
        view.buffer().getBytes(offset, part);
        return part;
    }

    private byte[] txid(final TransactionView tx)
    {
        final UnsafeBuffer out = new UnsafeBuffer(new byte[32]);
        ids.txid(tx, out, 0);
        return out.byteArray();
    }

    private byte[] wtxid(final TransactionView tx)
    {
        final UnsafeBuffer out = new UnsafeBuffer(new byte[32]);
        ids.wtxid(tx, out, 0);
        return out.byteArray();
    }

    private static UnsafeBuffer direct(final byte[] bytes)
    {
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
        direct.putBytes(0, bytes);
        return direct;
    }

    private static byte[] sha256(final String tag, final byte[]... parts) throws NoSuchAlgorithmException
    {
        final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(tag.getBytes(US_ASCII));
        for (final byte[] part : parts)
        {
            digest.update(part);
        }
        return digest.digest();
    }
}

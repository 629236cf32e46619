package io.timecoin.crypto;

import static io.timecoin.crypto.ReferenceEd25519.BASE;
import static io.timecoin.crypto.ReferenceEd25519.L;
import static io.timecoin.crypto.ReferenceEd25519.TORSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every verifier has to answer (PROTOCOL, section 2). */
abstract class SignatureCriteria
{
    private final SignatureVerifier verifier;

    SignatureCriteria(final SignatureVerifier verifier)
    {
        this.verifier = verifier;
    }

    @ParameterizedTest
    @ValueSource(strings = { "speccheck.txt", "cctv.txt", "wycheproof.txt", "ed25519-self-test.txt" })
    void shouldAgreeWithPublishedVectors(final String resource)
    {
        final List<SignatureVectors> vectors = SignatureVectors.read(resource);
        assertThat(vectors).isNotEmpty().allSatisfy(vector ->
            assertThat(verifySingly(vector)).as(vector.name()).isEqualTo(vector.valid()));
    }

    @Test
    void shouldHaveAllPublishedVectors()
    {
        assertThat(SignatureVectors.read("speccheck.txt")).hasSize(12);
        assertThat(SignatureVectors.read("cctv.txt")).hasSize(914);
        assertThat(SignatureVectors.read("wycheproof.txt")).hasSize(151);
    }

    @Test
    void shouldExpectOfCctvWhatItsFlagsSay()
    {
        assertThat(SignatureVectors.read("cctv.txt")).allSatisfy(vector ->
            assertThat(vector.valid()).as(vector.name()).isEqualTo(Stream
                .of("low_order_A", "non_canonical_A", "non_canonical_R", "reencoded_k")
                .noneMatch(vector.flags()::contains)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "speccheck.txt", "ed25519-self-test.txt" })
    void shouldAgreeWithTheReference(final String resource)
    {
        assertThat(SignatureVectors.read(resource)).allSatisfy(vector ->
            assertThat(ReferenceEd25519.verify(vector.publicKey(), vector.signature(), vector.message()))
                .as(vector.name()).isEqualTo(vector.valid()));
    }

    @Test
    void shouldAgreeWithTheReferenceOnEveryCombinationOfTorsion()
    {
        final Random random = new Random(41);
        final BigInteger a = new BigInteger(250, random);
        final BigInteger r = new BigInteger(250, random);
        final byte[] message = "torsion".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 64; i++)
        {
            final byte[] publicKey = BASE.times(a).add(TORSION.times(BigInteger.valueOf(i / 8))).encode();
            final byte[] encodedR = BASE.times(r).add(TORSION.times(BigInteger.valueOf(i % 8))).encode();
            final byte[] good = ReferenceEd25519.sign(a, publicKey, r, encodedR, message);
            assertThat(verifySingly(publicKey, good, message)).as("torsion %s", i).isTrue();
            assertThat(ReferenceEd25519.verify(publicKey, good, message)).as("torsion %s", i).isTrue();
            final byte[] bad = good.clone();
            bad[32] ^= 1;
            assertThat(verifySingly(publicKey, bad, message)).as("torsion %s, S changed", i).isFalse();
        }
    }

    @Test
    void shouldRefuseKeysOfSmallOrderWhateverTheyCouldSign()
    {
        final byte[] message = "small".getBytes(StandardCharsets.US_ASCII);
        final BigInteger r = BigInteger.valueOf(977);
        for (int i = 0; i < 8; i++)
        {
            final byte[] publicKey = TORSION.times(BigInteger.valueOf(i)).encode();
            final byte[] signature = ReferenceEd25519.sign(
                BigInteger.ZERO, publicKey, r, BASE.times(r).encode(), message);
            assertThat(verifySingly(publicKey, signature, message)).as("small order %s", i).isFalse();
            assertThat(PublicKeys.isAcceptable(publicKey)).as("small order %s", i).isFalse();
        }
    }

    @Test
    void shouldBoundSByTheOrder()
    {
        final KeyPair key = TestKeys.key(1);
        final byte[] message = { 1, 2, 3 };
        final byte[] signature = key.sign(message);
        final byte[] encodedR = java.util.Arrays.copyOf(signature, 32);
        final BigInteger s = ReferenceEd25519.number(java.util.Arrays.copyOfRange(signature, 32, 64));
        assertThat(verifySingly(key.publicKey(), signature, message)).isTrue();
        for (int i = 1; i < 16; i++)
        {
            final byte[] shifted = ReferenceEd25519.signature(encodedR, s.add(L.multiply(BigInteger.valueOf(i))));
            assertThat(verifySingly(key.publicKey(), shifted, message)).as("S + %s L", i).isFalse();
        }
    }

    @Test
    void shouldAgreeWithTheReferenceOnMutationsOfGoodSignatures()
    {
        final Random random = new Random(42);
        for (int i = 0; i < 60; i++)
        {
            final byte[] message = new byte[random.nextInt(100)];
            random.nextBytes(message);
            final KeyPair key = TestKeys.key(i);
            final byte[] signature = key.sign(message);
            final byte[] publicKey = key.publicKey();
            if (i % 3 != 0)
            {
                final byte[] target = i % 3 == 1 ? signature : publicKey;
                target[random.nextInt(target.length)] ^= (byte)(1 << random.nextInt(8));
            }
            assertThat(verifySingly(publicKey, signature, message)).as("seed 42, round %s", i)
                .isEqualTo(ReferenceEd25519.verify(publicKey, signature, message)).isEqualTo(i % 3 == 0);
        }
    }

    @Test
    void shouldJudgeEachOfABatchByItself()
    {
        final List<SignatureVectors> vectors = SignatureVectors.read("cctv.txt");
        final Random random = new Random(43);
        for (int round = 0; round < 8; round++)
        {
            verifier.reset();
            long expected = 0;
            for (int i = 0; i < SignatureVerifier.MAX_BATCH; i++)
            {
                final SignatureVectors vector = vectors.get(random.nextInt(vectors.size()));
                add(vector.publicKey(), vector.signature(), vector.message());
                expected |= vector.valid() ? 1L << i : 0;
            }
            assertThat(verifier.size()).isEqualTo(64);
            assertThat(verifier.verify()).as("seed 43, round %s", round).isEqualTo(expected);
        }
    }

    /** Every vector among honest signatures, at every place of batches of different sizes. */
    @ParameterizedTest
    @ValueSource(strings = { "speccheck.txt", "cctv.txt", "wycheproof.txt", "ed25519-self-test.txt" })
    void shouldAgreeWithPublishedVectorsInBatches(final String resource)
    {
        final byte[] message = { 9, 9 };
        final byte[] honest = TestKeys.key(3).sign(message);
        int place = 0;
        for (final SignatureVectors vector : SignatureVectors.read(resource))
        {
            if (vector.signature().length != KeyPair.SIGNATURE_LENGTH)
            {
                continue;
            }
            final int size = 2 + place % 7;
            final int at = place % size;
            verifier.reset();
            for (int i = 0; i < size; i++)
            {
                if (i == at)
                {
                    add(vector.publicKey(), vector.signature(), vector.message());
                }
                else
                {
                    add(TestKeys.key(3).publicKey(), honest, message);
                }
            }
            final long all = (1L << size) - 1;
            assertThat(verifier.verify()).as(vector.name())
                .isEqualTo(vector.valid() ? all : all & ~(1L << at));
            place++;
        }
    }

    @Test
    void shouldTakeMessagesOfAnyLengthAndCopyThem()
    {
        final KeyPair key = TestKeys.key(7);
        final byte[] large = new byte[100_000];
        final byte[] changed = large.clone();
        verifier.reset();
        add(key.publicKey(), key.sign(new byte[0]), new byte[0]);
        add(key.publicKey(), key.sign(large), changed);
        add(key.publicKey(), key.sign(new byte[] { 5 }), new byte[] { 5 });
        changed[0] = 1;
        assertThat(verifier.verify()).isEqualTo(0b111);
        verifier.reset();
        assertThat(verifier.size()).isZero();
        assertThat(verifier.verify()).isZero();
    }

    @Test
    void shouldRefuseMoreThanABatchHolds()
    {
        final KeyPair key = TestKeys.key(7);
        for (int i = 0; i < SignatureVerifier.MAX_BATCH; i++)
        {
            add(key.publicKey(), new byte[64], new byte[0]);
        }
        assertThatThrownBy(() -> add(key.publicKey(), new byte[64], new byte[0]))
            .isInstanceOf(IllegalStateException.class);
        assertThat(verifier.verify()).isZero();
    }

    private boolean verifySingly(final SignatureVectors vector)
    {
        // The interface has no place for another length: whoever parses refuses it.
        return vector.signature().length == KeyPair.SIGNATURE_LENGTH &&
            verifySingly(vector.publicKey(), vector.signature(), vector.message());
    }

    private boolean verifySingly(final byte[] publicKey, final byte[] signature, final byte[] message)
    {
        verifier.reset();
        add(publicKey, signature, message);
        return verifier.verify() == 1;
    }

    private void add(final byte[] publicKey, final byte[] signature, final byte[] message)
    {
        verifier.add(new UnsafeBuffer(publicKey), 0, new UnsafeBuffer(signature), 0, new UnsafeBuffer(message), 0,
            message.length);
    }
}

package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.timecoin.crypto.ed25519.TestBatches;
import io.timecoin.crypto.ed25519.VectorSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Batch verification against BouncyCastle's, one by one. {@code -Dtimecoin.differential.cases=1000000} does more of it,
 * {@code -Dtimecoin.differential.seed=N} something else.
 */
class BatchDifferentialTest
{
    private static final int CASES = Integer.getInteger("timecoin.differential.cases", 20_000);
    private static final long SEED = Long.getLong("timecoin.differential.seed", 20_250);
    /** With more cases than CI's, every place of every size. */
    private static final boolean IS_LONG = CASES > 20_000;
    private static final int POOL = 2_000;
    private static final String LANES = "lanes";

    private final Random random = new Random(SEED);

    static List<String> kinds()
    {
        // Lanes without vectors take the steps of those with them on any machine.
        return VectorSupport.isThere() ? List.of(SignatureVerifiers.VECTOR) : List.of(SignatureVerifiers.SCALAR, LANES);
    }

    private static SignatureVerifier verifier(final String kind)
    {
        return kind.equals(LANES) ? new BatchVerifier(TestBatches.lanes()) : SignatureVerifiers.of(kind);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldAgreeInBatchesOfAnyMixture(final String kind)
    {
        final SignatureVerifier verifier = verifier(kind);
        final SignatureCases source = new SignatureCases(random);
        final List<SignatureCase> batch = new ArrayList<>();
        final int cases = kind.equals(LANES) && !IS_LONG ? CASES / 4 : CASES;
        for (int made = 0; made < cases;)
        {
            final int size = 1 + random.nextInt(random.nextBoolean() ? 8 : SignatureVerifier.MAX_BATCH);
            batch.clear();
            // From all good to all sorts.
            final int share = random.nextInt(5);
            for (int i = 0; i < size; i++)
            {
                batch.add(random.nextInt(5) < share ? source.next() : source.valid());
            }
            verify(verifier, batch);
            made += size;
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldFindTheOffenderInEveryPlaceOfEverySize(final String kind)
    {
        final SignatureVerifier verifier = verifier(kind);
        final List<SignatureCase> good = new ArrayList<>();
        final List<SignatureCase> bad = new ArrayList<>();
        fill(good, bad);
        final List<SignatureCase> batch = new ArrayList<>();
        for (int size = 1; size <= SignatureVerifier.MAX_BATCH; size++)
        {
            final boolean isEvery = IS_LONG || size < 6 || Integer.bitCount(size) == 1 || size == 33;
            final int places = isEvery ? size : 2;
            for (int i = 0; i < places; i++)
            {
                final int place = isEvery ? i : random.nextInt(size);
                batch.clear();
                for (int j = 0; j < size; j++)
                {
                    batch.add(any(j == place ? bad : good));
                }
                verify(verifier, batch);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldFindSeveralOffenders(final String kind)
    {
        final SignatureVerifier verifier = verifier(kind);
        final List<SignatureCase> good = new ArrayList<>();
        final List<SignatureCase> bad = new ArrayList<>();
        fill(good, bad);
        final List<SignatureCase> batch = new ArrayList<>();
        for (int offenders = 2; offenders <= SignatureVerifier.MAX_BATCH; offenders += 1 + offenders / 8)
        {
            batch.clear();
            for (int j = 0; j < SignatureVerifier.MAX_BATCH; j++)
            {
                batch.add(any(random.nextInt(SignatureVerifier.MAX_BATCH) < offenders ? bad : good));
            }
            verify(verifier, batch);
        }
    }

    /** The same key and the same message with good and bad signatures: sums over equal keys must not hide any. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shouldTellGoodFromBadOfOneKey(final String kind)
    {
        final SignatureVerifier verifier = verifier(kind);
        final KeyPair key = TestKeys.key(5);
        final List<SignatureCase> batch = new ArrayList<>();
        for (int round = 0; round < 20; round++)
        {
            batch.clear();
            final int size = 2 + random.nextInt(63);
            for (int i = 0; i < size; i++)
            {
                final byte[] message = { (byte)random.nextInt(4) };
                final byte[] signature = key.sign(message);
                if (random.nextInt(4) < round % 4)
                {
                    message[0] += 4;
                }
                batch.add(SignatureCase.of("one key", key.publicKey(), signature, message));
            }
            verify(verifier, batch);
        }
    }

    /** Errors that cancel out in a sum without coefficients, or with equal ones. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shouldNotLetErrorsCancelOut(final String kind)
    {
        final SignatureVerifier verifier = verifier(kind);
        final KeyPair key = TestKeys.key(6);
        final byte[] message = { 1 };
        final byte[] more = key.sign(message);
        final byte[] less = more.clone();
        more[32]++;
        less[32]--;
        final List<SignatureCase> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++)
        {
            batch.add(SignatureCase.of("S changed", key.publicKey(), i % 2 == 0 ? more : less, message));
            verify(verifier, batch);
            assertThat(verifier.verify()).as("asked again").isZero();
        }
    }

    @Test
    void shouldCoverEveryKindOfCaseWithBothVerdicts()
    {
        final List<SignatureCase> cases = new SignatureCases(random).next(POOL);
        assertThat(cases).extracting(SignatureCase::kind).contains("honest", "torsion", "flipped", "wrong torsion",
            "small key", "small nonce", "nonce not canonical", "edge of S", "garbage");
        assertThat(cases.stream().filter(SignatureCase::valid).count()).isBetween(POOL / 3L, 2L * POOL / 3);
        assertThat(cases).filteredOn(each -> each.kind().equals("small nonce")).allMatch(SignatureCase::valid);
        assertThat(cases).filteredOn(each -> each.kind().equals("small key")).noneMatch(SignatureCase::valid);
        assertThat(cases).filteredOn(each -> each.kind().equals("nonce not canonical")).noneMatch(SignatureCase::valid);
    }

    private void fill(final List<SignatureCase> good, final List<SignatureCase> bad)
    {
        for (final SignatureCase each : new SignatureCases(random).next(POOL))
        {
            (each.valid() ? good : bad).add(each);
        }
    }

    private SignatureCase any(final List<SignatureCase> cases)
    {
        return cases.get(random.nextInt(cases.size()));
    }

    private static void verify(final SignatureVerifier verifier, final List<SignatureCase> batch)
    {
        verifier.reset();
        long expected = 0;
        for (int i = 0; i < batch.size(); i++)
        {
            batch.get(i).addTo(verifier);
            expected |= batch.get(i).valid() ? 1L << i : 0;
        }
        final long actual = verifier.verify();
        if (actual != expected)
        {
            final int wrong = Long.numberOfTrailingZeros(actual ^ expected);
            assertThat(actual).as("seed %s, %s of %s: %s", SEED, wrong, batch.size(), batch.get(wrong))
                .isEqualTo(expected);
        }
    }
}

package io.timecoin.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class ScalarsTest
{
    private static final BigInteger L = Curve.L;
    private static final int ROUNDS = 3_000;

    private final Random random = new Random(252);
    private final Scalars scalars = new Scalars();
    private final long[] out = new long[4];

    @Test
    void shouldReduceNumbersOf64Bytes()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final BigInteger number = edgy(512);
            scalars.reduce(out, 0, bytes(number, 64));
            assertThat(value(out, 0)).as("seed 252, round %s: %s", i, number).isEqualTo(number.mod(L));
        }
    }

    @Test
    void shouldMultiplyAddAndNegate()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final BigInteger x = edgy(256);
            final BigInteger y = edgy(256);
            scalars.multiply(out, 0, words(x), 0, words(y), 0);
            assertThat(value(out, 0)).as("seed 252, round %s", i).isEqualTo(x.multiply(y).mod(L));
            Scalars.add(out, 0, words(x.mod(L)), 0, words(y.mod(L)), 0);
            assertThat(value(out, 0)).as("seed 252, round %s", i).isEqualTo(x.add(y).mod(L));
            Scalars.negate(out, 0, words(x.mod(L)), 0);
            assertThat(value(out, 0)).as("seed 252, round %s", i).isEqualTo(x.negate().mod(L));
            assertThat(Scalars.isReduced(bytes(x, 32), 0)).as("seed 252, round %s", i).isEqualTo(x.compareTo(L) < 0);
        }
    }

    @Test
    void shouldSubtract()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final BigInteger x = edgy(256).mod(L);
            final BigInteger y = i % 8 == 0 ? x.add(BigInteger.valueOf(i % 3 - 1)).mod(L) : edgy(256).mod(L);
            Scalars.subtract(out, 0, words(x), 0, words(y), 0);
            assertThat(value(out, 0)).as("seed 252, round %s: %s - %s", i, x, y).isEqualTo(x.subtract(y).mod(L));
        }
    }

    @Test
    void shouldSumUpProductsBeforeReducingThem()
    {
        final long[] sum = new long[Scalars.WIDE_WORDS];
        for (int round = 0; round < 100; round++)
        {
            Arrays.fill(sum, 0);
            BigInteger expected = BigInteger.ZERO;
            for (int i = 0; i < 64; i++)
            {
                final BigInteger x = round == 0 ? L.subtract(BigInteger.ONE) : edgy(256).mod(L);
                final BigInteger y = round == 0 ? x : edgy(256).mod(L);
                scalars.accumulate(sum, words(x), 0, words(y), 0);
                expected = expected.add(x.multiply(y));
            }
            scalars.reduce(out, 0, sum);
            assertThat(value(out, 0)).as("seed 252, round %s", round).isEqualTo(expected.mod(L));
        }
    }

    @Test
    void shouldKnowWhatIsBelowTheOrder()
    {
        for (int i = -3; i <= 3; i++)
        {
            for (int shift = 0; shift < 256; shift++)
            {
                final BigInteger number = L.add(BigInteger.valueOf(i)).flipBit(shift);
                if (number.bitLength() <= 256)
                {
                    assertThat(Scalars.isReduced(bytes(number, 32), 0)).isEqualTo(number.compareTo(L) < 0);
                }
            }
        }
        assertThat(Scalars.isReduced(bytes(L, 32), 0)).isFalse();
        assertThat(Scalars.isReduced(bytes(L.subtract(BigInteger.ONE), 32), 0)).isTrue();
    }

    @Test
    void shouldWriteScalarsAsSparseDigits()
    {
        final SignedDigits digits = new SignedDigits();
        for (int i = 0; i < ROUNDS; i++)
        {
            final BigInteger number = edgy(253).mod(L);
            final int width = 2 + i % 7;
            digits.recode(words(number), 0, width);
            BigInteger sum = BigInteger.ZERO;
            int last = -width;
            for (int j = 0; j < digits.size(); j++)
            {
                final int digit = digits.value(j);
                assertThat(digit & 1).isEqualTo(1);
                assertThat(digits.odd(j)).isEqualTo(Math.abs(digit) / 2);
                assertThat(digits.negative(j)).isEqualTo(digit < 0 ? 1 : 0);
                assertThat(Math.abs(digit)).isLessThan(1 << width - 1);
                assertThat(digits.position(j) - last).isGreaterThanOrEqualTo(width);
                last = digits.position(j);
                sum = sum.add(BigInteger.valueOf(digit).shiftLeft(last));
            }
            assertThat(sum).as("seed 252, round %s", i).isEqualTo(number);
        }
    }

    @Test
    void shouldDrawSparseCoefficients()
    {
        final SparseCoefficients coefficients = new SparseCoefficients(new ChaCha20(new byte[32]), 64);
        final int[] counts = new int[252];
        for (int i = 0; i < 64; i++)
        {
            coefficients.draw(i);
            BigInteger sum = BigInteger.ZERO;
            int last = -2;
            for (int power = 0; power < SparseCoefficients.WEIGHT; power++)
            {
                final int position = coefficients.position(i, power);
                assertThat(position).isBetween(last + 2, 251);
                last = position;
                counts[position]++;
                final BigInteger value = BigInteger.ONE.shiftLeft(position);
                sum = coefficients.negative(i, power) == 1 ? sum.subtract(value) : sum.add(value);
            }
            assertThat(value(coefficients.residues(), i * 4)).isEqualTo(sum.mod(L));
        }
        // 64 * 24 powers over 252 places: about six each; the key is fixed, so this never varies.
        assertThat(IntStream.of(counts).max().getAsInt()).isLessThan(25);
        assertThat(IntStream.of(counts).filter(count -> count == 0).count()).isLessThan(10);
    }

    @Test
    void shouldDrawCoefficientsForLanes()
    {
        final LaneCoefficients coefficients = new LaneCoefficients(new ChaCha20(new byte[32]), 64);
        for (int i = 0; i < 64; i++)
        {
            coefficients.draw(i);
            BigInteger sum = BigInteger.ZERO;
            for (int w = 31; w >= 0; w--)
            {
                final int bits = (int)(coefficients.bits()[2 * i + w / 16] >>> 4 * (w % 16)) & 15;
                sum = sum.shiftLeft(4).add(BigInteger.valueOf(2 * bits - 15));
            }
            assertThat(value(coefficients.residues(), i * 4)).isEqualTo(sum.shiftLeft(i % 2 * 128).mod(L));
        }
    }

    /** RFC 8439, appendix A.1, vectors 1 and 2: key and nonce of zeros, blocks 0 and 1. */
    @Test
    void shouldMakeTheKeyStreamOfChaCha20()
    {
        final ChaCha20 stream = new ChaCha20(new byte[32]);
        assertThat(stream.nextInt()).isEqualTo(0xade0b876);
        assertThat(stream.nextInt()).isEqualTo(0x903df1a0);
        for (int i = 2; i < 16; i++)
        {
            stream.nextInt();
        }
        assertThat(stream.nextInt()).isEqualTo(0xbee7079f);
        assertThat(stream.nextInt()).isEqualTo(0x7a385155);
    }

    @Test
    void shouldSeedEachStreamForItself()
    {
        assertThat(new ChaCha20().nextInt() + (long)new ChaCha20().nextInt() << 32)
            .isNotEqualTo(new ChaCha20().nextInt() + (long)new ChaCha20().nextInt() << 32);
    }

    /** Numbers at the edges of words and near multiples of L, and any. */
    private BigInteger edgy(final int bits)
    {
        final BigInteger limit = BigInteger.ONE.shiftLeft(bits);
        BigInteger number = switch (random.nextInt(4))
        {
            case 0 -> L.multiply(new BigInteger(bits - 252, random)).add(BigInteger.valueOf(random.nextInt(7) - 3));
            case 1 -> BigInteger.ONE.shiftLeft(random.nextInt(bits)).subtract(BigInteger.valueOf(random.nextInt(3)));
            case 2 -> new BigInteger(bits, random).or(new BigInteger(bits, random)).or(new BigInteger(bits, random));
            default -> new BigInteger(bits, random);
        };
        if (random.nextInt(8) == 0)
        {
            number = limit.subtract(number);
        }
        return number.mod(limit);
    }

    private static byte[] bytes(final BigInteger number, final int length)
    {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    private static long[] words(final BigInteger number)
    {
        return new long[] {
            number.longValue(), number.shiftRight(64).longValue(), number.shiftRight(128).longValue(),
            number.shiftRight(192).longValue() };
    }

    private static BigInteger value(final long[] words, final int at)
    {
        BigInteger value = BigInteger.ZERO;
        for (int i = 3; i >= 0; i--)
        {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(words[at + i])));
        }
        return value;
    }
}

package io.timecoin.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;

import org.junit.jupiter.api.Test;

class FieldTest
{
    private static final BigInteger P = Field.P;
    private static final long UNIT = (1L << 51) + (1L << 17);
    private static final int ROUNDS = 3_000;

    /** Where rounding goes wrong first: limbs at the bounds, alternating signs, powers of two and their neighbours. */
    private static final long[] EDGES = {
        0, 1, -1, UNIT, -UNIT, UNIT - 1, 1 - UNIT, 1L << 51, (1L << 51) - 1, 1L << 50, (1L << 50) - 1, -(1L << 50),
        1L << 25, (1L << 26) + 1 };

    private final Random random = new Random(51);
    private final FieldElement out = new FieldElement();

    @Test
    void shouldMultiplyAtTheBoundsOfItsFactors()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final int units = 1 + random.nextInt(3);
            final FieldElement x = edgy(units);
            final FieldElement y = edgy(6 / units);
            final BigInteger expected = value(x).multiply(value(y)).mod(P);
            FmaProduct.multiply(out, x, y);
            assertProduct(i, expected);
            HighProduct.multiply(out, x, y);
            assertProduct(i, expected);
        }
    }

    @Test
    void shouldMultiplyTheLargestFactors()
    {
        for (int signs = 0; signs < 1024; signs++)
        {
            final FieldElement x = extreme(signs & 31, 3 * UNIT);
            final FieldElement y = extreme(signs >> 5, 2 * UNIT);
            final BigInteger expected = value(x).multiply(value(y)).mod(P);
            FmaProduct.multiply(out, x, y);
            assertProduct(signs, expected);
            HighProduct.multiply(out, x, y);
            assertProduct(signs, expected);
        }
    }

    @Test
    void shouldSquareAtTheBounds()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final FieldElement x = i < 32 ? extreme(i, 2 * UNIT) : edgy(1 + random.nextInt(2));
            final BigInteger expected = value(x).pow(2).mod(P);
            FmaProduct.square(out, x);
            assertProduct(i, expected);
            HighProduct.square(out, x);
            assertProduct(i, expected);
        }
    }

    @Test
    void shouldWriteResultsOverArguments()
    {
        final FieldElement x = edgy(1);
        final FieldElement y = edgy(1);
        final BigInteger product = value(x).multiply(value(y)).mod(P);
        final BigInteger square = product.pow(2).mod(P);
        Field.multiply(x, x, y);
        assertThat(value(x).mod(P)).isEqualTo(product);
        Field.square(x, x);
        assertThat(value(x).mod(P)).isEqualTo(square);
    }

    @Test
    void shouldReduceToTheOneNumberBelowP()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final FieldElement x = i < 32 ? extreme(i, 4 * UNIT) : edgy(4);
            Field.reduce(out, x);
            assertThat(value(out)).as("round %s", i).isEqualTo(value(x).mod(P));
            assertLimbsFit();
        }
        for (int i = -40; i <= 40; i++)
        {
            for (int multiple = -3; multiple <= 4; multiple++)
            {
                final BigInteger number = P.multiply(BigInteger.valueOf(multiple)).add(BigInteger.valueOf(i));
                Field.reduce(out, limbs(number));
                assertThat(value(out)).as("%s p + %s", multiple, i).isEqualTo(number.mod(P));
                assertLimbsFit();
                assertThat(Field.isZero(limbs(number), out)).isEqualTo(i == 0);
            }
        }
    }

    @Test
    void shouldKnowCanonicalEncodings()
    {
        for (int i = -300; i < 19; i++)
        {
            final byte[] bytes = new byte[32];
            final BigInteger number = P.add(BigInteger.valueOf(i));
            for (int j = 0; j < 32; j++)
            {
                bytes[j] = number.shiftRight(8 * j).byteValue();
            }
            assertThat(Field.isCanonical(bytes, 0)).as("p + %s", i).isEqualTo(i < 0);
            Field.decode(out, bytes, 0);
            assertThat(value(out)).isEqualTo(number);
            bytes[31] |= (byte)0x80;
            assertThat(Field.isCanonical(bytes, 0)).as("p + %s with a sign", i).isEqualTo(i < 0);
            bytes[8 + (i & 7)] ^= 1;
            assertThat(Field.isCanonical(bytes, 0)).isTrue();
        }
    }

    @Test
    void shouldRaiseToThePowersOfRootsAndInverses()
    {
        final Exponent exponent = new Exponent();
        for (int i = 0; i < 50; i++)
        {
            final FieldElement x = i == 0 ? limbs(BigInteger.ZERO) : edgy(1);
            exponent.root(out, x);
            assertThat(value(out).mod(P))
                .isEqualTo(value(x).modPow(P.subtract(BigInteger.valueOf(5)).shiftRight(3), P));
            exponent.invert(out, x);
            assertThat(value(out).mod(P)).isEqualTo(value(x).modPow(P.subtract(BigInteger.TWO), P));
        }
    }

    /** What the next operation may rely on. */
    private void assertProduct(final int round, final BigInteger expected)
    {
        assertThat(value(out).mod(P)).as("seed 51, round %s", round).isEqualTo(expected);
        for (final long limb : new long[] { out.a0, out.a1, out.a2, out.a3, out.a4 })
        {
            assertThat(limb).isBetween(-(1L << 16), (1L << 51) + (1L << 16));
        }
    }

    private void assertLimbsFit()
    {
        assertThat((out.a0 | out.a1 | out.a2 | out.a3 | out.a4) >>> 51).isZero();
    }

    private FieldElement edgy(final int units)
    {
        return new FieldElement().set(limb(units), limb(units), limb(units), limb(units), limb(units));
    }

    private long limb(final int units)
    {
        return random.nextBoolean() ? units * EDGES[random.nextInt(EDGES.length)] :
            units * (random.nextLong() >> 12);
    }

    private static FieldElement extreme(final int signs, final long limb)
    {
        return new FieldElement().set(
            (signs & 1) == 0 ? limb : -limb,
            (signs & 2) == 0 ? limb : -limb,
            (signs & 4) == 0 ? limb : -limb,
            (signs & 8) == 0 ? limb : -limb,
            (signs & 16) == 0 ? limb : -limb);
    }

    /** Limbs of a number of any sign, the highest taking what is left. */
    private static FieldElement limbs(final BigInteger number)
    {
        final BigInteger limb = BigInteger.valueOf(Field.LIMB);
        return new FieldElement().set(
            number.and(limb).longValue(),
            number.shiftRight(51).and(limb).longValue(),
            number.shiftRight(102).and(limb).longValue(),
            number.shiftRight(153).and(limb).longValue(),
            number.shiftRight(204).longValueExact());
    }

    static BigInteger value(final FieldElement x)
    {
        return BigInteger.valueOf(x.a4).shiftLeft(51).add(BigInteger.valueOf(x.a3)).shiftLeft(51)
            .add(BigInteger.valueOf(x.a2)).shiftLeft(51).add(BigInteger.valueOf(x.a1)).shiftLeft(51)
            .add(BigInteger.valueOf(x.a0));
    }
}

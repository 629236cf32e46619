package io.timecoin.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lanes with and, where the machine and Java's modules allow it, without vectors. */
class LaneFieldTest
{
    private static final double UNIT = 0x1p42 + 0x1p16;
    private static final int ROUNDS = 40;
    private static final double[] EDGES = {
        0, 1, -1, UNIT, -UNIT, UNIT - 1, 1 - UNIT, 0x1p42, -0x1p42, 0x1p42 - 1, 0x1p41, 0x1p21, 0x1p22 + 1 };

    private final Random random = new Random(43);
    private final double[] out = new double[LaneField.LENGTH];
    private double[] edgyLast;

    static List<LaneField> fields()
    {
        return Stream.concat(
            Stream.of(new PlainLanes()), VectorSupport.isThere() ? Stream.of(VectorSupport.lanes()) : Stream.of())
            .toList();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldMultiplyAndSquareAtTheBounds(final LaneField field)
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            final double[] x = edgy(2, round);
            final double[] y = edgy(2, 3 * round + 1);
            field.multiply(out, x, y, LaneField.LANES);
            for (int lane = 0; lane < LaneField.LANES; lane++)
            {
                assertLane(round, lane, value(x, lane).multiply(value(y, lane)));
            }
            field.square(out, x, LaneField.LANES);
            for (int lane = 0; lane < LaneField.LANES; lane++)
            {
                assertLane(round, lane, value(x, lane).pow(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldAddSubtractAndCarry(final LaneField field)
    {
        final double[] x = edgy(2, 5);
        final double[] y = edgy(2, 6);
        field.add(out, x, y, LaneField.LANES);
        for (int lane = 0; lane < LaneField.LANES; lane++)
        {
            assertThat(value(out, lane)).isEqualTo(value(x, lane).add(value(y, lane)));
        }
        field.subtract(out, x, y, LaneField.LANES);
        for (int lane = 0; lane < LaneField.LANES; lane++)
        {
            assertThat(value(out, lane)).isEqualTo(value(x, lane).subtract(value(y, lane)));
        }
        final double[] large = edgy(2, 7);
        for (int i = 0; i < large.length; i++)
        {
            large[i] *= 1023;
        }
        field.carry(out, large, LaneField.LANES);
        for (int lane = 0; lane < LaneField.LANES; lane++)
        {
            assertLane(7, lane, value(large, lane));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldWriteResultsOverArgumentsAndWorkOnSomeLanes(final LaneField field)
    {
        final double[] x = edgy(1, 1);
        final double[] y = edgy(1, 2);
        final double[] before = x.clone();
        field.multiply(x, x, y, 24);
        System.arraycopy(x, 0, out, 0, out.length);
        for (int lane = 0; lane < 24; lane++)
        {
            assertLane(1, lane, value(before, lane).multiply(value(y, lane)));
        }
        assertThat(value(x, 40)).isEqualTo(value(before, 40));
    }

    @Test
    void shouldCarryNumbersToLanesAndBack()
    {
        for (int i = 0; i < 500; i++)
        {
            final BigInteger number = i == 0 ? BigInteger.ZERO : i == 1 ? Field.P.subtract(BigInteger.ONE) :
                new BigInteger(255, random).mod(Field.P);
            Lanes.put(out, i & 63, Field.of(number));
            assertThat(value(out, i & 63)).isEqualTo(number);
            final FieldElement back = new FieldElement();
            Lanes.get(back, out, i & 63);
            assertThat(FieldTest.value(back).mod(Field.P)).isEqualTo(number);
            Lanes.get(back, edgy(2, i), i & 63);
            assertThat(FieldTest.value(back).mod(Field.P)).isEqualTo(value(edgyLast, i & 63).mod(Field.P));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldDecodeAsOneByOne(final LaneField field)
    {
        final LaneDecoder lanes = new LaneDecoder(field);
        final PointDecoder single = new PointDecoder();
        final FieldElement x = new FieldElement();
        for (int count = 1; count <= LaneField.LANES; count += 9)
        {
            final byte[] bytes = encodings(count);
            lanes.reset();
            for (int i = 0; i < count; i++)
            {
                lanes.add(bytes, i * 32);
            }
            final long points = lanes.decode();
            for (int i = 0; i < count; i++)
            {
                assertThat(points >>> i & 1).as("%s of %s", i, count).isEqualTo(single.decode(bytes, i * 32) ? 1 : 0);
                if ((points >>> i & 1) == 1)
                {
                    Lanes.get(x, lanes.x, i);
                    assertThat(FieldTest.value(x).mod(Field.P)).isEqualTo(FieldTest.value(single.x).mod(Field.P));
                }
            }
            assertThat(count == LaneField.LANES ? 0 : points >>> count).isZero();
        }
    }

    /** Random ones, of which half are points, and those with an x of zero or a y of p or more. */
    private byte[] encodings(final int count)
    {
        final byte[] bytes = new byte[32 * count];
        random.nextBytes(bytes);
        final String[] special = {
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" };
        for (int i = 0; i < count; i += 5)
        {
            System.arraycopy(HexFormat.of().parseHex(special[i / 5 % special.length]), 0, bytes, 32 * i, 32);
        }
        return bytes;
    }

    private void assertLane(final int round, final int lane, final BigInteger expected)
    {
        assertThat(value(out, lane).mod(Field.P)).as("seed 43, round %s, lane %s", round, lane)
            .isEqualTo(expected.mod(Field.P));
        for (int i = lane; i < LaneField.LENGTH; i += LaneField.LANES)
        {
            assertThat(Math.abs(out[i])).isLessThanOrEqualTo(UNIT);
        }
    }

    /** In the first rounds the largest there is, in all combinations of signs. */
    private double[] edgy(final int units, final int round)
    {
        final double[] x = new double[LaneField.LENGTH];
        for (int i = 0; i < x.length; i++)
        {
            final double edge = round < 4 ? ((i % 64 + round) >> i / 64 & 1) == 0 ? UNIT : -UNIT :
                random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextLong() >> 21;
            x[i] = units * edge;
        }
        edgyLast = x;
        return x;
    }

    static BigInteger value(final double[] x, final int lane)
    {
        BigInteger value = BigInteger.ZERO;
        for (int i = LaneField.LIMBS - 1; i >= 0; i--)
        {
            value = value.shiftLeft(LaneField.LIMB_BITS).add(BigInteger.valueOf((long)x[i * LaneField.LANES + lane]));
        }
        return value;
    }
}

package io.timecoin.crypto.ed25519;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Arithmetic modulo L, the order of the base point, on numbers of four 64-bit words, lowest first, in arrays at an
 * offset. Not for several threads.
 */
final class Scalars
{
    static final int WORDS = 4;
    /** Bits of L, and so of a reduced scalar. */
    static final int BITS = 253;

    // L = 2^252 + C
    private static final long C0 = Curve.L.longValue();
    private static final long C1 = Curve.L.shiftRight(64).longValue();
    private static final long L3 = 1L << 60;
    private static final long MASK60 = L3 - 1;
    /** Words of a product, and of a sum of 64 products of reduced numbers, which is below 64 L^2 &lt; 2^511. */
    static final int WIDE_WORDS = 8;
    /** 0 to 7 times C, the lower and the upper word. */
    private static final long[] TIMES_C0 = new long[8];
    private static final long[] TIMES_C1 = new long[8];

    static
    {
        final BigInteger c = Curve.L.clearBit(252);
        for (int i = 0; i < TIMES_C0.length; i++)
        {
            TIMES_C0[i] = c.multiply(BigInteger.valueOf(i)).longValue();
            TIMES_C1[i] = c.multiply(BigInteger.valueOf(i)).shiftRight(64).longValue();
        }
    }

    private final long[] wide = new long[WIDE_WORDS];
    private final long[] once = new long[WIDE_WORDS];
    private final long[] twice = new long[WIDE_WORDS];
    private final long[] thrice = new long[WIDE_WORDS];

    /** Whether 32 bytes, little endian, are a number below L. */
    static boolean isReduced(final byte[] bytes, final int offset)
    {
        final long w3 = LittleEndian.getLong(bytes, offset + 24);
        if (w3 >>> 60 == 0)
        {
            return true;
        }
        final long w2 = LittleEndian.getLong(bytes, offset + 16);
        final long w1 = LittleEndian.getLong(bytes, offset + 8);
        final long w0 = LittleEndian.getLong(bytes, offset);
        return w3 == L3 && w2 == 0 &&
            (Long.compareUnsigned(w1, C1) < 0 || w1 == C1 && Long.compareUnsigned(w0, C0) < 0);
    }

    /** Reads 32 bytes, little endian. */
    static void decode(final long[] out, final int at, final byte[] bytes, final int offset)
    {
        for (int i = 0; i < WORDS; i++)
        {
            out[at + i] = LittleEndian.getLong(bytes, offset + i * Long.BYTES);
        }
    }

    /** The remainder of a number of 64 bytes, little endian. */
    void reduce(final long[] out, final int at, final byte[] bytes)
    {
        for (int i = 0; i < WIDE_WORDS; i++)
        {
            wide[i] = LittleEndian.getLong(bytes, i * Long.BYTES);
        }
        reduceWide(out, at);
    }

    /** The remainder of a number of eight words. */
    void reduce(final long[] out, final int at, final long[] number)
    {
        System.arraycopy(number, 0, wide, 0, WIDE_WORDS);
        reduceWide(out, at);
    }

    /** Product; any numbers of four words. */
    void multiply(final long[] out, final int at, final long[] x, final int xAt, final long[] y, final int yAt)
    {
        multiplyWide(x, xAt, y, yAt);
        reduceWide(out, at);
    }

    /** Adds a product to a sum of eight words, which must have room for it. */
    void accumulate(final long[] sum, final long[] x, final int xAt, final long[] y, final int yAt)
    {
        multiplyWide(x, xAt, y, yAt);
        long carry = 0;
        for (int i = 0; i < WIDE_WORDS; i++)
        {
            final long first = sum[i] + carry;
            final long second = first + wide[i];
            carry = lessThan(first, carry) + lessThan(second, first);
            sum[i] = second;
        }
    }

    private void multiplyWide(final long[] x, final int xAt, final long[] y, final int yAt)
    {
        Arrays.fill(wide, 0);
        for (int i = 0; i < WORDS; i++)
        {
            long carry = 0;
            for (int j = 0; j < WORDS; j++)
            {
                carry = multiplyAdd(wide, i + j, x[xAt + i], y[yAt + j], carry);
            }
            wide[i + WORDS] = carry;
        }
    }

    /** Sum of two reduced numbers. */
    static void add(final long[] out, final int at, final long[] x, final int xAt, final long[] y, final int yAt)
    {
        long carry = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long sum = x[xAt + i] + y[yAt + i];
            final long total = sum + carry;
            // Both are below 2^253: the top word never overflows.
            carry = lessThan(sum, x[xAt + i]) + lessThan(total, sum);
            out[at + i] = total;
        }
        subtractOrder(out, at);
    }

    /** Difference of two numbers below L, modulo L, without a branch: its sign may be as random as they are. */
    static void subtract(final long[] out, final int at, final long[] x, final int xAt, final long[] y, final int yAt)
    {
        long borrow = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long first = x[xAt + i] - y[yAt + i];
            final long less = lessThan(x[xAt + i], y[yAt + i]) + lessThan(first, borrow);
            out[at + i] = first - borrow;
            borrow = less;
        }
        final long isNegative = -borrow;
        long carry = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long order = i == 0 ? C0 : i == 1 ? C1 : i == 2 ? 0 : L3;
            final long first = out[at + i] + carry;
            final long second = first + (order & isNegative);
            carry = lessThan(first, carry) + lessThan(second, first);
            out[at + i] = second;
        }
    }

    /** 1 if x is less than y, both without a sign, else 0. */
    private static long lessThan(final long x, final long y)
    {
        return (~x & y | (~x | y) & x - y) >>> Long.SIZE - 1;
    }

    /** L minus a reduced number; 0 stays 0. */
    static void negate(final long[] out, final int at, final long[] x, final int xAt)
    {
        if ((x[xAt] | x[xAt + 1] | x[xAt + 2] | x[xAt + 3]) == 0)
        {
            Arrays.fill(out, at, at + WORDS, 0);
            return;
        }
        subtractFromOrder(out, at, x, xAt);
    }

    static boolean isZero(final long[] x, final int at)
    {
        return (x[at] | x[at + 1] | x[at + 2] | x[at + 3]) == 0;
    }

    // n = n1 2^252 + n0 = n0 - C n1 modulo L. The product C n1 = m is taken apart in the same way, and so is C m1: the
    // numbers shrink from 512 to 385, 258 and 131 bits, and n = n0 - m0 + k0 - C k1.
    private void reduceWide(final long[] out, final int at)
    {
        timesC(once, wide);
        timesC(twice, once);
        timesC(thrice, twice);
        long carry = 0;
        long borrow = 0;
        for (int i = 0; i < WORDS; i++)
        {
            final long mask = i == WORDS - 1 ? MASK60 : -1;
            // Twice L is added, lest the result be negative; each word's sum is kept apart from its carry.
            final long more = i == 0 ? C0 << 1 : i == 1 ? C1 << 1 | C0 >>> 63 : i == 2 ? C1 >>> 63 : L3 << 1;
            long word = (wide[i] & mask) + carry;
            carry = lessThan(word, carry);
            final long third = twice[i] & mask;
            word += third;
            carry += lessThan(word, third);
            word += more;
            carry += lessThan(word, more);
            final long second = once[i] & mask;
            long less = lessThan(word, second);
            word -= second;
            less += lessThan(word, thrice[i]);
            word -= thrice[i];
            less += lessThan(word, borrow);
            word -= borrow;
            borrow = less;
            out[at + i] = word;
        }
        // Below 5 * 2^252.
        subtractOrders(out, at);
    }

    /**
     * The remainder of a number below 2^255: with q = n / 2^252 that is n - q L = n mod 2^252 - q C, or L more if that
     * is negative, which hardly ever happens; so this branch costs nothing.
     */
    private static void subtractOrders(final long[] x, final int at)
    {
        final int times = (int)(x[at + 3] >>> 60);
        x[at + 3] &= MASK60;
        subtractLow(x, at, TIMES_C0[times], TIMES_C1[times]);
        if (x[at + 3] < 0)
        {
            // What is subtracted is 2^128 - C, so 2^128 is added, and then 2^252.
            subtractLow(x, at, -C0, ~C1);
            x[at + 2]++;
            x[at + 3] += L3 + (x[at + 2] == 0 ? 1 : 0);
        }
    }

    /** Subtracts a number of two words from one of four, modulo 2^256. */
    private static void subtractLow(final long[] x, final int at, final long low, final long high)
    {
        final long first = x[at] - low;
        long borrow = lessThan(x[at], low);
        x[at] = first;
        final long second = x[at + 1] - high;
        long next = lessThan(x[at + 1], high);
        next += lessThan(second, borrow);
        x[at + 1] = second - borrow;
        borrow = lessThan(x[at + 2], next);
        x[at + 2] -= next;
        x[at + 3] -= borrow;
    }

    /** out = C * (x / 2^252). */
    private static void timesC(final long[] out, final long[] x)
    {
        Arrays.fill(out, 0);
        long carryLow = 0;
        for (int i = 0; i <= WORDS; i++)
        {
            final int from = i + WORDS - 1;
            final long word = x[from] >>> 60 | (from + 1 < WIDE_WORDS ? x[from + 1] << 4 : 0);
            carryLow = multiplyAdd(out, i, word, C0, carryLow);
        }
        out[WORDS + 1] = carryLow;
        long carryHigh = 0;
        for (int i = 0; i <= WORDS; i++)
        {
            final int from = i + WORDS - 1;
            final long word = x[from] >>> 60 | (from + 1 < WIDE_WORDS ? x[from + 1] << 4 : 0);
            carryHigh = multiplyAdd(out, i + 1, word, C1, carryHigh);
        }
        out[WORDS + 2] = carryHigh;
    }

    /** words[at] + x y + carry, whose upper half is returned. */
    private static long multiplyAdd(final long[] words, final int at, final long x, final long y, final long carry)
    {
        final long low = x * y;
        long high = Math.multiplyHigh(x, y) + (x >> 63 & y) + (y >> 63 & x);
        final long first = low + carry;
        high += lessThan(first, low);
        final long second = first + words[at];
        high += lessThan(second, first);
        words[at] = second;
        return high;
    }

    private static void subtractOrder(final long[] x, final int at)
    {
        final boolean isLess = x[at + 3] >>> 60 == 0 || x[at + 3] == L3 && x[at + 2] == 0 &&
            (Long.compareUnsigned(x[at + 1], C1) < 0 || x[at + 1] == C1 && Long.compareUnsigned(x[at], C0) < 0);
        if (!isLess)
        {
            subtractLow(x, at, C0, C1);
            x[at + 3] -= L3;
        }
    }

    /** L minus a number that is not greater. */
    static void subtractFromOrder(final long[] out, final int at, final long[] x, final int xAt)
    {
        final long w0 = C0 - x[xAt];
        long borrow = lessThan(C0, x[xAt]);
        final long second = C1 - x[xAt + 1];
        long next = lessThan(C1, x[xAt + 1]);
        next += lessThan(second, borrow);
        final long w1 = second - borrow;
        borrow = x[xAt + 2] != 0 || next != 0 ? 1 : 0;
        final long w2 = -x[xAt + 2] - next;
        out[at + 3] = L3 - x[xAt + 3] - borrow;
        out[at + 2] = w2;
        out[at + 1] = w1;
        out[at] = w0;
    }
}

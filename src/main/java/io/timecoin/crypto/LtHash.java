package io.timecoin.crypto;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A hash of a set that goes along with additions and removals: 1024 sums, modulo 2^16, of what each element expands to
 * (LtHash16; Lewi, Kim, Maykov, Weis, "Securing Update Propagation with Homomorphic Hashing", 2019). The order of
 * additions and removals does not matter. How safe it is says LTHASH.md beside this class. For one thread.
 */
public final class LtHash
{
    /** Number of sums. */
    public static final int LANES = 1024;
    /** Bytes of the sums, 16 bits each, little endian. */
    public static final int ENCODED_LENGTH = LANES * Short.BYTES;

    private static final int WORDS = ENCODED_LENGTH / Long.BYTES;
    // The top bit of each of the four sums in a long: additions without these cannot carry into the next sum.
    private static final long HIGH = 0x8000_8000_8000_8000L;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private final long[] sums = new long[WORDS];
    private final LtHashExpansion expansion = new LtHashExpansion();
    private final Sha256 sha256 = new Sha256();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[ENCODED_LENGTH]);

    /**
     * Adds an element.
     *
     * @param element buffer with its bytes.
     * @param offset  of the first.
     * @param length  number of them.
     */
    public void add(final DirectBuffer element, final int offset, final int length)
    {
        final byte[] expanded = expansion.expand(element, offset, length);
        for (int i = 0; i < WORDS; i++)
        {
            sums[i] = sum(sums[i], (long)WORD.get(expanded, i * Long.BYTES));
        }
    }

    /**
     * Removes an element. One that was never added counts as there a negative number of times: what is added later
     * makes up for it.
     *
     * @param element buffer with its bytes.
     * @param offset  of the first.
     * @param length  number of them.
     */
    public void remove(final DirectBuffer element, final int offset, final int length)
    {
        final byte[] expanded = expansion.expand(element, offset, length);
        for (int i = 0; i < WORDS; i++)
        {
            sums[i] = difference(sums[i], (long)WORD.get(expanded, i * Long.BYTES));
        }
    }

    /**
     * Adds all that another hash has: the hash of the union, if the sets have nothing in common.
     *
     * @param other stays as it is.
     */
    public void combine(final LtHash other)
    {
        for (int i = 0; i < WORDS; i++)
        {
            sums[i] = sum(sums[i], other.sums[i]);
        }
    }

    /**
     * Removes all that another hash has.
     *
     * @param other stays as it is.
     */
    public void subtract(final LtHash other)
    {
        for (int i = 0; i < WORDS; i++)
        {
            sums[i] = difference(sums[i], other.sums[i]);
        }
    }

    /** Removes everything. */
    public void clear()
    {
        Arrays.fill(sums, 0);
    }

    /**
     * Writes the sums.
     *
     * @param out    receives {@link #ENCODED_LENGTH} bytes.
     * @param offset of the first.
     */
    public void encode(final MutableDirectBuffer out, final int offset)
    {
        for (int i = 0; i < WORDS; i++)
        {
            out.putLong(offset + i * Long.BYTES, sums[i], LITTLE_ENDIAN);
        }
    }

    /**
     * Takes sums that were written.
     *
     * @param buffer holds them.
     * @param offset of the first of {@link #ENCODED_LENGTH} bytes.
     */
    public void decode(final DirectBuffer buffer, final int offset)
    {
        for (int i = 0; i < WORDS; i++)
        {
            sums[i] = buffer.getLong(offset + i * Long.BYTES, LITTLE_ENDIAN);
        }
    }

    /**
     * SHA-256 of the sums.
     *
     * @param out    receives 32 bytes.
     * @param offset of the first.
     */
    public void digest(final MutableDirectBuffer out, final int offset)
    {
        encode(scratch, 0);
        sha256.add(scratch, 0, ENCODED_LENGTH).finish(out, offset);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof LtHash hash && Arrays.equals(sums, hash.sums);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(sums);
    }

    // Four sums at once.
    private static long sum(final long a, final long b)
    {
        return (a & ~HIGH) + (b & ~HIGH) ^ (a ^ b) & HIGH;
    }

    private static long difference(final long a, final long b)
    {
        return (a | HIGH) - (b & ~HIGH) ^ (a ^ ~b) & HIGH;
    }
}

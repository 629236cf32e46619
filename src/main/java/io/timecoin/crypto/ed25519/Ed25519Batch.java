package io.timecoin.crypto.ed25519;

/**
 * Verifies up to 64 Ed25519 signatures (R, S) at a time: A and R canonical, A not of small order, S below L, and
 * 8 (S B - k A - R) = 0. The first three are looked at one by one; of the equations, one random linear combination is
 * computed, which is of small order if all hold (Bernstein and others: High-speed high-security signatures, section 5).
 * If it is not, halves tell which do not hold. For one thread; allocates nothing after construction.
 */
public final class Ed25519Batch
{
    /** Most signatures in a batch. */
    public static final int CAPACITY = 64;

    /**
     * Sums that do not come out before every remaining signature is looked at alone. One bad signature among 64 is
     * found with six. So a batch of bad ones costs little more than verifying each alone.
     */
    private static final int MAX_FAILED_SUMS = 8;
    private static final int ALONE = 2;

    private final Signatures signatures = new Signatures();
    private final Equations equations;
    private int failedSums;

    private Ed25519Batch(final LaneField field)
    {
        equations = field == null ? new ScalarEquations(signatures) : new LaneEquations(signatures, field);
    }

    /**
     * A batch that is verified one field element at a time.
     *
     * @return an empty one, with random coefficients of its own.
     */
    public static Ed25519Batch scalar()
    {
        return new Ed25519Batch(null);
    }

    /**
     * A batch that is verified by vectors.
     *
     * @return an empty one, with random coefficients of its own.
     * @throws IllegalStateException if {@link VectorSupport#isThere()} is false.
     */
    public static Ed25519Batch vector()
    {
        return new Ed25519Batch(VectorSupport.lanes());
    }

    /** Lanes without vectors: the same steps, slowly. For tests. */
    static Ed25519Batch lanes()
    {
        return new Ed25519Batch(new PlainLanes());
    }

    /** Begins an empty batch. */
    public void reset()
    {
        signatures.size = 0;
    }

    /**
     * How many are in the batch.
     *
     * @return 0 to {@link #CAPACITY}.
     */
    public int size()
    {
        return signatures.size;
    }

    /**
     * The array into which the next signature's key goes before {@link #begin}.
     *
     * @return 32 bytes for each signature, in order.
     */
    public byte[] keys()
    {
        return signatures.keys;
    }

    /**
     * The array into which the next signature goes before {@link #begin}.
     *
     * @return 64 bytes for each, R and S, in order.
     */
    public byte[] signatures()
    {
        return signatures.bytes;
    }

    /** Begins to hash the next signature's message, whose key and signature are in their places. */
    public void begin()
    {
        signatures.begin();
    }

    /**
     * Hashes a part of the message.
     *
     * @param bytes  that hold it.
     * @param offset of its first byte.
     * @param length of the part.
     */
    public void message(final byte[] bytes, final int offset, final int length)
    {
        signatures.message(bytes, offset, length);
    }

    /** Ends the message: the signature is now in the batch. */
    public void end()
    {
        signatures.end();
    }

    /**
     * Verifies the batch, which stays as it is.
     *
     * @return bit i is set if signature i is valid.
     */
    public long verify()
    {
        failedSums = 0;
        final long valid = valid(equations.prepare(), false);
        equations.learn(valid);
        return valid;
    }

    /** Which of these hold; they are known not to be all if isBad. */
    private long valid(final long candidates, final boolean isBad)
    {
        final int count = Long.bitCount(candidates);
        if (count == 0)
        {
            return 0;
        }
        if (count <= ALONE || failedSums == MAX_FAILED_SUMS)
        {
            return validAlone(candidates);
        }
        if (!isBad)
        {
            if (equations.holdTogether(candidates))
            {
                return candidates;
            }
            failedSums++;
        }
        final long lower = lowerHalf(candidates, count / 2);
        final long validLower = valid(lower, false);
        return validLower | valid(candidates & ~lower, validLower == lower);
    }

    private static long lowerHalf(final long candidates, final int count)
    {
        long upper = candidates;
        for (int i = 0; i < count; i++)
        {
            upper &= upper - 1;
        }
        return candidates & ~upper;
    }

    private long validAlone(final long candidates)
    {
        long valid = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1)
        {
            if (equations.holds(Long.numberOfTrailingZeros(rest)))
            {
                valid |= rest & -rest;
            }
        }
        return valid;
    }
}

package io.timecoin.crypto.ed25519;

/**
 * Verifies up to 64 Ed25519 signatures (R, S) at a time: A and R canonical, A not of small order, S below L, and
 * 8 (S B - k A - R) = 0. The first three are looked at one by one; of the equations, one random linear combination is
 * computed, which is of small order if all hold (Bernstein and others: High-speed high-security signatures, section 5).
 * If it is not, groups tell which do not hold. For one thread; allocates nothing after construction.
 */
public final class Ed25519Batch
{
    /** Most signatures in a batch. */
    public static final int CAPACITY = 64;

    /**
     * When a batch's sum does not come out, groups of so many are summed, and those that do not come out either are
     * looked at one by one. Smaller ones would cost more sums, larger ones more single looks.
     */
    private static final int GROUP = 8;
    /** So many bad groups, if they are more than the good ones, are a flood: the rest is looked at one by one. */
    private static final int FLOOD = 2;

    private final Signatures signatures = new Signatures();
    private final Equations equations;

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
        final long candidates = equations.prepare();
        final long valid = Long.bitCount(candidates) <= 1 ? validAlone(candidates) :
            equations.holdTogether(candidates) ? candidates : validInGroups(candidates);
        equations.learn(valid);
        return valid;
    }

    /** Which of several hold that do not all. */
    private long validInGroups(final long candidates)
    {
        long valid = 0;
        long rest = candidates;
        int good = 0;
        int bad = 0;
        while (rest != 0)
        {
            final long group = lowest(rest, GROUP);
            rest &= ~group;
            // The last group is bad if no other was.
            if ((rest != 0 || bad > 0) && Long.bitCount(group) > 1 && equations.holdTogether(group))
            {
                valid |= group;
                good++;
            }
            else
            {
                valid |= validAlone(group);
                bad++;
            }
            if (bad >= FLOOD && bad > good)
            {
                return valid | validAlone(rest);
            }
        }
        return valid;
    }

    private static long lowest(final long candidates, final int count)
    {
        long others = candidates;
        for (int i = 0; i < count; i++)
        {
            others &= others - 1;
        }
        return candidates & ~others;
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

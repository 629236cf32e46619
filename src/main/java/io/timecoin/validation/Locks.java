package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.utxo.UtxoView;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Who claims which output. A claim is a record of one cache line, off heap, that lies on three lists at once: the
 * claims of one hash bucket, the claims of its owner, and, if the output is that of a pending transaction, the claims
 * on this parent. The first claim on an output locks it; further ones are rivals.
 */
final class Locks
{
    static final int NONE = -1;

    private static final int CLAIM_LENGTH = 64;
    private static final int OUTPOINT = 0;
    private static final int INDEX_OFFSET = 32;
    private static final int OWNER = 36;
    private static final int NEXT_IN_BUCKET = 40;
    private static final int NEXT_OF_OWNER = 44;
    private static final int PARENT = 48;
    private static final int NEXT_OF_PARENT = 52;
    private static final int PREVIOUS_OF_PARENT = 56;

    private final int capacity;
    private final SaltedHash hash;
    private final UnsafeBuffer claims;
    private final int[] buckets;
    private final int mask;
    /** What the outputs are worth: it must be known when the set has lost them already. */
    private final int[] firstOf;
    private final int[] firstChild;
    private int untouched;
    private int freeHead = NONE;
    private int size;

    /** No claims. */
    Locks(final int capacity, final int owners, final SaltedHash hash)
    {
        if (capacity > Integer.MAX_VALUE / CLAIM_LENGTH)
        {
            throw new IllegalArgumentException("too many locks: " + capacity);
        }
        this.capacity = capacity;
        this.hash = hash;
        claims = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity * CLAIM_LENGTH));
        buckets = new int[BitUtil.findNextPositivePowerOfTwo(capacity)];
        mask = buckets.length - 1;
        firstOf = new int[owners];
        firstChild = new int[owners];
        Arrays.fill(buckets, NONE);
        Arrays.fill(firstOf, NONE);
        Arrays.fill(firstChild, NONE);
    }

    int size()
    {
        return size;
    }

    int available()
    {
        return capacity - size;
    }

    /** Claims an output for an owner; {@code parent} is the pending transaction that makes it, or {@link #NONE}. */
    void claim(final int owner, final DirectBuffer outpoint, final int offset, final int parent)
    {
        if (size == capacity)
        {
            throw new InvariantViolation("claims beyond their bound", capacity);
        }
        final int claim = take();
        claims.putBytes(at(claim, OUTPOINT), outpoint, offset, UtxoView.OUTPOINT_LENGTH);
        final int bucket = bucket(claims, at(claim, OUTPOINT));
        set(claim, OWNER, owner);
        set(claim, NEXT_IN_BUCKET, buckets[bucket]);
        buckets[bucket] = claim;
        set(claim, NEXT_OF_OWNER, firstOf[owner]);
        firstOf[owner] = claim;
        set(claim, PARENT, parent);
        if (parent != NONE)
        {
            set(claim, PREVIOUS_OF_PARENT, NONE);
            set(claim, NEXT_OF_PARENT, firstChild[parent]);
            if (firstChild[parent] != NONE)
            {
                set(firstChild[parent], PREVIOUS_OF_PARENT, claim);
            }
            firstChild[parent] = claim;
        }
        size++;
    }

    /** Reads where a search for an outpoint of this hash begins. */
    int touch(final long hashed)
    {
        return buckets[(int)hashed & mask];
    }

    /** The newest claim on an output, or {@link #NONE}. */
    int firstOn(final DirectBuffer outpoint, final int offset)
    {
        return sameFrom(buckets[bucket(outpoint, offset)], outpoint, offset);
    }

    /** The next older claim on the same output, or {@link #NONE}. */
    int nextOn(final int claim)
    {
        return sameFrom(get(claim, NEXT_IN_BUCKET), claims, at(claim, OUTPOINT));
    }

    int owner(final int claim)
    {
        return get(claim, OWNER);
    }

    /** A claim of an owner, or {@link #NONE}. */
    int firstOf(final int owner)
    {
        return firstOf[owner];
    }

    int nextOf(final int claim)
    {
        return get(claim, NEXT_OF_OWNER);
    }

    DirectBuffer outpoints()
    {
        return claims;
    }

    int outpointOffset(final int claim)
    {
        return at(claim, OUTPOINT);
    }

    /** A claim on an output of a pending transaction, or {@link #NONE}. */
    int firstChild(final int parent)
    {
        return firstChild[parent];
    }

    int nextChild(final int claim)
    {
        return get(claim, NEXT_OF_PARENT);
    }

    /** Lets a claim forget its parent, which is accepted or gone. */
    void orphan(final int claim)
    {
        final int parent = get(claim, PARENT);
        final int before = get(claim, PREVIOUS_OF_PARENT);
        final int after = get(claim, NEXT_OF_PARENT);
        if (before == NONE)
        {
            firstChild[parent] = after;
        }
        else
        {
            set(before, NEXT_OF_PARENT, after);
        }
        if (after != NONE)
        {
            set(after, PREVIOUS_OF_PARENT, before);
        }
        set(claim, PARENT, NONE);
    }

    /** Ends all claims of an owner. */
    void release(final int owner)
    {
        int claim = firstOf[owner];
        while (claim != NONE)
        {
            final int next = get(claim, NEXT_OF_OWNER);
            if (get(claim, PARENT) != NONE)
            {
                orphan(claim);
            }
            removeFromBucket(claim);
            set(claim, NEXT_IN_BUCKET, freeHead);
            freeHead = claim;
            size--;
            claim = next;
        }
        firstOf[owner] = NONE;
    }

    private int take()
    {
        if (freeHead == NONE)
        {
            return untouched++;
        }
        final int claim = freeHead;
        freeHead = get(claim, NEXT_IN_BUCKET);
        return claim;
    }

    private void removeFromBucket(final int claim)
    {
        final int bucket = bucket(claims, at(claim, OUTPOINT));
        final int after = get(claim, NEXT_IN_BUCKET);
        if (buckets[bucket] == claim)
        {
            buckets[bucket] = after;
            return;
        }
        int before = buckets[bucket];
        while (get(before, NEXT_IN_BUCKET) != claim)
        {
            before = get(before, NEXT_IN_BUCKET);
        }
        set(before, NEXT_IN_BUCKET, after);
    }

    private int sameFrom(final int start, final DirectBuffer outpoint, final int offset)
    {
        int claim = start;
        while (claim != NONE && !isSame(claim, outpoint, offset))
        {
            claim = get(claim, NEXT_IN_BUCKET);
        }
        return claim;
    }

    private boolean isSame(final int claim, final DirectBuffer outpoint, final int offset)
    {
        final int own = at(claim, OUTPOINT);
        for (int i = 0; i < INDEX_OFFSET; i += Long.BYTES)
        {
            if (claims.getLong(own + i) != outpoint.getLong(offset + i))
            {
                return false;
            }
        }
        return claims.getShort(own + INDEX_OFFSET) == outpoint.getShort(offset + INDEX_OFFSET);
    }

    private int bucket(final DirectBuffer outpoint, final int offset)
    {
        return (int)hash.ofOutpoint(outpoint, offset) & mask;
    }

    private int get(final int claim, final int field)
    {
        return claims.getInt(at(claim, field));
    }

    private void set(final int claim, final int field, final int value)
    {
        claims.putInt(at(claim, field), value);
    }

    private static int at(final int claim, final int field)
    {
        return claim * CLAIM_LENGTH + field;
    }
}

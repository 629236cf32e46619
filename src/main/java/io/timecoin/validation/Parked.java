package io.timecoin.validation;

import io.timecoin.crypto.SaltedHash;
import io.timecoin.pending.TransactionTable;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Transactions of which a parent is unknown, each under one such parent. They take a small share of the pool, one
 * source a small share of that, for a short time: unknown parents cost nothing to invent.
 */
final class Parked
{
    static final int NONE = -1;

    private static final int PEER_SOURCES = 256;
    private static final int CLIENT_SOURCES = 64;

    private final TransactionTable table;
    private final SaltedHash hash;
    private final long maxBytes;
    private final long maxBytesPerSource;
    private final IdIndex byWtxid;
    private final int[] buckets;
    private final int mask;
    private final int[] next;
    private final int[] previous;
    private final long[] wantedHash;
    private final short[] sources;
    private final IndexList byAge;
    private final long[] bytesBySource = new long[PEER_SOURCES + CLIENT_SOURCES];
    private long bytes;

    /** Nothing parked. */
    Parked(final TransactionTable table, final long maxBytes, final SaltedHash hash)
    {
        this.table = table;
        this.hash = hash;
        this.maxBytes = maxBytes;
        maxBytesPerSource = Math.max(TransactionTable.BLOCK_LENGTH, maxBytes / ValidationParameters.PARKED_PEER_PART);
        final int most = (int)Math.min(table.capacity(), maxBytes / TransactionTable.BLOCK_LENGTH + 1);
        byWtxid = IdIndex.byWtxid(most, table, hash);
        buckets = new int[BitUtil.findNextPositivePowerOfTwo(most)];
        mask = buckets.length - 1;
        next = new int[table.capacity()];
        previous = new int[table.capacity()];
        wantedHash = new long[table.capacity()];
        sources = new short[table.capacity()];
        byAge = new IndexList(new IndexList.Links(table.capacity()));
        Arrays.fill(buckets, NONE);
    }

    /** The share that a sender's transactions count against: each validator has its own, clients some together. */
    static int source(final int peer, final int session)
    {
        return peer >= 0 ? peer % PEER_SOURCES : PEER_SOURCES + Math.floorMod(session, CLIENT_SOURCES);
    }

    boolean hasSpace(final int source, final int length, final int inputs)
    {
        final long added = Pool.bytes(length, inputs);
        return bytes + added <= maxBytes && bytesBySource[source] + added <= maxBytesPerSource;
    }

    int count()
    {
        return byWtxid.size();
    }

    long bytes()
    {
        return bytes;
    }

    /** The parked transaction of exactly these bytes, or {@link #NONE}. */
    int find(final DirectBuffer wtxid, final int offset)
    {
        return byWtxid.size() == 0 ? NONE : byWtxid.find(wtxid, offset);
    }

    /** Parks a transaction of the table. */
    void add(final int index, final int source, final DirectBuffer parent, final int parentOffset)
    {
        final long added = bytesOf(index);
        bytes += added;
        bytesBySource[source] += added;
        sources[index] = (short)source;
        byWtxid.add(index);
        byAge.addLast(index);
        want(index, parent, parentOffset);
    }

    /** Puts a transaction that {@link #takeWanting} gave under another parent. */
    void want(final int index, final DirectBuffer parent, final int parentOffset)
    {
        wantedHash[index] = hash.ofId(parent, parentOffset);
        final int bucket = (int)wantedHash[index] & mask;
        final int after = buckets[bucket];
        next[index] = after;
        previous[index] = NONE;
        if (after != NONE)
        {
            previous[after] = index;
        }
        buckets[bucket] = index;
    }

    /** Takes one that wants this parent from under it, or gives {@link #NONE}; it stays parked, under no parent. */
    int takeWanting(final DirectBuffer parent, final int parentOffset)
    {
        final long wanted = hash.ofId(parent, parentOffset);
        int index = buckets[(int)wanted & mask];
        while (index != NONE && wantedHash[index] != wanted)
        {
            index = next[index];
        }
        if (index != NONE)
        {
            unlink(index);
        }
        return index;
    }

    private long bytesOf(final int index)
    {
        return (long)table.blocks(index) * TransactionTable.BLOCK_LENGTH;
    }

    /** Whether one may want this parent. */
    boolean isWanted(final DirectBuffer parent, final int parentOffset)
    {
        return byWtxid.size() > 0 && buckets[(int)hash.ofId(parent, parentOffset) & mask] != NONE;
    }

    /** Ends the parking of a transaction that {@link #takeWanting} gave. */
    void removeTaken(final int index)
    {
        final long freed = bytesOf(index);
        bytes -= freed;
        bytesBySource[sources[index]] -= freed;
        byWtxid.remove(index);
        byAge.remove(index);
    }

    /** Ends the parking of a transaction. */
    void remove(final int index)
    {
        unlink(index);
        removeTaken(index);
    }

    /** The one parked longest ago, or {@link #NONE}. */
    int oldest()
    {
        return byAge.first();
    }

    private void unlink(final int index)
    {
        if (previous[index] == NONE)
        {
            buckets[(int)wantedHash[index] & mask] = next[index];
        }
        else
        {
            next[previous[index]] = next[index];
        }
        if (next[index] != NONE)
        {
            previous[next[index]] = previous[index];
        }
    }
}

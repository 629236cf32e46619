package io.timecoin.validation;

import io.timecoin.crypto.SaltedHash;
import io.timecoin.pending.TransactionTable;
import org.agrona.DirectBuffer;

/**
 * Outpoints that accepted transactions spent lately, each with a mark of its spender and its handle. A payment that
 * spends one of them conflicts, unless it is that very spender, heard of again after its bytes were freed: then it is
 * known.
 */
final class RecentlySpent
{
    private final SaltedHash hash;
    private final RecentMap spenders;

    RecentlySpent(final int capacity, final SaltedHash hash)
    {
        this.hash = hash;
        spenders = new RecentMap(capacity);
    }

    void add(final DirectBuffer outpoint, final int offset, final int spender, final int handle)
    {
        spenders.put(hash.ofOutpoint(outpoint, offset), (long)spender << Integer.SIZE | handle & 0xFFFF_FFFFL);
    }

    /** Takes back that an outpoint was spent, if it was by this spender. */
    void forget(final DirectBuffer outpoint, final int offset, final int spender)
    {
        if (wasSpentBy(outpoint, offset, spender))
        {
            spenders.clear(hash.ofOutpoint(outpoint, offset));
        }
    }

    /** The handle of the spender, stale if its bytes are freed; NULL_HANDLE if nobody spent it lately. */
    int handleOf(final DirectBuffer outpoint, final int offset)
    {
        final long value = spenders.get(hash.ofOutpoint(outpoint, offset));
        return value == RecentMap.MISSING ? TransactionTable.NULL_HANDLE : (int)value;
    }

    /** Reads where a search for an outpoint of this hash begins. */
    long touch(final long hashed)
    {
        return spenders.touch(hashed);
    }

    boolean contains(final DirectBuffer outpoint, final int offset)
    {
        return spenders.get(hash.ofOutpoint(outpoint, offset)) != RecentMap.MISSING;
    }

    boolean wasSpentBy(final DirectBuffer outpoint, final int offset, final int spender)
    {
        // A spender's mark is never negative, so that it differs from that of a missing one.
        return (int)(spenders.get(hash.ofOutpoint(outpoint, offset)) >>> Integer.SIZE) == spender;
    }

    /** The mark of a spender, from its transaction id. */
    int spender(final DirectBuffer txid, final int offset)
    {
        return (int)(hash.ofId(txid, offset) >>> 33);
    }
}

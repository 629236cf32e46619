package io.timecoin.validation;

import io.timecoin.crypto.SaltedHash;
import org.agrona.DirectBuffer;

/**
 * Outpoints that accepted transactions spent lately, each with a mark of its spender. A payment that spends one of them
 * conflicts, unless it is that very spender, heard of again after its bytes were freed: then it is known.
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

    void add(final DirectBuffer outpoint, final int offset, final int spender)
    {
        spenders.put(hash.ofOutpoint(outpoint, offset), spender);
    }

    boolean contains(final DirectBuffer outpoint, final int offset)
    {
        return spenders.get(hash.ofOutpoint(outpoint, offset)) != RecentMap.MISSING;
    }

    boolean wasSpentBy(final DirectBuffer outpoint, final int offset, final int spender)
    {
        return spenders.get(hash.ofOutpoint(outpoint, offset)) == spender;
    }

    /** The mark of a spender, from its transaction id. */
    int spender(final DirectBuffer txid, final int offset)
    {
        return (int)(hash.ofId(txid, offset) >>> 33);
    }
}

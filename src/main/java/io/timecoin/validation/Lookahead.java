package io.timecoin.validation;

import io.timecoin.crypto.SaltedHash;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;

/**
 * Reads what the next few transactions will be looked for in, all at once: each of them meets about five cache lines
 * that no cache holds, in tables as large as the pool, and one after the other waits for each of them. Changes nothing.
 * Measured: perf/README.md, "Looking ahead".
 */
final class Lookahead
{
    private static final int MAX_INPUTS = 4;

    private final Holdings holdings;
    private final UtxoView utxo;
    private final SaltedHash hash;
    private final TransactionView view = new TransactionView();
    /** Made of what was read, so that the compiler does not leave the reading out. */
    private long touched;

    Lookahead(final Holdings holdings, final UtxoView utxo, final SaltedHash hash)
    {
        this.holdings = holdings;
        this.utxo = utxo;
        this.hash = hash;
    }

    void onTransaction(final DirectBuffer arena, final TransactionSlot slot)
    {
        if (slot.tick || slot.verdict != Verdict.ADMITTED)
        {
            return;
        }
        view.wrap(arena, slot.payloadOffset, slot.payloadLength);
        long read = holdings.txids.touch(hash.ofId(arena, slot.txidOffset()));
        for (int i = 0; i < Math.min(view.inputCount(), MAX_INPUTS); i++)
        {
            final int outpoint = view.outpointOffset(i);
            final long hashed = hash.ofOutpoint(arena, outpoint);
            read += holdings.recentlySpent.touch(hashed) + holdings.locks.touch(hashed) +
                holdings.txids.touch(hash.ofId(arena, outpoint)) + utxo.touch(arena, outpoint);
        }
        touched += read;
    }
}

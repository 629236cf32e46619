package io.timecoin.capture;

import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out what unspent outputs a recording begins with that was begun in mid-run. The node went on while its set was
 * copied, so that the copy is of no one moment; but behind each acceptance of that time its transaction was recorded.
 * Those effects, put over the copy in their order, give the set as it was after one of these decisions:
 * <ul>
 * <li>the last one that was published while the set was copied, so that nothing later is in the copy, or</li>
 * <li>the last one, while transactions were recorded behind acceptances, about a transaction that came in before the
 * recording began: a replay could not know it.</li>
 * </ul>
 * What was accepted up to then is in the set: it leaves the stream.
 */
final class LateStart
{
    /** A transaction, or else a block's coinbase, that took effect, by its place among the decisions, from 1. */
    private record Applied(long decision, long name, boolean isKnown, byte[] bytes, UtxoEntry coinbase)
    {
    }

    private static final long NONE = Long.MAX_VALUE;
    private static final UtxoEntry SPENT = new UtxoEntry();

    private final TransactionCheck check;
    private final TransactionIds ids;
    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[Sha256.LENGTH]);
    private final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);

    /** Ids are named by their first eight bytes: nobody can choose those of two transactions alike. */
    private final LongHashSet inStream = new LongHashSet();
    private final LongHashSet dropped = new LongHashSet();
    private final LongHashSet seen = new LongHashSet();
    private final LongHashSet brokenBatches = new LongHashSet();
    private final List<Applied> applied = new ArrayList<>();
    private final Map<ByteBuffer, UtxoEntry> changes = new HashMap<>();
    private long decisions;
    private long strange;
    private long settledHeight;
    private long firstUndone = NONE;
    private boolean hasLost;
    private boolean hasHole;
    private long batch = -1;
    private int nextMember;

    LateStart(final byte[] chainId, final long maxSupply)
    {
        check = new TransactionCheck(chainId, maxSupply);
        ids = new TransactionIds(chainId);
    }

    /** First of all, in the recording's order. */
    void onTransaction(final DirectBuffer buffer, final int offset, final int length)
    {
        if (name(buffer, offset, length))
        {
            inStream.add(txid.getLong(0));
        }
    }

    void onDecision(final int kind, final DirectBuffer buffer, final int txidOffset)
    {
        decisions++;
        if (kind == DecisionSlot.Kind.ACCEPTED.ordinal() && !inStream.contains(buffer.getLong(txidOffset)))
        {
            strange++;
        }
        if (kind == DecisionSlot.Kind.UNDONE.ordinal())
        {
            firstUndone = Math.min(firstUndone, decisions);
        }
    }

    /** A final block, whose coinbase is an effect like those of transactions. */
    void onBlock(final long height, final long amount, final byte[] keyHash)
    {
        decisions++;
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = amount;
        entry.coinbaseHeight = (int)height;
        System.arraycopy(keyHash, 0, entry.keyHash, 0, keyHash.length);
        applied.add(new Applied(decisions, 0, true, null, entry));
    }

    void onApplied(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!name(buffer, offset, length))
        {
            throw new CaptureException(CaptureException.Reason.BAD_RECORD, 0,
                "the recording holds an accepted transaction that is none");
        }
        hasHole |= hasLost;
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        final long name = txid.getLong(0);
        applied.add(new Applied(decisions, name, inStream.contains(name), bytes, null));
    }

    void onGap(final long lostDecisions)
    {
        // Harmless unless acceptances were still recorded with their transactions.
        hasLost |= lostDecisions > 0;
    }

    /** Whether there is all that it takes to put a copy right that was made until so many decisions were published. */
    boolean canSettle(final long decisionsDuringCopy)
    {
        // What was undone meanwhile may be in the copy, and nothing here says what it had spent.
        return decisionsDuringCopy >= 0 && decisions >= decisionsDuringCopy && !hasHole && firstUndone == NONE;
    }

    /** Then, once: finds the moment of the set, and what changes in the copy. */
    void settle(final long decisionsDuringCopy)
    {
        long last = decisionsDuringCopy;
        for (final Applied each : applied)
        {
            last = each.isKnown ? last : Math.max(last, each.decision);
        }
        for (final Applied each : applied)
        {
            if (each.decision <= last && each.coinbase != null)
            {
                settledHeight = each.coinbase.coinbaseHeight;
                put(each.coinbase);
            }
            else if (each.decision <= last)
            {
                strange -= each.isKnown ? 0 : 1;
                dropped.add(each.name);
                apply(each.bytes);
            }
        }
        applied.clear();
    }

    /** Then for each transaction again: finds the batches that will not be whole any more. */
    void onMember(
        final long number, final int index, final DirectBuffer buffer, final int offset, final int length)
    {
        if (number == -1)
        {
            return;
        }
        if (number != batch)
        {
            batch = number;
            nextMember = 0;
        }
        if (index != nextMember || isDropped(buffer, offset, length))
        {
            brokenBatches.add(number);
        }
        nextMember = index + 1;
    }

    /** Then for each transaction a third time: whether its effects are not in the set already. */
    boolean keeps(final DirectBuffer buffer, final int offset, final int length)
    {
        if (isDropped(buffer, offset, length))
        {
            return false;
        }
        seen.add(txid.getLong(0));
        return true;
    }

    /** Whether a decision is about a transaction that a replay knows by then. */
    boolean keepsDecision(final DirectBuffer buffer, final int txidOffset)
    {
        return seen.contains(buffer.getLong(txidOffset));
    }

    /** Whether a block is not in the set already. */
    boolean keepsBlock(final long height)
    {
        return height > settledHeight;
    }

    /** Whether a batch lacks members: those that are left then come alone. */
    boolean isBroken(final long number)
    {
        return number != -1 && brokenBatches.contains(number);
    }

    /** Acceptances of transactions that came in before the recording, and whose effects nobody recorded. */
    long missing()
    {
        return strange;
    }

    /** Visits the set of the moment, of which some outputs may come twice. */
    void forEachOutput(final OutputsFile copy, final UtxoConsumer consumer)
    {
        copy.forEach((buffer, offset, entry) ->
        {
            outpoint.putBytes(0, buffer, offset, UtxoView.OUTPOINT_LENGTH);
            if (!changes.containsKey(ByteBuffer.wrap(outpoint.byteArray())))
            {
                consumer.accept(buffer, offset, entry);
            }
        });
        changes.forEach((key, entry) ->
        {
            if (entry != SPENT)
            {
                outpoint.putBytes(0, key.array());
                consumer.accept(outpoint, 0, entry);
            }
        });
    }

    private boolean isDropped(final DirectBuffer buffer, final int offset, final int length)
    {
        return name(buffer, offset, length) && dropped.contains(txid.getLong(0));
    }

    private void put(final UtxoEntry coinbase)
    {
        if (coinbase.amount > 0)
        {
            final UnsafeBuffer key = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
            ids.coinbaseId(coinbase.coinbaseHeight, key, 0);
            changes.put(ByteBuffer.wrap(key.byteArray()), coinbase);
        }
    }

    private void apply(final byte[] bytes)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        name(buffer, 0, bytes.length);
        for (int i = 0; i < view.inputCount(); i++)
        {
            final byte[] key = new byte[UtxoView.OUTPOINT_LENGTH];
            buffer.getBytes(view.outpointOffset(i), key);
            changes.put(ByteBuffer.wrap(key), SPENT);
        }
        for (int i = 0; i < view.outputCount(); i++)
        {
            final UnsafeBuffer key = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
            key.putBytes(0, txid, 0, Sha256.LENGTH);
            key.putShort(Sha256.LENGTH, (short)i, ByteOrder.LITTLE_ENDIAN);
            final UtxoEntry entry = new UtxoEntry();
            entry.amount = view.amount(i);
            entry.lockType = view.lockType(i);
            entry.coinbaseHeight = UtxoEntry.NOT_COINBASE;
            buffer.getBytes(view.keyHashOffset(i), entry.keyHash);
            changes.put(ByteBuffer.wrap(key.byteArray()), entry);
        }
    }

    /** Leaves the id of a transaction that is well formed. */
    private boolean name(final DirectBuffer buffer, final int offset, final int length)
    {
        if (check.check(buffer, offset, length, view) != Verdict.ADMITTED)
        {
            txid.putLong(0, 0);
            return false;
        }
        ids.txid(view, txid, 0);
        return true;
    }
}

package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;
import io.timecoin.wire.BatchEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionRequestDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/** Answers requests for transactions by id with a batch of those that are here and were found valid. */
final class TransactionServing
{
    /** Requests waiting for space. */
    private static final int MAX_WAITING = 64;
    private static final int MAX_WAITING_PER_PEER = 16;
    /** Requests served in one duty cycle. */
    private static final int LIMIT = 4;
    private static final int LENGTH_LENGTH = BatchEncoder.MembersEncoder.transactionHeaderLength();

    private final Knowledge knowledge;
    private final Ledger ledger;
    private final Transactions transactions;
    private final Outbox outbox;
    private final TransactionRequestDecoder decoder = new TransactionRequestDecoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BatchEncoder encoder = new BatchEncoder();
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[TxidIndex.ID_LENGTH]);

    private final int[] handles = new int[MAX_WAITING * Wanted.MAX_IDS];
    private final int[] counts = new int[MAX_WAITING];
    private final int[] waitingPeers = new int[MAX_WAITING];
    private final int[] waitingOf;
    private int head;
    private int size;

    TransactionServing(final Knowledge knowledge, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.outbox = outbox;
        ledger = knowledge.ledger;
        transactions = knowledge.transactions;
        waitingOf = new int[knowledge.electorate.size()];
    }

    /** A validator asks for transactions; those that are not here it gets from others. */
    void onRequest(final int peer, final DirectBuffer buffer, final int bodyOffset, final int blockLength,
        final int version)
    {
        if (waitingOf[peer] == MAX_WAITING_PER_PEER || size == MAX_WAITING)
        {
            knowledge.stats.transactionsRefused++;
            return;
        }
        final TransactionRequestDecoder.EntriesDecoder entries =
            decoder.wrap(buffer, bodyOffset, blockLength, version).entries();
        final int slot = (head + size) % MAX_WAITING;
        int count = 0;
        for (int i = 0; entries.hasNext() && i < Wanted.MAX_IDS; i++)
        {
            entries.next().getTransactionId(txid, 0, TxidIndex.ID_LENGTH);
            final int index = ledger.find(txid, 0);
            if (index != Ledger.NONE && transactions.is(index, Transactions.READY))
            {
                handles[slot * Wanted.MAX_IDS + count++] = transactions.handles[index];
            }
        }
        if (count == 0)
        {
            knowledge.stats.transactionsRefused++;
            return;
        }
        counts[slot] = count;
        waitingPeers[slot] = peer;
        waitingOf[peer]++;
        size++;
    }

    /** Sends while there is space. */
    int work()
    {
        int count = 0;
        while (count < LIMIT && size > 0 && serve(head))
        {
            waitingOf[waitingPeers[head]]--;
            head = (head + 1) % MAX_WAITING;
            size--;
            count++;
        }
        return count;
    }

    /** False if there is no space. What does not fit into one batch is asked for again. */
    private boolean serve(final int slot)
    {
        int count = 0;
        int length = OwnBatches.FIXED_LENGTH;
        final int base = slot * Wanted.MAX_IDS;
        for (int i = 0; i < counts[slot]; i++)
        {
            final int handle = handles[base + i];
            if (isHeld(handle))
            {
                final int more = LENGTH_LENGTH + knowledge.table.length(handle);
                if (length + more > OwnBatches.MAX_LENGTH)
                {
                    break;
                }
                length += more;
                handles[base + count++] = handle;
            }
        }
        counts[slot] = count;
        if (count == 0)
        {
            return true;
        }
        final int offset = outbox.claim(length);
        if (offset == Outbox.NO_SPACE)
        {
            return false;
        }
        encoder.wrapAndApplyHeader(outbox.buffer(), offset, header).membersCount(count);
        int position = encoder.limit();
        for (int i = 0; i < count; i++)
        {
            final int handle = handles[base + i];
            final int bytes = knowledge.table.length(handle);
            outbox.buffer().putInt(position, bytes, ByteOrder.LITTLE_ENDIAN);
            knowledge.table.copyTo(handle, outbox.buffer(), position + LENGTH_LENGTH);
            position += LENGTH_LENGTH + bytes;
        }
        outbox.send(waitingPeers[slot], true, length);
        knowledge.stats.transactionsServed += count;
        return true;
    }

    private boolean isHeld(final int handle)
    {
        final int index = TransactionTable.index(handle);
        return transactions.handles[index] == handle &&
            !transactions.is(index, Transactions.GONE | Transactions.RELEASED);
    }
}

package io.timecoin.consensus.avalanche;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import io.timecoin.wire.BatchEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/** Groups what clients submit into batches, names them, and sends each once to everyone. */
final class OwnBatches
{
    /** Most bytes of a batch's members, each with its length before it. */
    static final int MAX_BYTES = 112 * 1024;
    /** Age at which a batch is sealed; one that follows a pause is sealed at once. */
    static final long SEAL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Bytes of a batch's message besides its members. */
    static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + BatchEncoder.BLOCK_LENGTH +
        BatchEncoder.MembersEncoder.sbeHeaderSize();
    /** Longest message of an honest validator's batch. */
    static final int MAX_LENGTH = FIXED_LENGTH + MAX_BYTES;
    private static final int LENGTH_LENGTH = BatchEncoder.MembersEncoder.transactionHeaderLength();
    private static final int NONE = Batches.NONE;

    private final Knowledge knowledge;
    private final Batches batches;
    private final Transactions transactions;
    private final Opinions opinions;
    private final Retention retention;
    private final Schedule schedule;
    private final BatchNames names;
    private final Outbox outbox;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BatchEncoder encoder = new BatchEncoder();

    /** Admitted transactions for which there is no slot yet. */
    private final IntRing backlog;
    private final IntRing unsent;
    private int open = NONE;
    private int openBytes;
    private long sealAtNs;
    private long lastSealNs = Long.MIN_VALUE / 2;

    OwnBatches(final Knowledge knowledge, final Opinions opinions, final Retention retention, final Schedule schedule,
        final BatchNames names, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.retention = retention;
        this.schedule = schedule;
        this.names = names;
        this.outbox = outbox;
        batches = knowledge.batches;
        transactions = knowledge.transactions;
        backlog = new IntRing(2 * knowledge.table.capacity());
        unsent = new IntRing(batches.capacity);
    }

    /** A client's payment is valid, with all parents accepted. */
    void onAdmit(final int handle)
    {
        final int index = opinions.touch(handle);
        if (!transactions.is(index, Transactions.ENDED))
        {
            opinions.onReady(index);
            // If a validator has batched it already, it travels there.
            if (transactions.memberships[index] == NONE && (!backlog.isEmpty() || !place(handle, index)))
            {
                postpone(handle, index);
            }
        }
    }

    /** Whether a batch can be handed on: its bytes are here, and are no more than an honest validator sends. */
    boolean isServable(final int batch)
    {
        return batches.isWhole(batch) && length(batch) <= MAX_LENGTH;
    }

    /**
     * A poll has ended and hardly anybody knew these members by this batch. They are asked about by another of their
     * batches next; if none can be handed on, as a liar may have arranged, they travel in an own one as well.
     */
    void onUnknown(final int batch, final long bits)
    {
        for (long rest = bits; rest != 0; rest &= rest - 1)
        {
            final int index = opinions.index(batch, rest);
            if (!transactions.is(index, Transactions.SPREAD) && !isInServable(index))
            {
                transactions.set(index, Transactions.SPREAD);
                postpone(transactions.handles[index], index);
            }
            opinions.movePrimary(index);
        }
    }

    /** Seals what is due and sends what is sealed. */
    int work()
    {
        int count = 0;
        while (!backlog.isEmpty() && placeOldest())
        {
            count++;
        }
        if (open != NONE && knowledge.nowNs >= sealAtNs)
        {
            seal();
            count++;
        }
        while (!unsent.isEmpty() && send(unsent.peek()))
        {
            unsent.remove();
            count++;
        }
        return count;
    }

    /** Writes a batch's message; its length is that of {@link #length(int)}. */
    void encode(final int batch, final MutableDirectBuffer buffer, final int offset)
    {
        encoder.wrapAndApplyHeader(buffer, offset, header).membersCount(batches.counts[batch]);
        int position = encoder.limit();
        for (int i = 0; i < batches.counts[batch]; i++)
        {
            final int handle = batches.members[batch << 6 | i];
            final int length = knowledge.table.length(handle);
            buffer.putInt(position, length, ByteOrder.LITTLE_ENDIAN);
            knowledge.table.copyTo(handle, buffer, position + LENGTH_LENGTH);
            position += LENGTH_LENGTH + length;
        }
    }

    /** Bytes of a batch's message. */
    int length(final int batch)
    {
        int length = FIXED_LENGTH;
        for (int i = 0; i < batches.counts[batch]; i++)
        {
            length += LENGTH_LENGTH + knowledge.table.length(batches.members[batch << 6 | i]);
        }
        return length;
    }

    private boolean isInServable(final int index)
    {
        for (int m = transactions.memberships[index]; m != NONE; m = batches.nextMembership[m])
        {
            if (isServable(Batches.batch(m)))
            {
                return true;
            }
        }
        return false;
    }

    private boolean placeOldest()
    {
        final int handle = backlog.peek();
        final int index = TransactionTable.index(handle);
        final boolean isWaiting = transactions.handles[index] == handle &&
            transactions.is(index, Transactions.BACKLOG) && !transactions.is(index, Transactions.ENDED) &&
            (transactions.memberships[index] == NONE || transactions.is(index, Transactions.SPREAD));
        if (isWaiting && !place(handle, index))
        {
            return false;
        }
        backlog.remove();
        return true;
    }

    private void postpone(final int handle, final int index)
    {
        // A full backlog is one of transactions that have long expired; what does not fit expires as well.
        if (!backlog.isFull())
        {
            transactions.set(index, Transactions.BACKLOG);
            backlog.add(handle);
        }
    }

    private boolean place(final int handle, final int index)
    {
        final int bytes = LENGTH_LENGTH + knowledge.table.length(handle);
        if (open != NONE && openBytes + bytes > MAX_BYTES)
        {
            seal();
        }
        if (open == NONE)
        {
            open = retention.allocate(knowledge.self, Batches.OPEN);
            if (open == NONE)
            {
                return false;
            }
            openBytes = 0;
            sealAtNs = Math.max(knowledge.nowNs, lastSealNs + SEAL_NS);
        }
        final int position = batches.counts[open]++;
        batches.link(open, position, handle, transactions.memberships[index], transactions);
        openBytes += bytes;
        transactions.clear(index, Transactions.BACKLOG);
        opinions.onJoined(index, false);
        opinions.onReady(index);
        if (batches.counts[open] == Batches.MAX_MEMBERS)
        {
            seal();
        }
        return true;
    }

    private void seal()
    {
        final int batch = open;
        open = NONE;
        lastSealNs = knowledge.nowNs;
        if (!batches.isWhole(batch))
        {
            dissolve(batch, NONE);
            return;
        }
        final UnsafeBuffer name = names.compute(batch);
        final int twin = batches.index.find(name, 0);
        if (twin != NONE)
        {
            // Another validator has made the very same batch, from the same client's payments.
            dissolve(batch, twin);
            return;
        }
        batches.states[batch] = Batches.UNSENT;
        batches.index.put(batch, name, 0);
        unsent.add(batch);
    }

    /** Gives a batch up; members that are in no other go into its twin, or are placed again. */
    private void dissolve(final int batch, final int twin)
    {
        for (int position = 0; position < batches.counts[batch]; position++)
        {
            final int handle = batches.members[batch << 6 | position];
            if (handle != TransactionTable.NULL_HANDLE)
            {
                final int index = TransactionTable.index(handle);
                batches.unlink(batch << 6 | position, index, transactions);
                if (transactions.memberships[index] == NONE)
                {
                    rehome(handle, index, position, twin);
                }
                transactions.clear(index, Transactions.SPREAD);
            }
        }
        batches.free(batch);
    }

    private void rehome(final int handle, final int index, final int position, final int twin)
    {
        if (twin == NONE)
        {
            postpone(handle, index);
            return;
        }
        batches.link(twin, position, handle, NONE, transactions);
        opinions.onJoined(index, false);
        opinions.onReady(index);
    }

    /** False if there is no space. */
    private boolean send(final int batch)
    {
        if (batches.states[batch] != Batches.UNSENT)
        {
            throw new InvariantViolation("state of a batch to send", batches.states[batch]);
        }
        if (!batches.isWhole(batch))
        {
            dissolve(batch, NONE);
            return true;
        }
        if (knowledge.electorate.size() > 1)
        {
            final int length = length(batch);
            final int offset = outbox.claim(length);
            if (offset == Outbox.NO_SPACE)
            {
                return false;
            }
            encode(batch, outbox.buffer(), offset);
            outbox.broadcast(true, length);
        }
        batches.states[batch] = Batches.LIVE;
        batches.bornNs[batch] = knowledge.nowNs;
        // Others have to get it before they can be asked; they need not have verified it.
        schedule.onAllocated(batch,
            knowledge.nowNs + (knowledge.electorate.size() > 1 ? knowledge.pace.spacingNs() : 0));
        batches.change(batch);
        knowledge.stats.batchesSealed++;
        knowledge.stats.batchMembersSealed += batches.counts[batch];
        return true;
    }
}

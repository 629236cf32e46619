package io.timecoin.replay;

import io.timecoin.genesis.Genesis;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** A source whose records a test puts together. */
final class MemorySource implements ReplaySource
{
    static final int CLIENT = 7;

    private record Entry(
        Kind kind, long stampNs, int session, int peer, long batch, int index, int count, byte[] bytes, int code)
    {
    }

    private final Genesis genesis;
    private final List<Entry> entries = new ArrayList<>();
    private long transactions;
    private long batches;
    private boolean hasDecisions;

    MemorySource(final Genesis genesis)
    {
        this.genesis = genesis;
    }

    void payment(final long stampNs, final byte[] bytes)
    {
        entries.add(new Entry(Kind.TRANSACTION, stampNs, CLIENT, TransactionSlot.NULL_PEER,
            TransactionSlot.NULL_BATCH, 0, 0, bytes, 0));
        transactions++;
    }

    void batch(final long stampNs, final int peer, final List<byte[]> members)
    {
        for (int i = 0; i < members.size(); i++)
        {
            entries.add(new Entry(
                Kind.TRANSACTION, stampNs, 0, peer, batches, i, members.size(), members.get(i), 0));
            transactions++;
        }
        batches++;
    }

    void tick(final long stampNs)
    {
        entries.add(new Entry(Kind.TICK, stampNs, 0, 0, 0, 0, 0, new byte[0], 0));
    }

    /** The same with decisions on its transactions, each so many records behind its transaction. */
    MemorySource withDecisions(
        final IntFunction<DecisionSlot.Kind> decisionOn, final IntSupplier delay, final Function<byte[], byte[]> txid)
    {
        final MemorySource recorded = new MemorySource(genesis);
        final TreeMap<Integer, List<Entry>> due = new TreeMap<>();
        int transaction = 0;
        for (int i = 0; i < entries.size(); i++)
        {
            final Entry entry = entries.get(i);
            recorded.entries.add(entry);
            if (entry.kind == Kind.TRANSACTION)
            {
                final DecisionSlot.Kind kind = decisionOn.apply(transaction++);
                if (kind != null)
                {
                    final Verdict reason = kind == DecisionSlot.Kind.ACCEPTED ? Verdict.ADMITTED : Verdict.CONFLICT;
                    due.computeIfAbsent(i + delay.getAsInt(), at -> new ArrayList<>()).add(new Entry(
                        Kind.DECISION, 0, 0, 0, 0, kind.ordinal(), 0, txid.apply(entry.bytes), reason.code()));
                }
            }
            while (!due.isEmpty() && (due.firstKey() <= i || i == entries.size() - 1))
            {
                recorded.entries.addAll(due.pollFirstEntry().getValue());
            }
        }
        recorded.transactions = transactions;
        recorded.batches = batches;
        recorded.hasDecisions = true;
        return recorded;
    }

    /** The same with a final block every so many records. */
    MemorySource withBlocks(final int every)
    {
        final MemorySource recorded = new MemorySource(genesis);
        for (int i = 0; i < entries.size(); i++)
        {
            recorded.entries.add(entries.get(i));
            if (i % every == 0)
            {
                final int height = i / every + 1;
                recorded.entries.add(new Entry(
                    Kind.BLOCK, 0, height, 0, 1_000L * (height % 3), 0, 0, new byte[0], 0));
            }
        }
        recorded.transactions = transactions;
        recorded.batches = batches;
        recorded.hasDecisions = true;
        return recorded;
    }

    int blocks()
    {
        return (int)entries.stream().filter(entry -> entry.kind == Kind.BLOCK).count();
    }

    int slots()
    {
        return (int)entries.stream()
            .filter(entry -> entry.kind == Kind.TRANSACTION || entry.kind == Kind.TICK).count();
    }

    @Override
    public byte[] chainId()
    {
        return genesis.chainId();
    }

    @Override
    public long maxSupply()
    {
        return genesis.maxSupply();
    }

    @Override
    public List<byte[]> identities()
    {
        return genesis.validators().stream().map(Genesis.Validator::identity).toList();
    }

    @Override
    public long initialOutputs()
    {
        return genesis.outputCount();
    }

    @Override
    public long maxOutputs()
    {
        return genesis.outputCount() + 8 * transactions;
    }

    @Override
    public long transactions()
    {
        return transactions;
    }

    @Override
    public boolean hasDecisions()
    {
        return hasDecisions;
    }

    @Override
    public void forEachOutput(final UtxoConsumer consumer)
    {
        final UtxoEntry entry = new UtxoEntry();
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            entry.amount = amount;
            entry.lockType = lockType;
            System.arraycopy(keyHash, 0, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
            consumer.accept(outpoint, offset, entry);
        });
    }

    @Override
    public Cursor cursor()
    {
        return new Place();
    }

    @Override
    public void close()
    {
        // Nothing is held but memory.
    }

    private final class Place implements Cursor
    {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
        private int next;
        private Entry entry;

        @Override
        public boolean next()
        {
            if (next == entries.size())
            {
                return false;
            }
            entry = entries.get(next++);
            buffer.wrap(entry.bytes);
            return true;
        }

        @Override
        public Kind kind()
        {
            return entry.kind;
        }

        @Override
        public long stampNs()
        {
            return entry.stampNs;
        }

        @Override
        public int session()
        {
            return entry.session;
        }

        @Override
        public int peer()
        {
            return entry.peer;
        }

        @Override
        public long batch()
        {
            return entry.batch;
        }

        @Override
        public int batchIndex()
        {
            return entry.index;
        }

        @Override
        public int batchCount()
        {
            return entry.count;
        }

        @Override
        public DirectBuffer buffer()
        {
            return buffer;
        }

        @Override
        public int offset()
        {
            return 0;
        }

        @Override
        public int length()
        {
            return entry.bytes.length;
        }

        @Override
        public long blockHeight()
        {
            return entry.session;
        }

        @Override
        public long blockAmount()
        {
            return entry.batch;
        }

        @Override
        public int blockValidator()
        {
            return entry.peer;
        }

        @Override
        public int decision()
        {
            return entry.index;
        }

        @Override
        public int reason()
        {
            return entry.code;
        }
    }
}

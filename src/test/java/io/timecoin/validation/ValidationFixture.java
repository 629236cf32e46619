package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.Undo;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validation.TestPayment.Coin;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Validation over an in-memory set, with everything that it tells in lists. */
final class ValidationFixture implements Admissions, Replies
{
    static final long MAX_SUPPLY = 1_000_000_000_000L;
    static final int PEER = 3;

    private static final int RING_SIZE = 1024;

    /** Something that consensus was told. */
    record Told(String what, int handle, List<Integer> handles, long ready, long invalid)
    {
    }

    /** Something that consensus was told of what is not held. */
    record Overruled(ByteBuffer txid, List<Integer> accepted)
    {
    }

    /** Something that a client was told. */
    record Reply(int session, long reference, Verdict verdict, long requiredFee)
    {
    }

    /** A member of a batch as a peer sends it. */
    record Member(TestPayment payment, boolean signed, Verdict form)
    {
        static Member of(final TestPayment payment)
        {
            return new Member(payment, true, Verdict.ADMITTED);
        }
    }

    final TransactionTable table;
    final UtxoStore utxo;
    final ValidationParameters parameters;
    final Validation validation;
    final List<Told> told = new ArrayList<>();
    final List<Overruled> overruled = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();
    private final Map<Integer, Undo> undos = new HashMap<>();
    private int overruledInUnit;
    byte[] batchName;
    int batchPeer;
    long nowNs = 1_000_000_000L;

    private final UnsafeBuffer arena = new UnsafeBuffer(new byte[128 * 1024]);
    private final TransactionSlot slot = new TransactionSlot();
    private final List<Integer> lastBatch = new ArrayList<>();
    private long sequence;
    private long batches;
    private int coins;
    private int blocksSent;
    private int admissionsInUnit;
    private int repliesInUnit;

    ValidationFixture(final int blocks)
    {
        this(new TransactionTable(blocks), defaults(blocks), new InMemoryUtxoStore(1 << 16));
    }

    ValidationFixture(final TransactionTable table, final ValidationParameters parameters, final UtxoStore utxo)
    {
        this.table = table;
        this.utxo = utxo;
        this.parameters = parameters;
        validation = new Validation(parameters, table, utxo, this, this);
    }

    static ValidationParameters defaults(final int blocks)
    {
        return ValidationParameters.defaults(TestPayment.CHAIN_ID, MAX_SUPPLY, RING_SIZE, blocks, 4711);
    }

    /** Puts a new output into the set. */
    Coin coin(final long amount, final int key)
    {
        return coin(amount, key, UtxoEntry.NOT_COINBASE);
    }

    Coin coin(final long amount, final int key, final int coinbaseHeight)
    {
        final Coin coin = unknownCoin(amount, key);
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = amount;
        entry.coinbaseHeight = coinbaseHeight;
        System.arraycopy(TestPayment.keyHash(key), 0, entry.keyHash, 0, 20);
        utxo.put(new UnsafeBuffer(coin.outpoint()), 0, entry);
        return coin;
    }

    /** An output of another lock type than payments have. */
    Coin locked(final long amount, final int key, final int lockType)
    {
        final Coin coin = unknownCoin(amount, key);
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = amount;
        entry.coinbaseHeight = UtxoEntry.NOT_COINBASE;
        entry.lockType = lockType;
        System.arraycopy(TestPayment.keyHash(key), 0, entry.keyHash, 0, 20);
        utxo.put(new UnsafeBuffer(coin.outpoint()), 0, entry);
        return coin;
    }

    /** An output that no known transaction makes. */
    Coin unknownCoin(final long amount, final int key)
    {
        final UnsafeBuffer txid = new UnsafeBuffer(new byte[32]);
        txid.putInt(0, ++coins);
        txid.putInt(4, 0x5EED);
        return new Coin(TestPayment.outpoint(txid.byteArray(), 1), amount, key);
    }

    Verdict submit(final TestPayment payment)
    {
        return submit(payment, true, Verdict.ADMITTED).verdict();
    }

    Verdict submitUnsigned(final TestPayment payment)
    {
        return submit(payment, false, Verdict.ADMITTED).verdict();
    }

    Reply submit(final TestPayment payment, final boolean signed, final Verdict form)
    {
        fill(payment, signed, form);
        slot.session = 7;
        slot.reference = sequence + 1000;
        slot.peer = TransactionSlot.NULL_PEER;
        slot.batch = TransactionSlot.NULL_BATCH;
        final int before = replies.size();
        unit();
        assertThat(replies).hasSize(before + 1);
        final Reply reply = replies.get(before);
        assertThat(reply.session()).isEqualTo(7);
        assertThat(reply.reference()).isEqualTo(slot.reference);
        return reply;
    }

    Told batch(final TestPayment... payments)
    {
        return batch(PEER, Arrays.stream(payments).map(Member::of).toArray(Member[]::new));
    }

    /** Sends a whole batch and gives what consensus was told of it. */
    Told batch(final int peer, final Member... members)
    {
        final long number = ++batches;
        for (int i = 0; i < members.length; i++)
        {
            member(peer, number, i, members.length, members[i]);
        }
        final Told last = told.get(told.size() - 1);
        assertThat(last.what()).isEqualTo("batch");
        return last;
    }

    long nextBatch()
    {
        return ++batches;
    }

    void member(final int peer, final long number, final int index, final int count, final Member member)
    {
        fill(member.payment(), member.signed(), member.form());
        slot.session = 1;
        slot.reference = 0;
        slot.peer = peer;
        slot.batch = number;
        slot.batchIndex = index;
        slot.batchCount = count;
        unit();
    }

    void tick(final long passNs)
    {
        nowNs += passNs;
        final int before = told.size() + replies.size();
        validation.onTick(nowNs);
        assertThat(told.size() + replies.size()).isEqualTo(before);
    }

    /** Decides as the pipeline does: utxo applies, then validation hears. */
    void decide(final Kind kind, final int handle)
    {
        if (kind == Kind.ACCEPTED)
        {
            apply(handle);
        }
        else if (kind == Kind.UNDONE)
        {
            utxo.rollback(undos.remove(handle));
        }
        hear(kind, handle);
    }

    void apply(final int handle)
    {
        final io.timecoin.transaction.TransactionView view = new io.timecoin.transaction.TransactionView();
        table.view(handle, new UnsafeBuffer(new byte[64 * 1024]), view);
        final Undo undo = new Undo();
        utxo.commit(view, table.ids(), table.txidOffset(handle), UtxoEntry.NOT_COINBASE, undo);
        undos.put(handle, undo);
    }

    void hear(final Kind kind, final int handle)
    {
        final int before = told.size() + replies.size();
        validation.onDecision(kind, handle, kind == Kind.ACCEPTED ? Verdict.ADMITTED : Verdict.CONFLICT, nowNs);
        assertThat(told.size() + replies.size()).as("told from a decision").isEqualTo(before);
    }

    /** Does all that is left to do, one unit at a time. */
    int drain()
    {
        int units = 0;
        while (true)
        {
            startUnit();
            final int done = validation.doReady(1);
            checkUnit();
            if (done == 0)
            {
                validation.onTick(nowNs);
                return units;
            }
            units++;
            assertThat(units).as("units without end").isLessThan(1_000_000);
        }
    }

    /** What consensus was told since last asked. */
    List<Told> news()
    {
        final List<Told> news = List.copyOf(told);
        told.clear();
        return news;
    }

    int handleOf(final TestPayment payment)
    {
        final List<Integer> handles = handlesOf(payment);
        return handles.isEmpty() ? TransactionTable.NULL_HANDLE : handles.get(0);
    }

    /** Several, if one was sent again while its first life was not quite over. */
    List<Integer> handlesOf(final TestPayment payment)
    {
        final List<Integer> handles = new ArrayList<>();
        final UnsafeBuffer wtxid = new UnsafeBuffer(payment.wtxid);
        for (int i = 0; i < Math.min(table.capacity(), blocksSent); i++)
        {
            final int handle = table.handleAt(i);
            if (handle != TransactionTable.NULL_HANDLE &&
                IdIndex.isSame(table.ids(), table.wtxidOffset(handle), wtxid, 0))
            {
                handles.add(handle);
            }
        }
        return handles;
    }

    ValidationStats stats()
    {
        validation.onTick(nowNs);
        return validation.stats();
    }

    void assertEmpty()
    {
        assertThat(table.count()).isZero();
        assertThat(table.bytesUsed()).isZero();
        assertThat(stats().locks).isZero();
        assertThat(stats().undecided).isZero();
        assertThat(stats().waiting).isZero();
        assertThat(stats().parked).isZero();
    }

    static byte[] nameOf(final byte[]... wtxids)
    {
        final UnsafeBuffer all = new UnsafeBuffer(new byte[32 * wtxids.length]);
        for (int i = 0; i < wtxids.length; i++)
        {
            all.putBytes(32 * i, wtxids[i]);
        }
        final byte[] name = new byte[32];
        new TransactionIds(TestPayment.CHAIN_ID).batchName(all, 0, wtxids.length, new UnsafeBuffer(name), 0);
        return name;
    }

    TransactionSlot slot()
    {
        return slot;
    }

    UnsafeBuffer arena()
    {
        return arena;
    }

    /** Writes a slot as ingress and a verify worker leave it. */
    void fill(final TestPayment payment, final boolean signed, final Verdict form)
    {
        blocksSent += TransactionTable.blocksFor(payment.bytes.length, payment.inputs.size());
        slot.tick = false;
        slot.stampNs = nowNs;
        slot.payloadOffset = 64;
        slot.payloadLength = payment.bytes.length;
        slot.firstCopy = TransactionSlot.NO_COPY;
        slot.verdict = form;
        slot.signaturesValid = signed;
        arena.putBytes(slot.payloadOffset, payment.bytes);
        arena.putBytes(slot.txidOffset(), payment.txid);
        arena.putBytes(slot.wtxidOffset(), payment.wtxid);
        arena.putBytes(slot.keyHashOffset(0), payment.keyHashes);
    }

    long unit()
    {
        startUnit();
        validation.onTransaction(arena, slot, sequence);
        checkUnit();
        return sequence++;
    }

    private void startUnit()
    {
        admissionsInUnit = told.size();
        overruledInUnit = overruled.size();
        repliesInUnit = replies.size();
    }

    private void checkUnit()
    {
        assertThat(told.size() - admissionsInUnit + overruled.size() - overruledInUnit)
            .isLessThanOrEqualTo(Validation.MAX_ADMISSIONS_PER_UNIT);
        assertThat(replies.size() - repliesInUnit).isLessThanOrEqualTo(Validation.MAX_REPLIES_PER_UNIT);
    }

    private void add(final String what, final int handle)
    {
        assertThat(table.isCurrent(handle)).as("told a stale handle: " + what).isTrue();
        told.add(new Told(what, handle, List.of(), 0, 0));
    }

    private List<Integer> list(final int[] handles, final int count)
    {
        lastBatch.clear();
        for (int i = 0; i < count; i++)
        {
            lastBatch.add(handles[i]);
        }
        return List.copyOf(lastBatch);
    }

    @Override
    public void admit(final int handle)
    {
        add("admit", handle);
    }

    @Override
    public void conflict(final int handle, final int[] rivals, final int count)
    {
        told.add(new Told("conflict", handle, list(rivals, count), 0, 0));
    }

    @Override
    public void batch(
        final int peer, final byte[] name, final int count, final int[] members, final long ready, final long invalid)
    {
        batchPeer = peer;
        batchName = name.clone();
        told.add(new Told("batch", TransactionTable.NULL_HANDLE, list(members, count), ready, invalid));
    }

    @Override
    public void overruled(final DirectBuffer txid, final int offset, final int[] accepted, final int count)
    {
        final byte[] id = new byte[32];
        txid.getBytes(offset, id);
        overruled.add(new Overruled(ByteBuffer.wrap(id), list(accepted, count)));
    }

    @Override
    public void ready(final int handle)
    {
        add("ready", handle);
    }

    @Override
    public void evict(final int handle)
    {
        add("evict", handle);
    }

    @Override
    public void expire(final int handle)
    {
        add("expire", handle);
    }

    @Override
    public void abandon(final int handle)
    {
        add("abandon", handle);
    }

    @Override
    public void verdict(
        final int session,
        final long reference,
        final Verdict verdict,
        final long requiredFee,
        final DirectBuffer txid,
        final int txidOffset)
    {
        replies.add(new Reply(session, reference, verdict, requiredFee));
    }
}

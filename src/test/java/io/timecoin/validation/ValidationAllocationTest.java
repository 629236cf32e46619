package io.timecoin.validation;

import io.timecoin.AllocatedBytes;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoView;
import io.timecoin.validation.TestPayment.Coin;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Validation allocates nothing after its construction, whatever becomes of a payment. */
class ValidationAllocationTest implements Admissions, Replies, UtxoView
{
    private static final int ALICE = 1;
    private static final int UNKNOWN = 1 << 30;
    private static final int SENT = 1 << 29;
    private static final int RUNS = 2_000;
    private static final int PAYLOAD = 64;

    private final byte[] ownerHash = TestPayment.keyHash(ALICE);
    private final byte[] template =
        TestPayment.spend(new Coin(new byte[34], 10_000, ALICE)).payAllBut(1_000, ALICE).bytes;
    private final UnsafeBuffer arena = new UnsafeBuffer(new byte[4096]);
    private final TransactionSlot slot = new TransactionSlot();
    private final int outpointOffset;
    private final int amountOffset;
    private Validation validation;
    private TransactionTable table;
    private long sequence;
    private int serial;
    private int lastHandle;
    private int lastEvicted;
    private int lastExpired;
    private int abandoned;
    private final int[] lastMembers = new int[64];
    private long nowNs;
    private final long[] seen = new long[ValidationStats.VERDICT_CODES];

    ValidationAllocationTest()
    {
        arena.putBytes(PAYLOAD, template);
        slot.payloadOffset = PAYLOAD;
        slot.payloadLength = template.length;
        final io.timecoin.transaction.TransactionView view = new io.timecoin.transaction.TransactionView();
        view.wrap(arena, PAYLOAD, template.length);
        outpointOffset = view.outpointOffset(0);
        amountOffset = view.keyHashOffset(0) - 9;
        arena.putBytes(slot.keyHashOffset(0), ownerHash);
    }

    private void start(final int blocks)
    {
        table = new TransactionTable(blocks);
        validation = new Validation(ValidationFixture.defaults(blocks), table, this, this, this);
    }

    @Test
    void shouldAllocateNothingOnTheWayOfAPayment()
    {
        start(4096);
        assertThat(AllocatedBytes.in(RUNS, this::liveAndLetGo)).isZero();
        assertThat(table.count()).isZero();
        assertThat(validation.stats().verdicts[Verdict.ADMITTED.code()]).isPositive();
    }

    /** A parent and its child are accepted; the child is sent again. */
    private void liveAndLetGo()
    {
        final int parent = payment(newOutpoint());
        final int parentHandle = lastHandle;
        final int child = payment(parent);
        validation.onDecision(Kind.ACCEPTED, parentHandle, Verdict.ADMITTED, nowNs);
        validation.doReady(100);
        validation.onDecision(Kind.ACCEPTED, lastHandle, Verdict.ADMITTED, nowNs);
        send(child, parent, true);
        validation.onDecision(Kind.RELEASED, parentHandle, Verdict.ADMITTED, nowNs);
        validation.onDecision(Kind.RELEASED, lastHandle, Verdict.ADMITTED, nowNs);
        send(child, parent, true);
    }

    @Test
    void shouldAllocateNothingForBatchesWithRivalsGarbageAndParkedMembers()
    {
        start(4096);
        assertThat(AllocatedBytes.in(RUNS, this::fight)).isZero();
        assertThat(table.count()).isZero();
        assertThat(validation.stats().conflictsKept).isPositive();
        assertThat(validation.stats().parkedTakenUp).isPositive();
        assertThat(validation.stats().parentsGone).isPositive();
        assertThat(validation.stats().verdicts[Verdict.BAD_SIGNATURE.code()]).isPositive();
    }

    private void fight()
    {
        final int disputed = newOutpoint();
        final int loser = payment(disputed);
        final int loserHandle = lastHandle;
        final int absent = unknownTxid();
        // Winner, garbage, child of the loser, known, parked.
        member(0, newTxid(), disputed, true);
        member(1, newTxid(), newOutpoint(), false);
        member(2, newTxid(), loser, true);
        member(3, loser, disputed, true);
        member(4, newTxid(), absent, true);
        final int winnerHandle = lastMembers[0];
        final int parkedHandle = lastMembers[4];
        validation.doReady(100);
        send(absent, newOutpoint(), true);
        final int parentHandle = lastHandle;
        validation.doReady(100);
        validation.onDecision(Kind.ACCEPTED, winnerHandle, Verdict.ADMITTED, nowNs);
        validation.onDecision(Kind.REJECTED, loserHandle, Verdict.CONFLICT, nowNs);
        validation.onDecision(Kind.EXPIRED, parentHandle, Verdict.EXPIRED, nowNs);
        validation.doReady(100);
        validation.onDecision(Kind.RELEASED, parkedHandle, Verdict.EXPIRED, nowNs);
        validation.onDecision(Kind.RELEASED, lastMembers[2], Verdict.EXPIRED, nowNs);
        validation.onDecision(Kind.RELEASED, winnerHandle, Verdict.ADMITTED, nowNs);
        validation.onDecision(Kind.RELEASED, loserHandle, Verdict.ADMITTED, nowNs);
    }

    @Test
    void shouldAllocateNothingWhenLocksExpireAndParkedTransactionsAge()
    {
        start(4096);
        assertThat(AllocatedBytes.in(RUNS, this::age)).isZero();
        assertThat(table.count()).isZero();
        assertThat(validation.stats().expiriesAsked).isPositive();
    }

    private void age()
    {
        final int parent = payment(newOutpoint());
        payment(parent);
        payment(unknownTxid());
        nowNs += ValidationParameters.DEFAULT_LOCK_TIMEOUT_NS;
        validation.onTick(nowNs);
        validation.doReady(100);
        validation.onDecision(Kind.EXPIRED, lastExpired, Verdict.EXPIRED, nowNs);
        validation.doReady(100);
    }

    @Test
    void shouldAllocateNothingInACrowdedPool()
    {
        start(64);
        assertThat(AllocatedBytes.in(RUNS, this::crowd)).isZero();
        assertThat(validation.stats().evictionsAsked).isPositive();
        assertThat(validation.stats().verdicts[Verdict.POOL_FULL.code()]).isPositive();
    }

    private void crowd()
    {
        payment(newOutpoint());
        nowNs += 1_000_000_000L;
        validation.onTick(nowNs);
        lastEvicted = TransactionTable.NULL_HANDLE;
        validation.doReady(100);
        if (lastEvicted != TransactionTable.NULL_HANDLE && (serial & 8) == 0)
        {
            validation.onDecision(Kind.EVICTED, lastEvicted, Verdict.EVICTED, nowNs);
        }
        validation.doReady(100);
    }

    private int newOutpoint()
    {
        return ++serial;
    }

    private int newTxid()
    {
        return ++serial | SENT;
    }

    /** One whose outputs are not in the set. */
    private int unknownTxid()
    {
        return ++serial | SENT | UNKNOWN;
    }

    private int payment(final int parent)
    {
        final int txid = newTxid();
        send(txid, parent, true);
        return txid;
    }

    private void send(final int txid, final int parent, final boolean signed)
    {
        slot.batch = TransactionSlot.NULL_BATCH;
        slot.peer = TransactionSlot.NULL_PEER;
        slot.session = 3;
        fill(txid, parent, signed);
    }

    private void member(final int index, final int txid, final int parent, final boolean signed)
    {
        slot.batch = sequence - index;
        slot.peer = 2;
        slot.batchIndex = index;
        slot.batchCount = 5;
        fill(txid, parent, signed);
    }

    private void fill(final int txid, final int parent, final boolean signed)
    {
        slot.verdict = Verdict.ADMITTED;
        slot.signaturesValid = signed;
        slot.firstCopy = TransactionSlot.NO_COPY;
        slot.stampNs = nowNs;
        arena.putInt(outpointOffset, parent);
        // An output of the set has 10,000, those made here 9,000 or 8,000.
        arena.putLong(amountOffset, (parent & SENT) == 0 ? 9_000 : 8_000);
        arena.putInt(slot.txidOffset(), txid);
        arena.putInt(slot.wtxidOffset(), txid);
        validation.onTransaction(arena, slot, sequence++);
    }

    @Override
    public boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        into.amount = 10_000;
        into.lockType = 0;
        into.coinbaseHeight = UtxoEntry.NOT_COINBASE;
        System.arraycopy(ownerHash, 0, into.keyHash, 0, ownerHash.length);
        return outpoint.getInt(offset) < UNKNOWN;
    }

    @Override
    public long size()
    {
        return 0;
    }

    @Override
    public long capacity()
    {
        return 0;
    }

    @Override
    public void admit(final int handle)
    {
        lastHandle = handle;
    }

    @Override
    public void conflict(final int handle, final int[] rivals, final int count)
    {
        lastHandle = handle;
    }

    @Override
    public void batch(
        final int peer, final byte[] name, final int count, final int[] members, final long ready, final long invalid)
    {
        System.arraycopy(members, 0, lastMembers, 0, count);
    }

    @Override
    public void overruled(final DirectBuffer txid, final int offset, final int[] accepted, final int count)
    {
    }

    @Override
    public void ready(final int handle)
    {
        lastHandle = handle;
    }

    @Override
    public void evict(final int handle)
    {
        lastEvicted = handle;
    }

    @Override
    public void expire(final int handle)
    {
        lastExpired = handle;
    }

    @Override
    public void abandon(final int handle)
    {
        abandoned++;
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
        seen[verdict.code()]++;
    }
}

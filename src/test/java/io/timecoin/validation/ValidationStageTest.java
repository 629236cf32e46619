package io.timecoin.validation;

import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.BlockRingSizes;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.pipeline.VerifyRun;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoView;
import io.timecoin.validation.TestPayment.Coin;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ValidationStageTest
{
    private static final int LOOKAHEAD_SLOTS = 16;
    private static final int TRANSACTIONS = 256;
    private static final int TABLE_BLOCKS = 1 << 10;
    private static final long AMOUNT = 1_000_000;
    private static final long FEE = 2_000;

    private final InMemoryUtxoStore store = new InMemoryUtxoStore(1 << 10);
    private final LookedAt utxo = new LookedAt();
    private final Rings rings = new Rings(
        new RingSizes(TRANSACTIONS, TRANSACTIONS << 10, 256, 64 << 10, 256, 256, 256, 256, 256, 256 << 10, 256,
            BlockRingSizes.small()), 1);
    private final PayloadRing<TransactionSlot> transactions = rings.writeTransactions(Stage.INGRESS);
    private final VerifyRun run = rings.readUnverified();
    private final ValidationStage stage = stage();
    private final RingPoller<AdmissionSlot> admissions = rings.readAdmissions(Stage.CONSENSUS);
    private final RingPoller<EgressSlot> egress = rings.readEgress(Stage.EGRESS, RingName.VALIDATION_EGRESS);
    private final List<TestPayment> payments = new ArrayList<>();

    @Test
    void shouldLookAtEachSlotOnceAndSixteenBeforeTheFirstIsTaken()
    {
        publish(40);
        verify(40);
        stage.doWork(0);

        assertThat(admitted()).isEqualTo(40);
        assertThat(Collections.max(utxo.touched)).as("an output is touched once").isEqualTo(1);
        assertThat(utxo.touched).hasSize(40);
        for (int i = 0; i < 40; i++)
        {
            final int touchedBefore = utxo.touchedBeforeGet.get(i);
            assertThat(touchedBefore).as("payment %d", i)
                .isEqualTo(Math.min(40, (i / LOOKAHEAD_SLOTS + 1) * LOOKAHEAD_SLOTS));
        }
    }

    @Test
    void shouldLookAtNoSlotThatIsNotVerified()
    {
        publish(10);
        verify(3);
        stage.doWork(0);
        assertThat(utxo.touched).hasSize(3);
        assertThat(admitted()).isEqualTo(3);

        verify(7);
        stage.doWork(0);
        assertThat(utxo.touched).hasSize(10);
        assertThat(Collections.max(utxo.touched)).isEqualTo(1);
        assertThat(admitted()).isEqualTo(7);
    }

    @Test
    void shouldNotLookIntoTicksAndWhatHasNoForm()
    {
        transactions.claim(0).tick = true;
        transactions.publish();
        publish(2);
        run.claim(3);
        // As an earlier round of the ring may have left it.
        run.slot(0).verdict = Verdict.ADMITTED;
        run.slot(1).verdict = Verdict.MALFORMED;
        run.slot(2).verdict = Verdict.ADMITTED;
        run.slot(2).signaturesValid = true;
        ids(run.slot(2), payments.get(1));
        run.done();
        stage.doWork(0);
        assertThat(utxo.touched).hasSize(1);
        assertThat(admitted()).isEqualTo(1);
    }

    @Test
    void shouldEndACycleOfANodeAfterABoundedNumberOfSlots()
    {
        final int limit = new ImmediatePace().maxUnitsPerCycle();
        publish(limit + 20);
        for (int verified = 0; verified < limit + 20; verified += verify(64))
        {
            // Its size is the worker's to choose.
        }
        assertThat(stage.doWork(0)).isBetween(limit / 2, limit + 1);
        stage.doWork(0);
        stage.doWork(0);
        assertThat(admitted()).isEqualTo(limit + 20);
    }

    private ValidationStage stage()
    {
        final TransactionTable table = new TransactionTable(TABLE_BLOCKS);
        final Counters counters =
            Counters.inMemory(new CounterNames(List.of(Stage.VALIDATION.label()), List.of(), List.of()));
        rings.readDecisions(Stage.UTXO);
        return new ValidationStage(
            ValidationParameters.defaults(TestPayment.CHAIN_ID, ValidationFixture.MAX_SUPPLY,
                TRANSACTIONS, TABLE_BLOCKS, 4711),
            table, utxo, rings, counters);
    }

    private void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final byte[] txid = new byte[32];
            new UnsafeBuffer(txid).putInt(0, payments.size() + 1);
            final Coin coin = new Coin(TestPayment.outpoint(txid, 0), AMOUNT, 1);
            final UtxoEntry entry = new UtxoEntry();
            entry.amount = AMOUNT;
            entry.coinbaseHeight = UtxoEntry.NOT_COINBASE;
            System.arraycopy(TestPayment.keyHash(1), 0, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
            store.put(new UnsafeBuffer(coin.outpoint()), 0, entry);
            final TestPayment payment = TestPayment.spend(coin).pay(AMOUNT - FEE, 2).build();
            final TransactionSlot slot = transactions.claim(TransactionSlot.recordLength(payment.bytes.length));
            slot.tick = false;
            slot.firstCopy = TransactionSlot.NO_COPY;
            slot.peer = TransactionSlot.NULL_PEER;
            slot.batch = TransactionSlot.NULL_BATCH;
            slot.reference = payments.size();
            slot.payloadLength = payment.bytes.length;
            transactions.payloads().putBytes(slot.payloadOffset, payment.bytes);
            transactions.publish();
            payments.add(payment);
        }
    }

    /** Marks the next slots as a worker does; returns how many it was given. */
    private int verify(final int count)
    {
        final int claimed = run.claim(count);
        for (int i = 0; i < claimed; i++)
        {
            final TransactionSlot slot = run.slot(i);
            slot.verdict = Verdict.ADMITTED;
            slot.signaturesValid = true;
            ids(slot, payments.get((int)slot.reference));
        }
        run.done();
        return claimed;
    }

    private void ids(final TransactionSlot slot, final TestPayment payment)
    {
        run.records().putBytes(slot.txidOffset(), payment.txid);
        run.records().putBytes(slot.wtxidOffset(), payment.wtxid);
        run.records().putBytes(slot.keyHashOffset(0), payment.keyHashes);
    }

    private int admitted()
    {
        final List<AdmissionSlot.Kind> kinds = new ArrayList<>();
        admissions.poll(slot -> kinds.add(slot.kind), 1_000);
        egress.poll(slot -> {}, 1_000);
        assertThat(kinds).containsOnly(AdmissionSlot.Kind.ADMIT);
        return kinds.size();
    }

    /** Counts the looks at each output. */
    private final class LookedAt implements UtxoView
    {
        private final List<ByteBuffer> order = new ArrayList<>();
        private final List<Integer> touched = new ArrayList<>();
        private final List<Integer> touchedBeforeGet = new ArrayList<>();

        @Override
        public boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
        {
            touchedBeforeGet.add(order.size());
            return store.get(outpoint, offset, into);
        }

        @Override
        public long touch(final DirectBuffer outpoint, final int offset)
        {
            final byte[] bytes = new byte[OUTPOINT_LENGTH];
            outpoint.getBytes(offset, bytes);
            assertThat(store.get(new UnsafeBuffer(bytes), 0, new UtxoEntry())).as("an input's outpoint").isTrue();
            final int index = order.indexOf(ByteBuffer.wrap(bytes));
            if (index < 0)
            {
                order.add(ByteBuffer.wrap(bytes));
                touched.add(1);
            }
            else
            {
                touched.set(index, touched.get(index) + 1);
            }
            return 1;
        }

        @Override
        public long size()
        {
            return store.size();
        }

        @Override
        public long capacity()
        {
            return store.capacity();
        }
    }
}

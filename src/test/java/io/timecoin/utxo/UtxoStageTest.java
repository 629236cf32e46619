package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.block.StateElement;
import io.timecoin.crypto.KeyPair;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.metrics.CountersView;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.SlotRing;
import io.timecoin.pipeline.Stage;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.ConfirmationDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.OutcomeDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UtxoStageTest
{
    private static final byte[] CHAIN_ID = new byte[32];
    private static final CounterNames NAMES = new CounterNames(List.of("utxo"), List.of(), List.of());
    private static final KeyPair KEY = KeyPair.fromSeed(new byte[32]);
    private static final long MS = 1_000_000;
    private static final long AMOUNT = 1_000_000;
    private static final Coinbases COINBASES =
        new Coinbases(CHAIN_ID, new Identities(List.of(new byte[32], KEY.publicKey()), 2));

    private final UnsafeBuffer counterBytes =
        new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.requiredLength(NAMES)));
    private final Counters counters = new Counters(counterBytes, NAMES);
    private final TransactionTable table = new TransactionTable(512);
    private final UtxoStore store = new InMemoryUtxoStore(1_000);
    private final Rings rings = new Rings(RingSizes.minimal(2, 2), 1);
    private final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
    private final UtxoStage stage = new UtxoStage(table, store, COINBASES, true, rings, counters);
    private final RingPoller<DecisionSlot> validation = rings.readDecisions(Stage.VALIDATION);
    private final RingPoller<EgressSlot> egress = rings.readEgress(Stage.EGRESS, RingName.UTXO_EGRESS);
    private final List<String> outcomes = new ArrayList<>();
    private final byte[] spent = TransactionBuilder.outpoint(new byte[32], 0);

    UtxoStageTest()
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = AMOUNT;
        store.put(new UnsafeBuffer(spent), 0, entry);
    }

    @Test
    void shouldApplyWhatIsAcceptedAndTellItsClient()
    {
        final int handle = pending(7, 70);
        decide(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
        assertThat(stage.doWork(0)).isEqualTo(1);

        assertThat(store.get(new UnsafeBuffer(spent), 0, new UtxoEntry())).isFalse();
        assertThat(store.size()).isEqualTo(2);
        readOutcomes();
        assertThat(outcomes).containsExactly("session 7 reference 70 outcome 0");
    }

    @Test
    void shouldTellNobodyOfAPeersTransaction()
    {
        decide(DecisionSlot.Kind.ACCEPTED, pending(TransactionTable.NO_SESSION, 0), Verdict.ADMITTED);
        stage.doWork(0);
        readOutcomes();
        assertThat(store.size()).isEqualTo(2);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void shouldTellWhyATransactionEndedAndChangeNothing()
    {
        final byte[] before = store.stateHash();
        final int handle = pending(3, 30);
        for (final DecisionSlot.Kind kind : List.of(
            DecisionSlot.Kind.REJECTED,
            DecisionSlot.Kind.EXPIRED,
            DecisionSlot.Kind.EVICTED,
            DecisionSlot.Kind.RELEASED))
        {
            decide(kind, handle, kind == DecisionSlot.Kind.RELEASED ? null : Verdict.valueOf(
                kind == DecisionSlot.Kind.REJECTED ? "CONFLICT" : kind.name()));
            stage.doWork(0);
            readOutcomes();
            validation.poll(slot -> {}, 2);
        }
        assertThat(store.stateHash()).isEqualTo(before);
        assertThat(outcomes).containsExactly(
            "session 3 reference 30 outcome 15",
            "session 3 reference 30 outcome 20",
            "session 3 reference 30 outcome 21");
    }

    @Test
    void shouldLeaveDecisionsWhileThereIsNoSpaceForOutcomes()
    {
        final int handle = pending(3, 30);
        for (int i = 0; i < 2; i++)
        {
            decide(DecisionSlot.Kind.EXPIRED, handle, Verdict.EXPIRED);
            assertThat(stage.doWork(0)).isEqualTo(1);
            validation.poll(slot -> {}, 2);
        }
        decide(DecisionSlot.Kind.EXPIRED, handle, Verdict.EXPIRED);
        assertThat(stage.doWork(0)).isZero();
        assertThat(new CountersView(counterBytes).get("utxo_back_pressure")).isEqualTo(1);
        readOutcomes();
        assertThat(stage.doWork(0)).isEqualTo(1);
    }

    @Test
    void shouldHaltOnADecisionThatTheSetContradicts()
    {
        final int handle = pending(3, 30);
        decide(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
        decide(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
        assertThatThrownBy(() -> stage.doWork(0)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldPublishTheStateFromTimeToTime()
    {
        final CountersView view = new CountersView(counterBytes);
        stage.doWork(0);
        assertThat(view.get(Counter.UTXOS)).isEqualTo(1);
        assertThat(view.get(Counter.UTXO_CAPACITY)).isEqualTo(1_000);
        assertThat(view.checks().get(Check.UTXO_SPACE)).isEqualTo(new CountersView.CheckState(999, 10));
        assertThat(view.stateHash()).isEqualTo(store.stateHash());

        decide(DecisionSlot.Kind.ACCEPTED, pending(0, 0), Verdict.ADMITTED);
        stage.doWork(MS);
        assertThat(view.get(Counter.ACCEPTED)).isZero();
        stage.doWork(100 * MS);
        assertThat(view.get(Counter.ACCEPTED)).isEqualTo(1);
        assertThat(view.get(Counter.UTXOS)).isEqualTo(2);
        assertThat(view.stateHash()).isEqualTo(store.stateHash());
    }

    @Test
    void shouldLeaveTheStateToBlocksWhereThereAreAny()
    {
        final byte[] ofBlock = new byte[32];
        ofBlock[0] = 9;
        counters.stateHash(new UnsafeBuffer(ofBlock), 0);
        final Rings own = new Rings(RingSizes.minimal(2, 2), 1);
        new UtxoStage(table, store, COINBASES, false, own, counters).doWork(0);
        assertThat(new CountersView(counterBytes).stateHash()).isEqualTo(ofBlock);
        assertThat(new CountersView(counterBytes).get(Counter.UTXOS)).isEqualTo(1);
    }

    @Test
    void shouldTellAClientThatItsPaymentIsFinal()
    {
        final int handle = pending(7, 70);
        decide(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
        decideBlock(DecisionSlot.Kind.FINAL, handle, 12, 0, 0);
        stage.doWork(0);
        final List<String> told = new ArrayList<>();
        final ConfirmationDecoder confirmation = new ConfirmationDecoder();
        egress.poll(slot -> {}, 1);
        egress.poll(slot ->
        {
            confirmation.wrapAndApplyHeader(
                rings.payloads(RingName.UTXO_EGRESS), slot.payloadOffset, new MessageHeaderDecoder());
            told.add(slot.session + " " + confirmation.reference() + " " + confirmation.height());
        }, 1);
        assertThat(told).containsExactly("7 70 12");
    }

    @Test
    void shouldTakeBackWhatABlockOverridesToTheLastByte()
    {
        final byte[] before = store.stateHash();
        final int parent = pending(7, 70);
        final byte[] coin = new byte[34];
        table.ids().getBytes(table.txidOffset(parent), coin, 0, 32);
        final UtxoEntry made = new UtxoEntry();
        made.amount = 1_000;
        System.arraycopy(KEY.keyHash(), 0, made.keyHash, 0, made.keyHash.length);
        final int child = pending(new UnsafeBuffer(new TransactionBuilder(CHAIN_ID)
            .input(coin, KEY).output(600, KEY.keyHash()).build()), 8, 80, made);
        for (final int handle : new int[]{parent, child})
        {
            decide(DecisionSlot.Kind.ACCEPTED, handle, Verdict.ADMITTED);
            stage.doWork(0);
            readOutcomes();
            validation.poll(slot -> {}, 2);
        }
        assertThat(store.stateHash()).isNotEqualTo(before);
        outcomes.clear();
        for (final int handle : new int[]{child, parent})
        {
            decide(DecisionSlot.Kind.UNDONE, handle, Verdict.UNDONE);
            stage.doWork(0);
            readOutcomes();
            validation.poll(slot -> {}, 2);
        }
        assertThat(store.stateHash()).isEqualTo(before);
        assertThat(outcomes).containsExactly("session 8 reference 80 outcome 23", "session 7 reference 70 outcome 23");
        stage.doWork(100 * MS);
        assertThat(new CountersView(counterBytes).get(Counter.UNDONE)).isEqualTo(2);
        assertThat(new CountersView(counterBytes).get(Counter.UTXOS)).isEqualTo(1);
    }

    @Test
    void shouldHaltIfADescendantWasNotTakenBackFirst()
    {
        final int parent = pending(0, 0);
        final byte[] coin = new byte[34];
        table.ids().getBytes(table.txidOffset(parent), coin, 0, 32);
        final int child = pending(new UnsafeBuffer(new TransactionBuilder(CHAIN_ID)
            .input(coin, KEY).output(600, KEY.keyHash()).build()), 0, 0, new UtxoEntry());
        decide(DecisionSlot.Kind.ACCEPTED, parent, Verdict.ADMITTED);
        decide(DecisionSlot.Kind.ACCEPTED, child, Verdict.ADMITTED);
        stage.doWork(0);
        validation.poll(slot -> {}, 2);
        decide(DecisionSlot.Kind.UNDONE, parent, Verdict.UNDONE);
        final byte[] before = store.stateHash();
        assertThatThrownBy(() -> stage.doWork(0)).isInstanceOf(InvariantViolation.class);
        assertThat(store.stateHash()).isEqualTo(before);
    }

    @Test
    void shouldPayTheProposerOfABlock()
    {
        decideBlock(DecisionSlot.Kind.BLOCK, TransactionTable.NULL_HANDLE, 5, 4_000, 1);
        decideBlock(DecisionSlot.Kind.BLOCK, TransactionTable.NULL_HANDLE, 6, 0, 1);
        stage.doWork(0);
        validation.poll(slot -> {}, 2);
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[34]);
        StateElement.putCoinbaseOutpoint(CHAIN_ID, 5, outpoint, 0);
        final UtxoEntry paid = new UtxoEntry();
        assertThat(store.get(outpoint, 0, paid)).isTrue();
        assertThat(paid.amount).isEqualTo(4_000);
        assertThat(paid.coinbaseHeight).isEqualTo(5);
        assertThat(paid.lockType).isZero();
        assertThat(paid.keyHash).isEqualTo(KEY.keyHash());
        assertThat(store.size()).as("nothing to pay in block 6").isEqualTo(2);

        decideBlock(DecisionSlot.Kind.BLOCK, TransactionTable.NULL_HANDLE, 6, 1, 1);
        assertThatThrownBy(() -> stage.doWork(0)).as("a height twice").isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldSettleTheSetOnlyAtLeisure(@TempDir final Path folder)
    {
        final int outputs = 20_000;
        try (WriteBackUtxoStore writeBack = (WriteBackUtxoStore)UtxoFixture.writeBack(
            ChronicleUtxoStore.create(folder.resolve("utxo"), UtxoFixture.CHAIN_ID, outputs), outputs))
        {
            for (int i = 0; i < outputs / 2; i++)
            {
                writeBack.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
            }
            final Rings own = new Rings(RingSizes.minimal(2, 2), 1);
            final SlotRing<DecisionSlot> written = own.writeDecisions(Stage.CONSENSUS);
            final UtxoStage settling = new UtxoStage(table, writeBack, COINBASES, true, own, counters);
            final RingPoller<DecisionSlot> read = own.readDecisions(Stage.VALIDATION);
            long nowNs = 0;
            for (int i = 0; i < 2_000; i++)
            {
                // Each cycle with a decision is followed by one without: 2,000 in a tenth of a second.
                written.claim().kind = DecisionSlot.Kind.RELEASED;
                written.publish();
                settling.doWork(nowNs);
                settling.doWork(nowNs);
                read.poll((slot) -> {}, 2);
                nowNs += MS / 20;
            }
            assertThat(writeBack.recentCount()).as("while there is much to do").isEqualTo(outputs / 2);
            for (int i = 0; i < 500; i++)
            {
                settling.doWork(nowNs);
                nowNs += MS;
            }
            assertThat(writeBack.recentCount()).as("left to a stop").isLessThanOrEqualTo(8_192);
        }
    }

    private int pending(final int session, final long reference)
    {
        final byte[] payment = new TransactionBuilder(CHAIN_ID)
            .input(spent, KEY).output(1_000, KEY.keyHash()).output(2_000, KEY.keyHash()).build();
        final UnsafeBuffer bytes = new UnsafeBuffer(payment);
        final UtxoEntry before = new UtxoEntry();
        before.amount = AMOUNT;
        return pending(bytes, session, reference, before);
    }

    private int pending(
        final UnsafeBuffer bytes, final int session, final long reference, final UtxoEntry... before)
    {
        final int handle = table.allocate(bytes, 0, bytes.capacity(), before.length);
        final UnsafeBuffer records = new UnsafeBuffer(new byte[before.length * UtxoEntry.ENCODED_LENGTH]);
        for (int i = 0; i < before.length; i++)
        {
            before[i].encode(records, i * UtxoEntry.ENCODED_LENGTH);
        }
        table.spent(handle, records, 0);
        final TransactionView view = new TransactionView();
        view.wrap(bytes, 0, bytes.capacity());
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        new TransactionIds(CHAIN_ID).txid(view, ids, 0);
        table.ids(handle, ids, 0, 32);
        table.client(handle, session, reference);
        return handle;
    }

    private void decide(final DecisionSlot.Kind kind, final int handle, final Verdict reason)
    {
        final DecisionSlot slot = decisions.claim();
        slot.kind = kind;
        slot.handle = handle;
        slot.reason = reason;
        decisions.publish();
    }

    private void decideBlock(
        final DecisionSlot.Kind kind, final int handle, final long height, final long amount, final int validator)
    {
        final DecisionSlot slot = decisions.claim();
        slot.kind = kind;
        slot.handle = handle;
        slot.height = height;
        slot.amount = amount;
        slot.validator = validator;
        decisions.publish();
    }

    private void readOutcomes()
    {
        final OutcomeDecoder outcome = new OutcomeDecoder();
        egress.poll(slot ->
        {
            assertThat(slot.destination).isEqualTo(EgressSlot.Destination.CLIENT);
            outcome.wrapAndApplyHeader(
                rings.payloads(RingName.UTXO_EGRESS), slot.payloadOffset, new MessageHeaderDecoder());
            assertThat(slot.payloadLength)
                .isEqualTo(MessageHeaderDecoder.ENCODED_LENGTH + OutcomeDecoder.BLOCK_LENGTH);
            outcomes.add("session " + slot.session + " reference " + outcome.reference() +
                " outcome " + outcome.outcome());
        }, 100);
    }
}

package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.KeyPair;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.metrics.CountersView;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.EgressSlot;
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

    private final UnsafeBuffer counterBytes =
        new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.requiredLength(NAMES)));
    private final Counters counters = new Counters(counterBytes, NAMES);
    private final TransactionTable table = new TransactionTable(512);
    private final UtxoStore store = new InMemoryUtxoStore(1_000);
    private final Rings rings = new Rings(RingSizes.minimal(2, 2), 1);
    private final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
    private final UtxoStage stage = new UtxoStage(table, store, rings, counters);
    private final RingPoller<DecisionSlot> validation = rings.readDecisions(Stage.VALIDATION);
    private final RingPoller<EgressSlot> egress = rings.readEgress(Stage.EGRESS, RingName.UTXO_EGRESS);
    private final List<String> outcomes = new ArrayList<>();
    private final byte[] spent = TransactionBuilder.outpoint(new byte[32], 0);

    UtxoStageTest()
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.amount = 1_000_000;
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
            final UtxoStage settling = new UtxoStage(table, writeBack, own, counters);
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
        final int handle = table.allocate(bytes, 0, payment.length);
        final TransactionView view = new TransactionView();
        view.wrap(bytes, 0, payment.length);
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

package io.timecoin.pipeline;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RingsTest
{
    private final Rings rings = new Rings(RingSizes.minimal(4, 4), 3);

    @Test
    void shouldRefuseAProducerThatTheTableDoesNotList()
    {
        assertThatThrownBy(() -> rings.writeDecisions(Stage.VALIDATION))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("validation does not write decisions");
    }

    @Test
    void shouldRefuseAReaderThatTheTableDoesNotList()
    {
        assertThatThrownBy(() -> rings.readControl(Stage.UTXO))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("utxo does not read control");
    }

    @Test
    void shouldRefuseASecondProducerOrReader()
    {
        rings.writeControl(Stage.INGRESS);
        assertThatThrownBy(() -> rings.writeControl(Stage.INGRESS)).isInstanceOf(IllegalStateException.class);
        rings.readControl(Stage.CONSENSUS);
        assertThatThrownBy(() -> rings.readControl(Stage.CONSENSUS)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseAReaderBeforeThoseWhomItFollows()
    {
        assertThatThrownBy(() -> rings.readDecisions(Stage.VALIDATION))
            .isInstanceOf(IllegalStateException.class).hasMessageContaining("too early");
    }

    @Test
    void shouldShowDecisionsToValidationOnlyAfterUtxo()
    {
        final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
        final RingPoller<DecisionSlot> utxo = rings.readDecisions(Stage.UTXO);
        final RingPoller<DecisionSlot> validation = rings.readDecisions(Stage.VALIDATION);
        publish(decisions, 7);

        final List<Integer> seen = new ArrayList<>();
        final RingPoller.Handler<DecisionSlot> handler = slot -> seen.add(slot.handle);
        assertThat(validation.poll(handler, 10)).isZero();
        assertThat(utxo.poll(handler, 10)).isEqualTo(1);
        assertThat(validation.poll(handler, 10)).isEqualTo(1);
        assertThat(seen).containsExactly(7, 7);
    }

    @Test
    void shouldSayWhichSlotIsTheLastOfAPoll()
    {
        final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
        final RingPoller<DecisionSlot> utxo = rings.readDecisions(Stage.UTXO);
        final List<Boolean> isLast = new ArrayList<>();
        final RingPoller.Handler<DecisionSlot> handler = slot -> isLast.add(utxo.isLast());
        publish(decisions, 1);
        publish(decisions, 2);
        utxo.poll(handler, 10);
        assertThat(isLast).as("by the end of what is published").containsExactly(false, true);
    }

    @Test
    void shouldSayThatTheLimitMadeASlotTheLastOfAPoll()
    {
        final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
        final RingPoller<DecisionSlot> utxo = rings.readDecisions(Stage.UTXO);
        final List<Boolean> isLast = new ArrayList<>();
        final RingPoller.Handler<DecisionSlot> handler = slot -> isLast.add(utxo.isLast());
        publish(decisions, 1);
        publish(decisions, 2);
        utxo.poll(handler, 1);
        utxo.poll(handler, 1);
        assertThat(isLast).containsExactly(true, true);
    }

    @Test
    void shouldKeepASlotUntilTheLastReaderIsDone()
    {
        final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
        final RingPoller<DecisionSlot> utxo = rings.readDecisions(Stage.UTXO);
        final RingPoller<DecisionSlot> validation = rings.readDecisions(Stage.VALIDATION);
        publish(decisions, 1);
        publish(decisions, 2);
        assertThat(decisions.claim()).isNull();
        utxo.poll(slot -> {}, 10);
        assertThat(decisions.claim()).isNull();
        assertThat(rings.isDrained()).isFalse();
        validation.poll(slot -> {}, 1);
        assertThat(decisions.hasSpace(1)).isTrue();
        assertThat(decisions.hasSpace(2)).isFalse();
        assertThat(rings.remaining(RingName.DECISIONS)).isEqualTo(1);
        validation.poll(slot -> {}, 1);
        assertThat(rings.isDrained()).isTrue();
    }

    @Test
    void shouldPollNoMoreThanTheLimit()
    {
        final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
        final RingPoller<DecisionSlot> utxo = rings.readDecisions(Stage.UTXO);
        publish(decisions, 1);
        publish(decisions, 2);
        final List<Integer> seen = new ArrayList<>();
        assertThat(utxo.poll(slot -> seen.add(slot.handle), 0)).isZero();
        assertThat(utxo.poll(slot -> seen.add(slot.handle), -1)).isZero();
        assertThat(utxo.poll(slot -> seen.add(slot.handle), 1)).isEqualTo(1);
        assertThat(utxo.poll(slot -> seen.add(slot.handle), 5)).isEqualTo(1);
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void shouldPassOnWhatAHandlerThrows()
    {
        final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
        final RingPoller<DecisionSlot> utxo = rings.readDecisions(Stage.UTXO);
        publish(decisions, 1);
        final RuntimeException fault = new IllegalStateException("broken");
        final RingPoller.Handler<DecisionSlot> broken = slot ->
        {
            throw fault;
        };
        assertThatThrownBy(() -> utxo.poll(broken, 1)).isSameAs(fault);
    }

    @Test
    void shouldRefuseSizesThatCouldNotWork()
    {
        assertThatThrownBy(() -> new RingSizes(2, 64 << 10, 2, 16 << 10, 2, 2, 2, 2, 2, 128 << 10, 2,
            BlockRingSizes.minimal()))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("transactionBytes");
        assertThatThrownBy(() -> new RingSizes(1, 128 << 10, 2, 16 << 10, 2, 2, 2, 2, 2, 128 << 10, 2,
            BlockRingSizes.minimal()))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("transactions");
        assertThat(RingSizes.minimal(65, 3).admissions()).isEqualTo(128);
        assertThat(RingSizes.minimal(65, 3).validationEgress()).isEqualTo(4);
    }

    private static void publish(final SlotRing<DecisionSlot> ring, final int handle)
    {
        ring.claim().handle = handle;
        ring.publish();
    }
}

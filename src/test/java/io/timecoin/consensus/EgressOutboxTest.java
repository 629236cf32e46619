package io.timecoin.consensus;

import io.timecoin.consensus.avalanche.Outbox;
import io.timecoin.pipeline.EgressSlot;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class EgressOutboxTest
{
    private static final int ARENA = RingSizes.MIN_CONSENSUS_EGRESS_BYTES;

    private final Rings rings = new Rings(RingSizes.minimal(2, 2), 100);
    private final EgressOutbox outbox =
        new EgressOutbox(rings.writeEgress(Stage.CONSENSUS, RingName.CONSENSUS_EGRESS));
    private final RingPoller<EgressSlot> egress = rings.readEgress(Stage.EGRESS, RingName.CONSENSUS_EGRESS);
    private final List<String> sent = new ArrayList<>();

    @Test
    void shouldSendToOneToSeveralAndToAll()
    {
        put(outbox.claim(100), 10);
        outbox.send(42, false, 10);
        final long[] peers = { 5L, 1L << 35 };
        put(outbox.claim(100), 20);
        outbox.send(peers, true, 20);
        peers[0] = 0;
        read();
        put(outbox.claim(100), 30);
        outbox.broadcast(true, 30);
        read();
        assertThat(sent).containsExactly(
            "PEER 42 control 10", "PEERS [5, 34359738368] bulk 20", "ALL_PEERS bulk 30");
    }

    @Test
    void shouldGiveBackWhatAMessageDidNotNeed()
    {
        put(outbox.claim(ARENA), 64);
        outbox.send(1, true, 64);
        assertThat(outbox.claim(ARENA - 64)).isEqualTo(64);
        outbox.abort();
        assertThat(outbox.claim(ARENA)).isEqualTo(Outbox.NO_SPACE);
        read();
        assertThat(outbox.claim(ARENA)).isNotEqualTo(Outbox.NO_SPACE);
    }

    @Test
    void shouldSayThatThereIsNoSpaceWithoutASlot()
    {
        outbox.claim(8);
        outbox.broadcast(false, 8);
        outbox.claim(8);
        outbox.broadcast(false, 8);
        assertThat(outbox.claim(8)).isEqualTo(Outbox.NO_SPACE);
    }

    private void put(final int offset, final int length)
    {
        outbox.buffer().setMemory(offset, length, (byte)length);
    }

    private void read()
    {
        egress.poll(slot ->
        {
            for (int i = 0; i < slot.payloadLength; i++)
            {
                assertThat(rings.payloads(RingName.CONSENSUS_EGRESS).getByte(slot.payloadOffset + i))
                    .isEqualTo((byte)slot.payloadLength);
            }
            final String to = switch (slot.destination)
            {
                case PEER -> " " + slot.peer;
                case PEERS -> " " + Arrays.toString(slot.peers);
                default -> "";
            };
            sent.add(slot.destination + to + (slot.bulk ? " bulk " : " control ") + slot.payloadLength);
        }, 10);
    }
}

package io.timecoin.pipeline;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopologyTest
{
    @Test
    void shouldHaveOneRowAStageInOrder()
    {
        assertThat(Topology.table()).extracting(Topology.Row::stage).containsExactly(Stage.values());
    }

    @Test
    void shouldGiveEveryRingOneProducerAndAReader()
    {
        for (final RingName ring : RingName.values())
        {
            assertThat(Topology.table().stream().filter(row -> row.writes().contains(ring)))
                .as("producers of %s", ring.label()).hasSize(1);
            assertThat(Topology.table().stream().flatMap(row -> row.reads().stream()).map(Topology.Read::ring))
                .as("readers of %s", ring.label()).contains(ring);
        }
    }

    @Test
    void shouldLetReadersFollowOnlyReadersOfTheSameRing()
    {
        for (final Topology.Row row : Topology.table())
        {
            for (final Topology.Read read : row.reads())
            {
                for (final Stage before : read.after())
                {
                    assertThat(Topology.row(before).reads()).extracting(Topology.Read::ring).contains(read.ring());
                }
            }
        }
    }

    @Test
    void shouldRefuseToLookAtATapBeforeOtherReaders()
    {
        assertThatThrownBy(() -> RingName.DECISIONS.after(Stage.CAPTURE, Stage.UTXO))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("capture must come behind utxo");
        assertThat(RingName.DECISIONS.after(Stage.UTXO, Stage.CAPTURE).after())
            .containsExactly(Stage.UTXO, Stage.CAPTURE);
    }

    @Test
    void shouldLetOneStageWriteTheUnspentOutputs()
    {
        assertThat(Topology.table().stream().filter(row -> row.utxo() == UtxoAccess.STORE).map(Topology.Row::stage))
            .containsExactly(Stage.UTXO);
    }

    @Test
    void shouldNameOneAgentAStageButSeveralToVerify()
    {
        assertThat(Topology.agentNames(2)).isEqualTo(
            List.of("ingress", "verify-0", "verify-1", "capture", "validation", "consensus", "utxo", "blocks",
                "egress"));
        assertThat(Topology.agentNames(1)).hasSize(Stage.values().length);
        assertThat(Arrays.stream(Stage.values()).map(Stage::label)).allMatch(label -> label.matches("[a-z]+"));
    }

    @Test
    void shouldNameTheAgentsOfAReplayInTheSamePlaces()
    {
        assertThat(Topology.replayAgentNames(2)).isEqualTo(
            List.of("reader", "verify-0", "verify-1", "validation", "decider", "utxo", "drain"));
    }
}

package io.timecoin.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.genesis.Genesis;
import io.timecoin.load.LoadProfile;
import io.timecoin.load.LoadStats;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class TestnetReportTest
{
    private static final String HASH = "ab".repeat(32);

    @Test
    void shouldHoldEveryFieldThatScriptsRelyOn()
    {
        final JsonNode json = new ObjectMapper().valueToTree(report(LoadedStats.good(), 0, nodes(), List.of()).toMap());

        assertThat(json.fieldNames()).toIterable().contains("validators", "processes", "rule", "duration_s",
            "offered_tps", "submitted", "accepted", "confirmed", "contested", "rejected", "double_spends_attempted",
            "double_spends_accepted", "throughput_tps", "accept_ms", "confirm_ms", "blocks", "consistent", "nodes",
            "bottleneck");
        for (final String latency : List.of("accept_ms", "confirm_ms"))
        {
            assertThat(json.get(latency).fieldNames()).toIterable()
                .containsExactly("p50", "p90", "p99", "p999", "max");
        }
        assertThat(json.get("nodes").get(0).fieldNames()).toIterable()
            .containsExactly("id", "height", "state_hash", "utxos", "accepted", "alive");
        assertThat(json.get("bottleneck").fieldNames()).toIterable().containsExactly("stage", "busy");
        assertThat(json.get("consistent").isBoolean()).isTrue();
        assertThat(json.get("processes").isBoolean()).isTrue();
        assertThat(json.get("rejected").get("conflict").asLong()).isEqualTo(1);
        assertThat(json.get("submitted").isIntegralNumber()).isTrue();
        assertThat(json.get("confirmed").asLong()).isZero();
        assertThat(json.get("blocks").asLong()).isZero();
        assertThat(json.get("contested").asLong()).isEqualTo(1);
    }

    @Test
    void shouldPassWhenEverythingWasAcceptedEverywhere()
    {
        final TestnetReport report = report(LoadedStats.good(), 0, nodes(), List.of());

        assertThat(report.faults()).isEmpty();
        assertThat(report.toText()).contains("yes: all 4 state hashes agree").contains("passed: every submitted");
    }

    @Test
    void shouldFailWhenAStateHashDiffers()
    {
        final List<NodeState> nodes = nodes();
        nodes.set(2, new NodeState(2, 0, "cd".repeat(32), 100, 7, 0, true));

        assertThat(report(LoadedStats.good(), 0, nodes, List.of()).faults()).singleElement().asString()
            .contains("state hashes differ");
    }

    @Test
    void shouldNotCompareALostNodeWithTheOthersButFailForItsLoss()
    {
        final List<NodeState> nodes = nodes();
        nodes.set(2, new NodeState(2, 0, "cd".repeat(32), 100, 3, 0, false));
        final TestnetReport report = report(LoadedStats.good(), 0, nodes, List.of("validator 2 was lost"));

        assertThat(report.isConsistent()).isTrue();
        assertThat(report.faults()).containsExactly("validator 2 was lost");
        assertThat(report.toText()).contains("LOST").contains("FAILED").contains("all 3 state hashes agree");
    }

    @Test
    void shouldFailWhenANodeAcceptedLessThanClientsWereTold()
    {
        final List<NodeState> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            nodes.add(new NodeState(i, 0, HASH, 100, 5, 0, true));
        }
        assertThat(report(LoadedStats.good(), 0, nodes, List.of()).faults()).singleElement().asString()
            .contains("fewer payments than clients were told");
    }

    @Test
    void shouldFailForDoubleSpendsUndecidedAndUnsentPayments()
    {
        assertThat(report(LoadedStats.good(), 1, nodes(), List.of()).faults()).singleElement().asString()
            .contains("1 double spends were accepted on both sides");
        assertThat(report(LoadedStats.undecided(), 0, nodes(), List.of()).faults()).singleElement().asString()
            .contains("1 of 7 submitted payments were not accepted (1 undecided)");
        final TestnetReport unsent = new TestnetReport(options(), "quorum", 2, LoadedStats.good(), LoadedStats.none(),
            5, 0, nodes(), List.of(), 3.5, Bottleneck.NONE, 0, 0);
        assertThat(unsent.faults()).singleElement().asString().contains("5 payments fell due and could not be sent");
    }

    @Test
    void shouldFailForAcceptedPaymentsThatAreNotFinal()
    {
        final TestnetReport open = new TestnetReport(options(), "quorum", 2, LoadedStats.good(), LoadedStats.none(),
            0, 0, nodes(), List.of(), 3.5, Bottleneck.NONE, 0, 2);
        assertThat(open.faults()).singleElement().asString().contains("2 accepted payments were in no final block");
    }

    @Test
    void shouldCompareStatesOfEqualHeightsOnly()
    {
        final List<NodeState> nodes = nodes();
        nodes.set(2, new NodeState(2, 7, "cd".repeat(32), 100, nodes.get(0).accepted(), 0, true));
        assertThat(report(LoadedStats.good(), 0, nodes, List.of()).isConsistent()).isTrue();
        nodes.set(3, new NodeState(3, 7, "ef".repeat(32), 100, nodes.get(0).accepted(), 0, true));
        assertThat(report(LoadedStats.good(), 0, nodes, List.of()).isConsistent()).isFalse();
    }

    @Test
    void shouldHoldTheWarmUpToTheSameAndShowItApart()
    {
        final List<NodeState> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            nodes.add(new NodeState(i, 0, HASH, 100, 14, 0, true));
        }
        final TestnetReport good = report(LoadedStats.good(), LoadedStats.good(), 0, nodes, List.of());
        assertThat(good.faults()).isEmpty();
        assertThat(good.toMap()).containsEntry("submitted", 7L).containsEntry("accepted", 7L)
            .containsEntry("double_spends_attempted", 1L).containsEntry("contested", 1L)
            .containsEntry("warm_up_submitted", 7L).containsEntry("warm_up_accepted", 7L)
            .containsEntry("warm_up_s", 0.5);
        assertThat(good.toText()).contains("2.0 s of load after 0.5 s of warm-up")
            .contains("7 payments before these, all accepted");

        assertThat(report(LoadedStats.good(), LoadedStats.undecided(), 0, nodes, List.of()).faults())
            .containsExactly("in the warm-up, 1 of 7 submitted payments were not accepted (1 undecided)");
        assertThat(report(LoadedStats.good(), LoadedStats.good(), 0, nodes(), List.of()).faults())
            .singleElement().asString().contains("fewer payments than clients were told");
    }

    @Test
    void shouldCompareARampWithWhatTheCoresCouldVerify()
    {
        final TestnetReport ramp = new TestnetReport(options(), "quorum", 2, LoadedStats.good(), LoadedStats.none(), 0,
            0, nodes(), List.of(), 3.5, Bottleneck.NONE, 8000, 0);
        final double bound = 8000.0 * Runtime.getRuntime().availableProcessors() / 4;

        assertThat(ramp.shareOfVerifier()).isEqualTo(ramp.stats().throughput() / bound);
        assertThat(ramp.toMap()).containsKeys("verifier_per_s", "share_of_verifier");
        assertThat(ramp.toText()).contains("of the bound");
        assertThat(report(LoadedStats.good(), 0, nodes(), List.of()).toMap()).doesNotContainKey("verifier_per_s");
    }

    private static TestnetReport report(
        final LoadStats stats, final long doubleSpends, final List<NodeState> nodes, final List<String> events)
    {
        return report(stats, LoadedStats.none(), doubleSpends, nodes, events);
    }

    private static TestnetReport report(
        final LoadStats stats,
        final LoadStats warmUp,
        final long doubleSpends,
        final List<NodeState> nodes,
        final List<String> events)
    {
        return new TestnetReport(options(), "quorum", 2, stats, warmUp, 0, doubleSpends, nodes, events, 3.5,
            new Bottleneck("verify-0", 0.5), 0, 0);
    }

    private static List<NodeState> nodes()
    {
        final List<NodeState> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            nodes.add(new NodeState(i, 0, HASH, 100, 7, 0, true));
        }
        return nodes;
    }

    private static TestnetOptions options()
    {
        return new TestnetOptions(4, true, new LoadProfile(500, 500_000_000L, 1_000_000_000L, 5, 0, 1), 1,
            Genesis.RULE_BY_SIZE, 0, 0, null, null, null);
    }
}

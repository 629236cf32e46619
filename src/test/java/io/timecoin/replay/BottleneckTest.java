package io.timecoin.replay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Who limits, by who waits for whom. */
class BottleneckTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # transactions | unclaimed | blocked | admissions | decisions | verdicts | outcomes | due   | limits
        0.0            | 0.0       | false   | 0.0        | 0.0       | 0.0      | 0.0      | false | reader
        0.5            | 0.1       | false   | 0.2        | 0.1       | 0.0      | 0.0      | false | reader
        1.0            | 0.9       | true    | 0.0        | 0.0       | 0.0      | 0.0      | false | verify
        0.95           | 0.9       | false   | 0.1        | 0.0       | 0.0      | 0.0      | false | verify
        # The bytes of the ring are full while it has slots left.
        0.3            | 0.25      | true    | 0.0        | 0.0       | 0.0      | 0.0      | false | verify
        0.3            | 0.05      | true    | 0.0        | 0.0       | 0.0      | 0.0      | false | validation
        1.0            | 0.1       | true    | 0.3        | 0.0       | 0.0      | 0.0      | false | validation
        # What is full upstream of a full ring only waits for it.
        1.0            | 0.1       | true    | 1.0        | 0.1       | 0.0      | 0.0      | false | decider
        1.0            | 0.1       | true    | 1.0        | 0.95      | 0.0      | 0.0      | false | utxo
        1.0            | 0.1       | true    | 1.0        | 1.0       | 0.0      | 1.0      | false | drain
        1.0            | 0.1       | true    | 0.0        | 0.0       | 0.9      | 0.0      | false | drain
        # Validation waits for a decision: whoever has more before it is late.
        1.0            | 0.1       | true    | 0.1        | 0.5       | 0.0      | 0.0      | true  | utxo
        1.0            | 0.1       | true    | 0.5        | 0.1       | 0.0      | 0.0      | true  | decider
        """)
    void shouldNameTheLastStageWhoseInputIsFull(
        final double transactions,
        final double unclaimed,
        final boolean blocked,
        final double admissions,
        final double decisions,
        final double verdicts,
        final double outcomes,
        final boolean due,
        final String limits)
    {
        assertThat(new Occupancy(transactions, unclaimed, blocked, admissions, decisions, verdicts, outcomes, due)
            .limitingStage()).isEqualTo(limits);
    }

    @Test
    void shouldTakeTheStageThatLimitedMostOftenWhereEachHasAThread()
    {
        final Bottleneck bottleneck = Bottleneck.of(Map.of("utxo", 70, "reader", 30),
            List.of(agent("reader", "a", 0.2), agent("validation", "b", 0.95), agent("utxo", "c", 0.9)), 4, false);
        assertThat(bottleneck.stage()).isEqualTo("utxo");
        assertThat(bottleneck.busy()).isEqualTo(0.9);
        assertThat(bottleneck.share()).isEqualTo(0.7);
        assertThat(bottleneck.reason()).contains("decisions").contains("70 %");
        assertThat(bottleneck.change()).contains("--cache-size-mb").contains("--scratch");
    }

    @Test
    void shouldTakeTheLongestTurnWhereAgentsShareABusyThread()
    {
        final Bottleneck bottleneck = Bottleneck.of(Map.of("verify", 100),
            List.of(agent("reader", "one", 0.1), agent("verify-0", "one", 0.2), agent("utxo", "one", 0.65)), 4, false);
        assertThat(bottleneck.stage()).isEqualTo("utxo");
        assertThat(bottleneck.reason()).isEqualTo(
            "thread one is busy 95 % of the time: utxo 65 %, verify-0 20 %, reader 10 %");
        assertThat(bottleneck.change()).contains("a thread of its own");
    }

    @Test
    void shouldAskForWorkersOnlyWhereThereAreCoresForThem()
    {
        final List<StageFigures> agents = List.of(agent("verify-0", "a", 1), agent("verify-1", "b", 1));
        assertThat(Bottleneck.of(Map.of("verify", 9), agents, 8, false).change()).contains("--verify-workers");
        assertThat(Bottleneck.of(Map.of("verify", 9), agents, 2, false).change()).contains("more cores")
            .doesNotContain("--verify-workers");
    }

    @Test
    void shouldNotBlameAStageForTheRecordedSpeed()
    {
        final Bottleneck bottleneck =
            Bottleneck.of(Map.of("verify", 9), List.of(agent("reader", "a", 0.1)), 2, true);
        assertThat(bottleneck.stage()).isEqualTo("reader");
        assertThat(bottleneck.change()).contains("--speed");
    }

    @Test
    void shouldNameTheBusiestIfNobodyLooked()
    {
        assertThat(Bottleneck.of(Map.of(), List.of(agent("reader", "a", 0.1), agent("utxo", "b", 0.2)), 2, false)
            .stage()).isEqualTo("utxo");
    }

    private static StageFigures agent(final String name, final String thread, final double busy)
    {
        return new StageFigures(name, thread, (long)(1e9 * busy), busy, 1, 0);
    }
}

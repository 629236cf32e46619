package io.timecoin.replay;

import io.timecoin.transaction.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What each transaction of a replay was told. */
class OutcomesTest
{
    @Test
    void shouldGrowWithACaptureThatDoesNotSayHowLongItIs()
    {
        final Outcomes outcomes = new Outcomes(-1);
        outcomes.verdict(0, Verdict.ADMITTED.code());
        outcomes.verdict(1_000_000, Verdict.KNOWN.code());
        outcomes.end(1_000_001, Verdict.CONFLICT.code());
        assertThat(outcomes.verdict(0)).isEqualTo(Verdict.ADMITTED);
        assertThat(outcomes.verdict(1_000_000)).isEqualTo(Verdict.KNOWN);
        assertThat(outcomes.end(1_000_001)).isEqualTo(Verdict.CONFLICT);
        assertThat(outcomes.verdict(999_999)).isNull();
    }

    @Test
    void shouldRefuseACaptureThatIsTooLong()
    {
        assertThat(Outcomes.require(Outcomes.MAX_TRANSACTIONS)).isEqualTo(Outcomes.MAX_TRANSACTIONS);
        for (final long transactions : new long[] {Outcomes.MAX_TRANSACTIONS + 1L, 1L << 31, Long.MAX_VALUE})
        {
            assertThatThrownBy(() -> new Outcomes(transactions)).isInstanceOfSatisfying(ReplayException.class, (ex) ->
            {
                assertThat(ex.kind()).isEqualTo(ReplayException.Kind.USAGE);
                assertThat(ex.why()).startsWith("too_many_transactions: ");
                assertThat(ex.next()).contains("--limit");
            });
        }
        final Outcomes growing = new Outcomes(-1);
        assertThatThrownBy(() -> growing.end(Outcomes.MAX_TRANSACTIONS, 0)).isInstanceOf(ReplayException.class);
    }
}

package io.timecoin.perf;

import java.util.concurrent.TimeUnit;

import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.consensus.avalanche.Judgement;
import io.timecoin.consensus.avalanche.VoteCounter;
import io.timecoin.consensus.validators.ValidatorSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counting all replies to one entry of a poll, 64 transactions, and judging each time that something may follow. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PollBenchmark
{
    /** Set by JMH: validators, of which each but the own one replies. */
    @Param({ "5", "40" })
    public int validators;

    private final Judgement judgement = new Judgement();
    private AcceptanceRule rule;
    private VoteCounter prefer;
    private VoteCounter strong;

    /** Makes rule and counters. */
    @Setup
    public void setUp()
    {
        final ValidatorSet set = ValidatorSet.equal(validators);
        rule = AcceptanceRule.of(AcceptanceRule.QUORUM, AvalancheParameters.testnet(), set, 0);
        prefer = new VoteCounter(1, rule.mostVotes());
        strong = new VoteCounter(1, rule.mostVotes());
    }

    /**
     * Counts.
     *
     * @return what was judged at the end.
     */
    @Benchmark
    public long poll()
    {
        for (int replies = 1; replies < validators; replies++)
        {
            prefer.add(0, 1, ~0L);
            strong.add(0, 1, ~(1L << replies));
            final int outstanding = validators - 1 - replies;
            if (rule.isWorthJudging(replies, outstanding))
            {
                rule.judge(prefer, strong, 0, outstanding, ~0L, ~0L, judgement);
            }
        }
        prefer.clear(0, ~0L);
        strong.clear(0, ~0L);
        return judgement.accepts;
    }
}

package io.timecoin.bench;

import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.consensus.avalanche.Judgement;
import io.timecoin.consensus.avalanche.VoteCounter;
import io.timecoin.consensus.validators.ValidatorSet;

/** Counts all replies to one entry of a poll, 64 transactions, and judges each time that something may follow. */
final class PollCounting
{
    private final int validators;
    private final Judgement judgement = new Judgement();
    private final AcceptanceRule rule;
    private final VoteCounter prefer;
    private final VoteCounter strong;

    private PollCounting(final int validators)
    {
        this.validators = validators;
        rule = AcceptanceRule.of(
            AcceptanceRule.QUORUM, AvalancheParameters.testnet(), ValidatorSet.equal(validators), 0);
        prefer = new VoteCounter(1, rule.mostVotes());
        strong = new VoteCounter(1, rule.mostVotes());
    }

    static Measurement of(final int validators)
    {
        final String what = "counting one reply about 64 transactions, quorum rule, " + validators +
            " validators, CPU time";
        return new LoopMeasurement(
            new Figure("polls.quorum" + validators, what, Unit.NS, Yardstick.NAME), new PollCounting(validators)::poll,
            validators - 1);
    }

    private long poll(final int index)
    {
        for (int replies = 1; replies < validators; replies++)
        {
            prefer.add(0, 1, ~0L);
            strong.add(0, 1, ~(1L << replies + index));
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

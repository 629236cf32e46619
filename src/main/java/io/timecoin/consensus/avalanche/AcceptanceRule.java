package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * How replies become preference and acceptance: pure arithmetic on 64 transactions at a time. A rule holds no state;
 * counters of successes in a row are kept for it by its caller.
 */
public interface AcceptanceRule
{
    /** Rule numbers of the genesis. */
    int QUORUM = 0;
    int SAMPLED = 1;
    int BY_SIZE = 2;

    /**
     * The rule that a genesis asks for, where the same validators vote for ever.
     *
     * @param number     {@link #QUORUM}, {@link #SAMPLED} or {@link #BY_SIZE}.
     * @param parameters of acceptance.
     * @param validators who votes.
     * @param self       index of this node.
     * @return the rule.
     */
    static AcceptanceRule of(
        final int number, final AvalancheParameters parameters, final ValidatorSet validators, final int self)
    {
        return of(number, parameters, validators.voters(), new Electorate(validators, self));
    }

    /**
     * The rule that a genesis asks for; a chain has it for ever, whoever votes later.
     *
     * @param number      {@link #QUORUM}, {@link #SAMPLED} or {@link #BY_SIZE}.
     * @param parameters  of acceptance.
     * @param firstVoters how many vote on the first block.
     * @param electorate  who votes now.
     * @return the rule.
     */
    static AcceptanceRule of(
        final int number, final AvalancheParameters parameters, final int firstVoters, final Electorate electorate)
    {
        final boolean everyone = number == BY_SIZE ? firstVoters <= parameters.pollAllMax() : number == QUORUM;
        if (number < QUORUM || number > BY_SIZE)
        {
            throw new IllegalArgumentException("no rule has the number " + number);
        }
        return everyone ? new QuorumRule(electorate) : new SampledRule(parameters.sampling(), electorate);
    }

    /**
     * Judges an entry of a poll by the replies so far.
     *
     * @param prefer      weight of the replies that prefer each transaction.
     * @param strong      weight of the replies that are strong for it.
     * @param row         row of both counters.
     * @param outstanding weight of the replies that may still come.
     * @param ownPrefer   what this node prefers now.
     * @param ownStrong   what it is strong for now.
     * @param out         receives the judgement.
     */
    void judge(VoteCounter prefer, VoteCounter strong, int row, long outstanding, long ownPrefer, long ownStrong,
        Judgement out);

    /**
     * Whether replies of so much weight can make anything certain, or effective. Spares judging polls that have just
     * begun.
     *
     * @param replied     weight of the replies so far.
     * @param outstanding weight of the replies that may still come.
     * @return false only if no judgement could say anything, whatever the replies were.
     */
    default boolean isWorthJudging(final long replied, final long outstanding)
    {
        return true;
    }

    /**
     * Whether everyone is polled; otherwise {@link #sampleSize()} weight units are drawn.
     *
     * @return true for all.
     */
    boolean pollsEveryone();

    /**
     * Weight units to draw for a poll.
     *
     * @return 0 if everyone is polled.
     */
    int sampleSize();

    /**
     * Whether successes count only in a row: then the polls of a transaction are applied in the order of their issue.
     *
     * @return true if order matters.
     */
    boolean countsInARow();

    /**
     * Successes in a row that accept.
     *
     * @param conflicted whether a conflict is known.
     * @return 0 if nothing counts in a row.
     */
    int successesNeeded(boolean conflicted);

    /**
     * Most successes in a row that are ever asked for.
     *
     * @return for sizing counters.
     */
    default int mostSuccesses()
    {
        return successesNeeded(true);
    }

    /**
     * Takes up settings that promise as much and are quicker now, if there are any.
     *
     * @param silentPercent share of the weight that does not reply in time.
     * @return true if samples or thresholds have changed: polls in flight, and successes counted so far, are void.
     */
    default boolean adapt(final int silentPercent)
    {
        return false;
    }

    /**
     * Weight of one poll's replies that means enough of the network knows something.
     *
     * @return a quorum, own weight left out, or alphaC.
     */
    long knownThreshold();

    /**
     * Largest sum of weights in one poll.
     *
     * @return for sizing counters.
     */
    long mostVotes();

    /**
     * Connected weight, the own one included, below which polls are not worth sending.
     *
     * @return 1 or more.
     */
    long connectedWeightNeeded();

    /**
     * Name in reports.
     *
     * @return {@code quorum} or {@code sampled}.
     */
    String name();
}

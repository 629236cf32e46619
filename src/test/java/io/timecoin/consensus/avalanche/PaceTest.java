package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** How many polls are in flight and how far apart they are, by round trips and load. */
class PaceTest
{
    private static final long CEILING_NS = 2_000 * MS;

    private final AvalancheStats stats = new AvalancheStats();
    private final RoundTrip roundTrip = new RoundTrip(CEILING_NS, stats);
    private Reputation reputation;
    private Pace pace;
    private long nowNs = 1_000 * MS;

    @Test
    void shouldSpaceThePollsOfASampledRuleByHowLongASuccessTakes()
    {
        begin(true);
        assertThat(pace.spacingNs()).as("nothing is known").isEqualTo(Pace.MIN_SPACING_NS);
        replies(100, 100);
        assertThat(pace.inFlight()).isEqualTo(Pace.MANY);
        assertThat(pace.spacingNs()).isBetween(6 * MS, 7 * MS);
        assertThat(pace.quickNs()).isEqualTo(pace.spacingNs());
        // A fifth are far away, and not needed for a success.
        replies(40, 200);
        assertThat(pace.spacingNs()).isBetween(40 * MS / Pace.MANY, 48 * MS / Pace.MANY);
        replies(1, 1);
        assertThat(pace.spacingNs()).isEqualTo(Pace.MIN_SPACING_NS);
    }

    @Test
    void shouldNotBeTalkedIntoMoreThanFourTimesThePolls()
    {
        begin(true);
        replies(0, 200);
        assertThat(pace.spacingNs()).isGreaterThanOrEqualTo(roundTrip.smoothedNs() / 4 / Pace.MANY);
    }

    @Test
    void shouldSendFewerPollsWhereRepliesTakeLongerThanUsual()
    {
        begin(true);
        replies(50, 50);
        assertThat(pace.inFlight()).isEqualTo(Pace.MANY);
        replies(180, 180);
        assertThat(pace.inFlight()).as("crowded").isEqualTo(Pace.FEW);
        assertThat(pace.spacingNs()).isGreaterThan(20 * MS);
        replies(60, 60);
        assertThat(pace.inFlight()).isEqualTo(Pace.MANY);
        // What takes longer for good is usual after a while.
        for (int i = 0; i < 30; i++)
        {
            replies(180, 180);
        }
        assertThat(pace.inFlight()).isEqualTo(Pace.MANY);
    }

    @Test
    void shouldAskEverybodyAtThePaceOfTheRoundTrip()
    {
        begin(false);
        replies(100, 100);
        assertThat(pace.inFlight()).isEqualTo(Pace.FEW);
        assertThat(pace.spacingNs()).isBetween(12 * MS, 13 * MS);
        assertThat(pace.quickNs()).isBetween(24 * MS, 25 * MS);
    }

    @Test
    void shouldTellTheShareOfWeightThatIsSilent()
    {
        begin(true);
        assertThat(reputation.silentPercent()).as("nobody has replied").isEqualTo(100);
        replies(20, 20);
        assertThat(reputation.silentPercent()).isZero();
        for (int i = 0; i < 200; i++)
        {
            reputation.onMissed(1, nowNs);
            reputation.onMissed(2, nowNs);
        }
        assertThat(reputation.silentPercent()).isEqualTo(Math.round(200.0f / 29));
    }

    private void begin(final boolean isSampled)
    {
        final Electorate electorate = new Electorate(ValidatorSet.equal(30), 0);
        final Peers peers = new Peers(electorate);
        for (int peer = 1; peer < 30; peer++)
        {
            peers.connect(peer);
        }
        final AcceptanceRule rule =
            isSampled ? new SampledRule(SamplingParameters.TESTNET, electorate) : new QuorumRule(electorate);
        reputation = new Reputation(electorate, peers, rule, CEILING_NS, roundTrip, stats);
        pace = new Pace(rule, roundTrip, reputation);
    }

    /** A second of replies: most take so many milliseconds, and every fifth validator takes the other time. */
    private void replies(final long ms, final long farMs)
    {
        for (int i = 0; i < 100; i++)
        {
            for (int peer = 1; peer < 30; peer++)
            {
                final long elapsedNs = (peer % 5 == 0 ? farMs : ms) * MS;
                roundTrip.onSample(elapsedNs);
                reputation.onReply(peer, elapsedNs);
            }
        }
        nowNs += 1_000 * MS;
        reputation.refresh(nowNs);
        pace.refresh(nowNs);
    }
}

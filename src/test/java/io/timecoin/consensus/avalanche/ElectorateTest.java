package io.timecoin.consensus.avalanche;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reads who votes goes by the new weights from the turn on, exactly as if it had been made with them. */
class ElectorateTest
{
    private static final SamplingParameters SAMPLING = new SamplingParameters(5, 3, 4, 2, 3);

    /** The first one is this node. */
    @ParameterizedTest
    @CsvSource({
        // before, after | quorum, own weight, weight known besides the own, weight connected for samples, most votes
        "1 1 1 1 0, 1 1 1 1 1, 4, 1, 3, 4, 5",
        "1 1 1 1 1, 0 1 1 1 1, 3, 0, 3, 4, 4",
        "0 1 1 1 1, 1 1 1 1 1, 4, 1, 3, 4, 5",
        "0 4 4 4 0, 0 4 4 4 3, 11, 0, 11, 12, 15",
        "9 1 1 1 1, 5 1 1 1 1, 7, 5, 2, 8, 9",
        "1 1 1 1 0, 1 1 1 1 4294967295, 2863311533, 1, 2863311532, 3435973840, 4294967299",
    })
    void shouldJudgeByTheNewWeights(final String before, final String after, final long quorum, final long own,
        final long known, final long connectedForSamples, final long most)
    {
        final Electorate electorate = new Electorate(set(before), 0, 50);
        final AcceptanceRule rule = new QuorumRule(electorate);
        final AcceptanceRule sampled = new SampledRule(new SamplingParameters(4, 3, 3, 2, 3), electorate);
        electorate.announce(100, set(after));
        assertThat(rule.connectedWeightNeeded()).isEqualTo(set(before).quorumWeight());
        turn(electorate, 100);
        assertThat(rule.connectedWeightNeeded()).isEqualTo(quorum);
        assertThat(electorate.ownWeight()).isEqualTo(own);
        assertThat(rule.knownThreshold()).isEqualTo(known);
        assertThat(rule.mostVotes()).isEqualTo(most);
        assertThat(sampled.connectedWeightNeeded()).isEqualTo((3 * most + 3) / 4);
        assertThat(sampled.mostVotes()).isEqualTo(4);
        assertThat(electorate.since()).isEqualTo(100);
        // Another rule of the same weights from the beginning judges alike.
        final AcceptanceRule fresh = new QuorumRule(new Electorate(set(after), 0));
        final Judgement one = new Judgement();
        final Judgement other = new Judgement();
        final VoteCounter prefer = new VoteCounter(1, most);
        final VoteCounter strong = new VoteCounter(1, most);
        long outstanding = most - own;
        for (int peer = 1; peer < 5; peer++)
        {
            final long weight = electorate.weight(peer);
            outstanding -= weight;
            prefer.add(0, weight, 0b1111 >> peer | 0b10000);
            strong.add(0, weight, 0b1111 >> peer);
            for (int words = 0; words < 4; words++)
            {
                rule.judge(prefer, strong, 0, outstanding, -(words & 1), -(words & words >> 1), one);
                fresh.judge(prefer, strong, 0, outstanding, -(words & 1), -(words & words >> 1), other);
                assertThat(new long[]{ one.leads, one.marks, one.accepts, one.certain })
                    .containsExactly(other.leads, other.marks, other.accepts, other.certain);
            }
            assertThat(rule.isWorthJudging(most - own - outstanding, outstanding))
                .isEqualTo(fresh.isWorthJudging(most - own - outstanding, outstanding));
        }
    }

    @Test
    void shouldDrawByTheNewWeights()
    {
        final Electorate electorate = new Electorate(set("5 1 2 0 0 8"), 2);
        final PeerSampler sampler = new PeerSampler(electorate, new SplitMix(7));
        electorate.announce(100, set("0 1 9 3 1 6"));
        turn(electorate, 100);
        sampler.onElectorate();
        final PeerSampler fresh = new PeerSampler(new Electorate(set("0 1 9 3 1 6"), 2), new SplitMix(7));
        for (int draw = 0; draw < 1_000; draw++)
        {
            final long[] units = new long[6];
            final long[] expected = new long[6];
            sampler.draw(5, units);
            fresh.draw(5, expected);
            assertThat(units).containsExactly(expected);
            assertThat(units[0] + units[2]).isZero();
        }
        final long[] all = new long[6];
        sampler.draw(20, all);
        assertThat(all).as("no more than there are").containsExactly(0, 1, 0, 3, 1, 6);
    }

    @Test
    void shouldWeighWhoIsConnectedAnew()
    {
        final Electorate electorate = new Electorate(set("1 2 4 0 8"), 1);
        final Peers peers = new Peers(electorate);
        peers.connect(0);
        peers.connect(3);
        peers.connect(4);
        assertThat(peers.connectedWeight()).isEqualTo(11);
        electorate.announce(100, set("0 3 4 16 8"));
        turn(electorate, 100);
        peers.onElectorate();
        assertThat(peers.connectedWeight()).isEqualTo(27);
        peers.disconnect(3);
        peers.disconnect(0);
        assertThat(peers.connectedWeight()).isEqualTo(11);
        assertThat(electorate.others()).containsExactly(0b11100);
    }

    @Test
    void shouldCountAnewWithAsManyDigitsAsTheNewWeightsNeed()
    {
        final VoteCounter counter = new VoteCounter(2, 5);
        counter.add(1, 5, 0b11);
        for (final long most : new long[]{ 1L << 40, 3, 100, 1L << 42 })
        {
            counter.begin(most);
            assertThat(counter.atLeast(0, 1) | counter.atLeast(1, 1)).isZero();
            counter.add(1, most - 1, 0b01);
            counter.add(1, 1, 0b11);
            assertThat(counter.atLeast(1, most)).isEqualTo(0b01);
            assertThat(counter.atLeast(1, 1)).isEqualTo(0b11);
            assertThat(counter.atLeast(0, 1)).isZero();
        }
    }

    @Test
    void shouldTellPollsOfOneEpochFromThoseOfAnother()
    {
        final PollHistory history = new PollHistory(5, -3);
        final long[] everyone = { 0b11110 };
        final long first = history.nextId();
        history.onSent(everyone, 1);
        assertThat(PollHistory.isOf(first, 0)).isTrue();
        assertThat(PollHistory.isOf(first, 300)).isFalse();
        history.onElectorate(300);
        final long second = history.nextId();
        assertThat(history.isRemembered(first)).isFalse();
        assertThat(history.onReply(first, 1)).isEqualTo(PollHistory.NOT_OWED);
        history.onSent(everyone, 2);
        assertThat(PollHistory.isOf(second, 300)).isTrue();
        assertThat(PollHistory.isOf(second, 0)).isFalse();
        assertThat(PollHistory.isOf(second, 400)).isFalse();
        assertThat(history.onReply(second, 1)).isEqualTo(2);
        assertThat(history.isRemembered(first)).isFalse();
        assertThat(PollHistory.isBefore(second, history.nextId())).isTrue();
        assertThat(PollHistory.isBefore(history.nextId(), second)).isFalse();
        // Numbers come round: what was sent before that is before what was sent after.
        for (int i = 0; i < 4; i++)
        {
            final long id = history.nextId();
            history.onSent(everyone, 3 + i);
            assertThat(PollHistory.isBefore(id, history.nextId())).isTrue();
            assertThat(PollHistory.isOf(history.nextId(), 300)).isTrue();
        }
        history.onElectorate(0xF00 << 16);
        assertThat(history.isRemembered(history.nextId() - 1)).as("nothing was sent yet").isFalse();
    }

    @Test
    void shouldRefuseOrdersThatCannotBe()
    {
        final Electorate electorate = new Electorate(set("1 1 1"), 0);
        electorate.onApplied(7);
        assertThatThrownBy(() -> electorate.announce(7, set("1 1 0"))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> electorate.announce(8, set("1 1"))).isInstanceOf(InvariantViolation.class);
        electorate.announce(8, set("1 1 0"));
        assertThatThrownBy(() -> electorate.announce(9, set("1 1 0"))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> electorate.onApplied(9)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> new Electorate(set("1 1 1"), 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSampleWhatIsLeftThoughItIsLessThanASample()
    {
        assertThatThrownBy(() -> new SampledRule(SAMPLING, new Electorate(set("1 1 1 1 1"), 0)))
            .isInstanceOf(IllegalArgumentException.class);
        final Electorate left = new Electorate(set("1 1 1 1 1"), 0, 700);
        assertThat(new SampledRule(SAMPLING, left).name()).isEqualTo("sampled");
        final long[] units = new long[5];
        new PeerSampler(left, new SplitMix(1)).draw(5, units);
        assertThat(units).containsExactly(0, 1, 1, 1, 1);
    }

    private static void turn(final Electorate electorate, final long height)
    {
        assertThat(electorate.isBoundary(height)).isTrue();
        electorate.onApplied(height - 1);
        assertThat(electorate.isOver()).isFalse();
        electorate.onApplied(height);
        assertThat(electorate.isOver()).isTrue();
        electorate.turn();
        assertThat(electorate.isOver() | electorate.isFrozen() | electorate.isBoundary(height)).isFalse();
    }

    private static ValidatorSet set(final String weights)
    {
        return new ValidatorSet(Arrays.stream(weights.split(" ")).mapToLong(Long::parseLong).toArray());
    }
}

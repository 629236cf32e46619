package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

/** Two of seven say nothing, so that every poll needs the replies of all others, and many get lost. */
class TestimonyTest
{
    private static final int SIZE = 7;
    private static final int LIVE = 5;
    private static final double LOSS = 0.3;
    private static final Electorate ELECTORATE = new Electorate(ValidatorSet.equal(SIZE), 0);

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void shouldAcceptThoughNoPollGetsAllReplies(final long seed)
    {
        final TestNetwork network = lossy(seed);
        for (int i = 0; i < 30; i++)
        {
            network.nodes.get(i % LIVE).submit(i, i);
            network.run(2 * MS);
        }
        network.nodes.get(0).isDown = true;
        network.run(3_000 * MS);
        network.nodes.get(0).isDown = false;
        // By now everything is polled twice a second only.
        assertThat(network.runUntil(() -> live(network).stream().allMatch(node -> node.acceptedNs.size() == 30),
            8_000 * MS)).as("seed " + seed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = { 4, 5, 6 })
    void shouldCallAPairContestedThoughNoPollGetsAllReplies(final long seed)
    {
        final TestNetwork network = lossy(seed);
        // Two prefer the one and three the other: neither can get a quorum.
        for (int i = 0; i < LIVE; i++)
        {
            final boolean isFirst = i < 2;
            network.nodes.get(i).onBatch((i + 1) % LIVE, TestPayments.batch(
                TestPayments.payment(isFirst ? 1 : 2, 77), TestPayments.payment(isFirst ? 2 : 1, 77)));
        }
        assertThat(network.runUntil(
            () -> live(network).stream().allMatch(node -> node.avalanche.stats().contestedNow == 2), 20_000 * MS))
            .as("seed " + seed).isTrue();
        network.run(1_000 * MS);
        for (final TestNode node : live(network))
        {
            assertThat(node.acceptedNs).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void shouldCountWhatDifferentPollsWereToldTogether()
    {
        final Batches batches = batches();
        final Testimony testimony = testimony(batches);
        for (int peer = 1; peer < LIVE; peer++)
        {
            assertThat(testimony.add(0, peer, 0b11, 0b01, peer < 3 ? 0b01 : 0)).isTrue();
            assertThat(testimony.add(0, peer, 0b11, 0b01, 0)).as("no news").isFalse();
        }
        final Judgement judgement = new Judgement();
        testimony.judge(0, 0, 0, judgement);
        assertThat(judgement.marks).as("four of seven").isZero();
        testimony.judge(0, 0b11, 0, judgement);
        assertThat(judgement.marks).as("with the own vote").isEqualTo(0b01);
        assertThat(judgement.accepts).isZero();
        testimony.add(0, 3, 0, 0, 0b01);
        testimony.add(0, 4, 0, 0, 0b01);
        testimony.judge(0, 0b01, 0b01, judgement);
        assertThat(judgement.accepts).isEqualTo(0b01);
        assertThat(testimony.known(0, 4)).isEqualTo(0b11);
        assertThat(testimony.known(0, 5)).isZero();
    }

    @Test
    void shouldForgetWhatWasSaidByWhoMayHaveForgottenItToo()
    {
        final Batches batches = batches();
        final Testimony testimony = testimony(batches);
        for (int peer = 1; peer < LIVE; peer++)
        {
            testimony.add(0, peer, 1, 1, 1);
        }
        testimony.forget(2);
        final Judgement judgement = new Judgement();
        testimony.judge(0, 1, 1, judgement);
        assertThat(judgement.marks | judgement.accepts).isZero();
        assertThat(testimony.known(0, 4)).isZero();
        testimony.add(0, 2, 1, 1, 1);
        testimony.judge(0, 1, 1, judgement);
        assertThat(judgement.marks & judgement.accepts).isEqualTo(1);
        testimony.onElectorate();
        assertThat(testimony.place(0)).isEqualTo(Testimony.NONE);
    }

    @Test
    void shouldKeepNothingOfABatchThatHasLeft()
    {
        final Batches batches = batches();
        final Testimony testimony = testimony(batches);
        assertThat(testimony.place(0)).isNotEqualTo(Testimony.NONE);
        batches.free(0);
        assertThat(batches.allocate(1, Batches.OPEN, 0)).isZero();
        assertThat(testimony.place(0)).isEqualTo(Testimony.NONE);
    }

    private static Batches batches()
    {
        final Batches batches = new Batches(16, ELECTORATE, 1);
        assertThat(batches.allocate(0, Batches.OPEN, 0)).isZero();
        return batches;
    }

    private static Testimony testimony(final Batches batches)
    {
        final Testimony testimony = new Testimony(batches, ELECTORATE, new QuorumRule(ELECTORATE));
        batches.polls[0] = Testimony.PATIENCE;
        testimony.onPolled(0);
        assertThat(testimony.place(0)).as("not yet").isEqualTo(Testimony.NONE);
        batches.polls[0]++;
        testimony.onPolled(0);
        return testimony;
    }

    private static TestNetwork lossy(final long seed)
    {
        final TestNetwork network = TestNetwork.quorum(SIZE, seed);
        network.nodes.subList(LIVE, SIZE).forEach((node) -> node.isDown = true);
        network.delays = (from, to, bulk) -> !bulk && network.random.nextDouble() < LOSS ? -1 : 5 * MS;
        return network;
    }

    private static List<TestNode> live(final TestNetwork network)
    {
        return network.nodes.subList(0, LIVE);
    }
}

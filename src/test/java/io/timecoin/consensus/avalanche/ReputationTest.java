package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The numbers alone: shares, latencies, who is benched and how long is waited, against simple models. */
class ReputationTest
{
    private static final long CEILING_NS = 2_000 * MS;
    private static final int MISSES_TO_BENCH = 11;

    private final AvalancheStats stats = new AvalancheStats();
    private ValidatorSet validators;
    private Peers peers;
    private RoundTrip roundTrip;
    private Reputation reputation;
    private long nowNs = 1_000 * MS;

    private void begin(final long... weights)
    {
        validators = new ValidatorSet(weights);
        final Electorate electorate = new Electorate(validators, 0);
        peers = new Peers(electorate);
        for (int peer = 1; peer < weights.length; peer++)
        {
            peers.connect(peer);
        }
        roundTrip = new RoundTrip(CEILING_NS, stats);
        reputation = new Reputation(
            electorate, peers, new QuorumRule(electorate), CEILING_NS, roundTrip, stats);
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void shouldFollowAMovingAverageOfRepliesInTimeAndOfLatencies(final long seed)
    {
        begin(1, 1, 1, 1);
        final Random random = new Random(seed);
        double share = 1;
        double latency = -1;
        double variation = 0;
        for (int i = 0; i < 2_000; i++)
        {
            if (random.nextInt(100) < (i / 200 % 2 == 0 ? 80 : 20))
            {
                final long elapsedNs = (20 + random.nextInt(300)) * MS;
                reputation.onReply(1, elapsedNs);
                share += (1 - share) / 16;
                variation = latency < 0 ? elapsedNs / 2.0 :
                    variation + (Math.abs(latency - elapsedNs) - variation) / 4;
                latency = latency < 0 ? elapsedNs : latency + (elapsedNs - latency) / 8;
            }
            else
            {
                reputation.onMissed(1, nowNs);
                share -= share / 16;
            }
            assertThat(stats.replyShares[1] / (double)Reputation.FULL).as("seed %s", seed)
                .isCloseTo(share, within(0.001));
        }
        assertThat((double)stats.replyLatenciesNs[1]).as("seed %s", seed).isCloseTo(latency, within(100.0));
        final long[] asked = { 2 };
        assertThat((double)reputation.timeoutNs(asked, new long[1])).as("seed %s", seed)
            .isCloseTo(Math.min(reputation.patienceNs(), latency + 4 * variation), within(500.0));
        assertThat(stats.replyShares[2]).as("who was never asked").isEqualTo(Reputation.FULL);
    }

    @Test
    void shouldBenchASilentOneAfterASecondAndFreeItByItsReplies()
    {
        begin(1, 1, 1, 1);
        replyAll(3, 20);
        miss(3, MISSES_TO_BENCH);
        pass(Reputation.BENCH_AFTER_NS - 200 * MS);
        assertThat(reputation.isBenched(3)).as("a pause").isFalse();
        pass(300 * MS);
        assertThat(reputation.isBenched(3)).isTrue();
        assertThat(stats.benchedWeight).isEqualTo(1);
        miss(3, 100);
        for (int i = 1; i < Reputation.PROBES; i++)
        {
            reputation.onReply(3, 20 * MS);
        }
        pass(200 * MS);
        assertThat(reputation.isBenched(3)).isTrue();
        reputation.onReply(3, 20 * MS);
        pass(200 * MS);
        assertThat(reputation.isBenched(3)).isFalse();
        assertThat(stats.benchedWeight).isZero();
    }

    @Test
    void shouldTakeARowOfMissesForAPauseIfRepliesFollow()
    {
        begin(1, 1, 1, 1);
        replyAll(4, 20);
        for (int i = 0; i < 20; i++)
        {
            miss(3, MISSES_TO_BENCH);
            pass(500 * MS);
            for (int reply = 0; reply < MISSES_TO_BENCH; reply++)
            {
                reputation.onReply(3, 20 * MS);
            }
            pass(500 * MS);
            assertThat(stats.benchings).isZero();
        }
    }

    @Test
    void shouldGiveNobodyACleanSlateForComingAgain()
    {
        begin(1, 1, 1, 1);
        replyAll(3, 20);
        bench(3);
        peers.disconnect(3);
        reputation.onDisconnected(3);
        assertThat(reputation.benchedWeight()).isZero();
        pass(1_000 * MS);
        assertThat(reputation.isBenched(3)).as("who is not connected takes no room on the bench").isFalse();
        peers.connect(3);
        pass(200 * MS);
        assertThat(reputation.isBenched(3)).isTrue();
    }

    @Test
    void shouldBenchNobodyWhomTheRuleCannotSpare()
    {
        begin(1, 1, 1, 1);
        replyAll(3, 20);
        peers.disconnect(1);
        bench(3);
        assertThat(reputation.isBenched(3)).as("three of four are needed").isFalse();
        peers.connect(1);
        pass(200 * MS);
        assertThat(reputation.isBenched(3)).isTrue();
        peers.disconnect(2);
        reputation.onDisconnected(2);
        assertThat(reputation.isBenched(3)).as("at once, not at the next look").isFalse();
    }

    @Test
    void shouldBenchTheWorstWhenNotAllFit()
    {
        begin(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        replyAll(10, 20);
        for (int peer = 5; peer < 10; peer++)
        {
            miss(peer, 10 + peer);
        }
        pass(2_000 * MS);
        assertThat(benchedPeers()).as("10 − 7 can be spared").containsExactly(7, 8, 9);
        miss(5, 40);
        pass(200 * MS);
        assertThat(benchedPeers()).as("it is much worse than the mildest now").containsExactly(5, 8, 9);
        miss(6, 1);
        pass(200 * MS);
        assertThat(benchedPeers()).as("a little worse is no reason for a change").containsExactly(5, 8, 9);
    }

    @Test
    void shouldBenchALighterOneIfTheWorstIsTooHeavy()
    {
        begin(3, 4, 2, 2, 1);
        replyAll(5, 20);
        miss(1, 60);
        miss(4, 30);
        pass(2_000 * MS);
        assertThat(benchedPeers()).containsExactly(4);
    }

    @ParameterizedTest
    @ValueSource(longs = { 11, 12, 13, 14, 15, 16 })
    void shouldNeverBenchMoreThanCanBeSparedWhateverHappens(final long seed)
    {
        final Random random = new Random(seed);
        final long[] weights = new long[4 + random.nextInt(90)];
        for (int i = 0; i < weights.length; i++)
        {
            weights[i] = 1 + random.nextInt(9);
        }
        begin(weights);
        final long needed = validators.quorumWeight();
        for (int i = 0; i < 4_000; i++)
        {
            final int peer = 1 + random.nextInt(weights.length - 1);
            switch (random.nextInt(20))
            {
                case 0 -> peers.connect(peer);
                case 1 ->
                {
                    if (random.nextInt(4) == 0 && peers.disconnect(peer))
                    {
                        reputation.onDisconnected(peer);
                    }
                }
                case 2, 3, 4 -> pass(random.nextInt(300) * MS);
                case 5, 6 -> reputation.onReply(peer, random.nextInt(700) * MS);
                default -> miss(1 + peer % (1 + weights.length / 2), 1 + random.nextInt(12));
            }
            long sum = 0;
            for (int j = 1; j < weights.length; j++)
            {
                sum += reputation.isBenched(j) ? weights[j] : 0;
                assertThat(reputation.isBenched(j) && !peers.isConnected(j)).as("seed %s", seed).isFalse();
            }
            assertThat(sum).as("seed %s", seed).isEqualTo(reputation.benchedWeight())
                .isEqualTo(stats.benchedWeight)
                .isLessThanOrEqualTo(Math.max(0, peers.connectedWeight() - needed))
                .isLessThanOrEqualTo((validators.totalWeight() - 1) / 3);
        }
        assertThat(stats.benchings).as("seed %s", seed).isPositive();
    }

    @Test
    void shouldWaitForTheSlowestThatIsAskedAndNotForTheBenched()
    {
        begin(1, 1, 1, 1, 1, 1, 1);
        for (int i = 0; i < 60; i++)
        {
            for (int peer = 1; peer < 7; peer++)
            {
                reputation.onReply(peer, peer == 6 ? 200 * MS : 20 * MS);
            }
        }
        pass(200 * MS);
        final long[] near = { 0b0111110 };
        final long[] all = { 0b1111110 };
        final long[] nobody = new long[1];
        assertThat(reputation.timeoutNs(near, nobody)).isEqualTo(RoundTrip.MIN_TIMEOUT_NS);
        assertThat(reputation.timeoutNs(all, nobody)).isBetween(200 * MS, 220 * MS);
        assertThat(reputation.timeoutNs(all, new long[]{ 1L << 6 })).isEqualTo(RoundTrip.MIN_TIMEOUT_NS);
        bench(6);
        assertThat(reputation.timeoutNs(all, nobody)).isEqualTo(RoundTrip.MIN_TIMEOUT_NS);
        assertThat(reputation.isAnyAwaited(all, near)).isFalse();
        assertThat(reputation.isAnyAwaited(all, new long[]{ 0b0111100 })).isTrue();
    }

    @Test
    void shouldHaveAPatienceThatFewCanNeitherStretchNorShorten()
    {
        begin(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        // Three slow liars: seven are enough, and the slowest honest one takes 60 ms.
        latencies(10, 20, 30, 40, 50, 60, 1_900, 1_900, 1_900);
        assertThat(reputation.patienceNs()).isBetween(480 * MS, 560 * MS);
        // Three quick ones: nobody honest within the least patience is late.
        latencies(10, 20, 30, 40, 50, 60, 0, 0, 0);
        assertThat(reputation.patienceNs()).isEqualTo(Reputation.MIN_PATIENCE_NS);
        // All are far away.
        latencies(300, 300, 300, 300, 300, 300, 300, 300, 300);
        assertThat(reputation.patienceNs()).isEqualTo(CEILING_NS);
    }

    @Test
    void shouldCountLatenciesInClassesThatLeaveNoGap()
    {
        final Random random = new Random(5);
        for (int i = 0; i < 100_000; i++)
        {
            final long ns = random.nextLong() >>> 24 + random.nextInt(40);
            final int number = Reputation.classOf(ns);
            assertThat(ns).isLessThan(Reputation.endOfClassNs(number));
            assertThat(number == 0 || ns >= Reputation.endOfClassNs(number - 1)).as("%s ns", ns).isTrue();
        }
    }

    private void latencies(final long... ms)
    {
        for (int i = 0; i < 200; i++)
        {
            for (int peer = 1; peer <= ms.length; peer++)
            {
                reputation.onReply(peer, ms[peer - 1] * MS);
            }
        }
        pass(200 * MS);
    }

    private void replyAll(final int count, final long ms)
    {
        for (int i = 0; i < count; i++)
        {
            for (int peer = 1; peer < validators.size(); peer++)
            {
                reputation.onReply(peer, ms * MS);
            }
        }
    }

    private void bench(final int peer)
    {
        miss(peer, 2 * MISSES_TO_BENCH);
        pass(Reputation.BENCH_AFTER_NS + 200 * MS);
    }

    private void miss(final int peer, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            reputation.onMissed(peer, nowNs);
        }
    }

    private void pass(final long ns)
    {
        nowNs += ns;
        reputation.refresh(nowNs);
    }

    private int[] benchedPeers()
    {
        return java.util.stream.IntStream.range(0, validators.size()).filter(reputation::isBenched).toArray();
    }
}

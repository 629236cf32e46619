package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import io.timecoin.consensus.validators.ValidatorSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validators that have a place and no weight take no part. */
class WithoutWeightTest
{
    private static final int SETS = 200;
    private static final int TURNS = 100;

    @Test
    void shouldNotBeHeard()
    {
        final Bench bench = new Bench(new ValidatorSet(new long[] { 1, 1, 1, 1, 0 }), 1, new MemoryVoteLog());
        bench.begin(1);
        assertThat(bench.vote(4, 0, Step.PREVOTE, 'A')).isEqualTo(Receipt.STRANGER);
        assertThat(bench.vote(3, 0, Step.PREVOTE, 'A')).isEqualTo(Receipt.COUNTED);
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2 })
    void shouldTakeTurnsAsIfTheyWereNotThere(final long seed)
    {
        final Random random = new Random(seed);
        for (int set = 0; set < SETS; set++)
        {
            final long[] weights = new long[1 + random.nextInt(8)];
            for (int i = 0; i < weights.length; i++)
            {
                weights[i] = random.nextBoolean() ? 0 : 1 + random.nextInt(3);
            }
            weights[random.nextInt(weights.length)] = 1;
            final int[] voters = java.util.stream.IntStream.range(0, weights.length)
                .filter((i) -> weights[i] > 0).toArray();
            final ProposerRotation rotation = new ProposerRotation(new ValidatorSet(weights));
            final ProposerRotation among = new ProposerRotation(
                new ValidatorSet(java.util.Arrays.stream(weights).filter((weight) -> weight > 0).toArray()));
            for (int turn = 0; turn < TURNS; turn++)
            {
                assertThat(rotation.proposer(turn, 0)).as("seed %d set %d turn %d", seed, set, turn)
                    .isEqualTo(voters[among.proposer(turn, 0)]);
            }
        }
    }
}

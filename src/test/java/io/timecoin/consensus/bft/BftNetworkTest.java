package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.timecoin.consensus.validators.ValidatorSet;

/** Whole networks under all faults: nothing forbidden happens, and once they end, heights are decided again. */
class BftNetworkTest
{
    private static final int SEEDS = Integer.getInteger("timecoin.bft.seeds", 60);
    private static final long FIRST_SEED = Long.getLong("timecoin.bft.seed", 1L);

    @Test
    void shouldAgreeAndGoOnWithEveryMixOfFaults()
    {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
        {
            final Random random = new Random(seed * 7919);
            final ValidatorSet validators = validators(random, random.nextInt(6) == 0 ? 20 : 4 + random.nextInt(7));
            final Behaviour[] behaviours = new Behaviour[validators.size()];
            long weight = 0;
            for (int i = 0; i < behaviours.length; i++)
            {
                final int liar = random.nextInt(behaviours.length);
                if (behaviours[liar] == null && weight + validators.weight(liar) <= validators.faultBound())
                {
                    weight += validators.weight(liar);
                    behaviours[liar] = Behaviour.values()[random.nextInt(Behaviour.values().length)];
                }
            }
            runSafely(seed, validators, behaviours);
        }
    }

    @ParameterizedTest
    @EnumSource(Behaviour.class)
    void shouldAgreeAndGoOnWithAsManyLiarsOfAKindAsAreAllowed(final Behaviour behaviour)
    {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + Math.max(1, SEEDS / 10); seed++)
        {
            for (final int size : new int[]{4, 7})
            {
                final Behaviour[] behaviours = new Behaviour[size];
                for (int i = 0; i < (size - 1) / 3; i++)
                {
                    behaviours[(int)((seed + 3 * i) % size)] = behaviour;
                }
                runSafely(seed, ValidatorSet.equal(size), behaviours);
            }
        }
    }

    @Test
    void shouldAgreeThoughALiarHelpsOneToADecisionOfWhichTheOthersHearNothing()
    {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
        {
            final Behaviour[] behaviours = new Behaviour[4];
            behaviours[(int)(seed % 4)] = Behaviour.FAVOURING;
            final BftNetwork network = new BftNetwork(seed, ValidatorSet.equal(4), behaviours, true);
            network.mendNothing();
            runSafely(seed, network, behaviours);
        }
    }

    @Test
    void shouldNoticeThatTooManyTwoFacedValidatorsBreakAgreement()
    {
        int broken = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++)
        {
            final Behaviour[] behaviours = {null, null, Behaviour.TWO_FACED, Behaviour.TWO_FACED};
            final ValidatorSet validators = ValidatorSet.equal(4);
            final BftNetwork network = new BftNetwork(seed, validators, behaviours, false);
            network.run(4_000, 1_000, 2);
            broken += network.violations.stream().anyMatch(text -> text.startsWith("two blocks decided")) ? 1 : 0;
        }
        assertThat(broken).isPositive();
    }

    private static ValidatorSet validators(final Random random, final int size)
    {
        final long[] weights = new long[size];
        final boolean isEqual = random.nextBoolean();
        for (int i = 0; i < size; i++)
        {
            weights[i] = isEqual ? 1 : 1 + random.nextInt(100);
        }
        return new ValidatorSet(weights);
    }

    private static void runSafely(final long seed, final ValidatorSet validators, final Behaviour[] behaviours)
    {
        runSafely(seed, new BftNetwork(seed, validators, behaviours, true), behaviours);
    }

    private static void runSafely(final long seed, final BftNetwork network, final Behaviour[] behaviours)
    {
        final ValidatorSet validators = network.validators;
        final boolean isLive;
        try
        {
            isLive = network.run(15_000, 60_000, 3);
        }
        catch (final AssertionError | RuntimeException ex)
        {
            throw new AssertionError(describe(seed, validators, behaviours) + ": " + ex.getMessage(), ex);
        }
        if (Boolean.getBoolean("timecoin.bft.tell"))
        {
            System.out.println(describe(seed, validators, behaviours) + ": " + network);
        }
        if (!isLive)
        {
            throw new AssertionError(describe(seed, validators, behaviours) + ": stuck" + network.engines);
        }
    }

    private static String describe(final long seed, final ValidatorSet validators, final Behaviour[] behaviours)
    {
        return "seed " + seed + " of " + validators.size() + " validators " + java.util.Arrays.toString(behaviours);
    }
}

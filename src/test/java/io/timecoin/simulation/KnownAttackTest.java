package io.timecoin.simulation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two known attacks on preference by majority: both work on a majority rule of any length, neither on the quorum
 * rule.
 */
class KnownAttackTest
{
    private static final long NEAR_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FAR_NS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final long WATCHED_NS = TimeUnit.SECONDS.toNanos(15);

    /** One pair in conflict, and honest validators that each see one side of it first. */
    private static final class Attack
    {
        private final Simulation simulation;
        private final SimulatedPayment one;
        private final SimulatedPayment other;
        private final List<Integer> sideOfOne = new ArrayList<>();
        private final List<Integer> sideOfOther = new ArrayList<>();
        private final BatchDirectory directory;

        private Attack(final int validators, final int liars, final int onSideOfOne, final ValidatorNodes.Rules rules)
        {
            simulation = new Simulation(
                new SimulationSettings(1, validators).byzantine(liars).payments(1).doubleSpendPercent(100).spreadNs(0),
                rules);
            one = simulation.workload().payments().get(0);
            other = one.rival();
            sideOfOne.add(one.validator());
            sideOfOther.add(other.validator());
            for (int i = 0; i < validators - liars; i++)
            {
                if (i != one.validator() && i != other.validator())
                {
                    (sideOfOne.size() < onSideOfOne ? sideOfOne : sideOfOther).add(i);
                }
            }
            simulation.network().delays((sender, receiver) ->
                sideOfOne.contains(sender) && sideOfOther.contains(receiver) ||
                sideOfOther.contains(sender) && sideOfOne.contains(receiver) ? FAR_NS : NEAR_NS);
            directory = new BatchDirectory(simulation.workload().genesis().chainId());
            simulation.network().tap((sender, frame) -> directory.onFrame(frame));
            for (int liar = validators - liars; liar < validators; liar++)
            {
                simulation.network().behaviour(liar, new Choosing(directory, this::choice, validators));
            }
        }

        private boolean withholds;

        private byte[] choice(final int receiver)
        {
            if (receiver == one.validator())
            {
                return withholds && other.acceptances() == 0 ? null : one.txid();
            }
            // Two of the other side hear of the other payment; nobody else hears anything.
            return sideOfOther.indexOf(receiver) == 0 || sideOfOther.indexOf(receiver) == 1 ? other.txid() : null;
        }

        private boolean succeeds()
        {
            simulation.runUntil(WATCHED_NS);
            return !simulation.log().conflicts().isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 40})
    void shouldFindTwoLiarsAmongSevenWhoMakeTheMajorityRuleAcceptBothSides(final int successesInARow)
    {
        final Attack attack = twoLiarsAmongSeven(
            (validators, self) -> new MajorityRule(validators, self, successesInARow));
        assertThat(attack.succeeds()).isTrue();
    }

    @Test
    void shouldNotLetTwoLiarsAmongSevenBreakTheQuorumRule()
    {
        final Attack attack = twoLiarsAmongSeven(null);
        assertThat(attack.succeeds()).as("%s", attack.simulation.log().conflicts()).isFalse();
        assertThat(attack.one.acceptances() == 0 || attack.other.acceptances() == 0).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 40})
    void shouldFindOneLiarAmongFiveWhoWithholdsUntilTheMajorityRuleHasAccepted(final int successesInARow)
    {
        final Attack attack = oneLiarAmongFive(
            (validators, self) -> new MajorityRule(validators, self, successesInARow));
        assertThat(attack.succeeds()).isTrue();
        assertThat(attack.one.firstAcceptedNs()).isGreaterThan(attack.other.firstAcceptedNs());
    }

    @Test
    void shouldNotLetOneLiarAmongFiveBreakTheQuorumRule()
    {
        final Attack attack = oneLiarAmongFive(null);
        assertThat(attack.succeeds()).as("%s", attack.simulation.log().conflicts()).isFalse();
        assertThat(attack.one.acceptances() == 0 || attack.other.acceptances() == 0).isTrue();
    }

    private static Attack twoLiarsAmongSeven(final ValidatorNodes.Rules rules)
    {
        return new Attack(7, 2, 2, rules);
    }

    private static Attack oneLiarAmongFive(final ValidatorNodes.Rules rules)
    {
        final Attack attack = new Attack(5, 1, 2, rules);
        attack.withholds = true;
        return attack;
    }
}

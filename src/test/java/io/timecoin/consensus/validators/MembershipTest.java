package io.timecoin.consensus.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.TestKeys;
import io.timecoin.transaction.BondOutputs;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.Verdict;
import org.junit.jupiter.api.Test;

/** When who votes with what weight: each rule of MEMBERSHIP.md by its number. */
class MembershipTest
{
    private static final int EPOCH = 4;
    private static final long UNIT = 10_000;

    private Membership membership = membership(100, 100, 100, 100);

    @Test
    void shouldNotBeginToVoteBeforeTheSecondBoundary()
    {
        // In the last block of epoch 1: epochs 1 and 2 are settled, epoch 3 has it.
        endUntil(2 * EPOCH - 1);
        assertThat(membership.apply(Bonds.bond(4, 30 * UNIT + UNIT - 1))).isEqualTo(Verdict.ADMITTED);
        endUntil(2 * EPOCH);

        assertThat(membership.roster(2 * EPOCH)).isEqualTo(Bonds.first(100, 100, 100, 100));
        assertThat(membership.roster(3 * EPOCH)).isEqualTo(Bonds.first(100, 100, 100, 100));
        assertThat(membership.roster(3 * EPOCH + 1)).isEqualTo(Bonds.first(100, 100, 100, 100, 30));
    }

    @Test
    void shouldKnowTheValidatorsOfTheNextEpochAsSoonAsThisOneBegins()
    {
        final ValidatorRoster before = membership.roster(1);
        assertThat(membership.roster(2 * EPOCH)).isSameAs(before);
        assertThatThrownBy(() -> membership.roster(2 * EPOCH + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        endUntil(EPOCH);
        assertThat(membership.roster(3 * EPOCH)).isSameAs(before);
    }

    @Test
    void shouldSaySinceWhenThoseVoteWhoVote()
    {
        endUntil(2 * EPOCH);
        membership.apply(Bonds.bond(4, 5 * UNIT));
        endUntil(5 * EPOCH);
        assertThat(membership.since(1)).isZero();
        assertThat(membership.since(4 * EPOCH)).isZero();
        assertThat(membership.since(4 * EPOCH + 1)).isEqualTo(4 * EPOCH);
        assertThat(membership.since(6 * EPOCH)).isEqualTo(4 * EPOCH);
        assertThat(membership.terms().lastOfEpoch(1)).isEqualTo(EPOCH);
        assertThat(membership.terms().lastOfEpoch(EPOCH)).isEqualTo(EPOCH);
        assertThat(membership.terms().lastOfEpoch(EPOCH + 1)).isEqualTo(2 * EPOCH);
    }

    @Test
    void shouldMoveLessThanAThirdOfTheWeightAtOnceInOrderOfListing()
    {
        membership.apply(Bonds.leave(0));
        membership.apply(Bonds.bond(4, 50 * UNIT));
        membership.apply(Bonds.bond(5, 10 * UNIT));
        endUntil(EPOCH);
        // 399 / 3 = 133: the whole leave, and of the first bond what is left.
        assertThat(membership.roster(2 * EPOCH + 1)).isEqualTo(Bonds.first(0, 100, 100, 100, 33, 0));
        endUntil(2 * EPOCH);
        assertThat(membership.roster(3 * EPOCH + 1)).isEqualTo(Bonds.first(0, 100, 100, 100, 50, 10));
        endUntil(3 * EPOCH);
        assertThat(membership.roster(4 * EPOCH + 1)).isSameAs(membership.roster(3 * EPOCH + 1));
    }

    @Test
    void shouldRefuseWhatABondOrALeaveIsNoGoodFor()
    {
        assertThat(membership.judge(Bonds.payment(3))).isEqualTo(Verdict.ADMITTED);
        assertThat(membership.judge(Bonds.bond(4, UNIT))).isEqualTo(Verdict.ADMITTED);
        assertThat(membership.judge(Bonds.leave(0))).isEqualTo(Verdict.ADMITTED);
        assertThat(membership.judge(Bonds.bond(0, UNIT))).isEqualTo(Verdict.ALREADY_VALIDATOR);
        assertThat(membership.judge(Bonds.leave(4))).isEqualTo(Verdict.NOT_A_VALIDATOR);

        membership.apply(Bonds.bond(4, UNIT));
        assertThat(membership.judge(Bonds.bond(4, UNIT))).isEqualTo(Verdict.ALREADY_VALIDATOR);
        assertThat(membership.judge(Bonds.leave(4))).isEqualTo(Verdict.ADMITTED);

        endUntil(9 * EPOCH);
        membership.apply(Bonds.leave(4));
        endUntil(20 * EPOCH);
        // One that left does not come back under the same name: its place is never taken twice.
        assertThat(membership.judge(Bonds.bond(4, UNIT))).isEqualTo(Verdict.ALREADY_VALIDATOR);
        assertThat(membership.isKnown(Bonds.keyHash(4), 0)).isTrue();
        assertThat(membership.isKnown(Bonds.keyHash(5), 0)).isFalse();
    }

    @Test
    void shouldLetASecondBondCountForNothing()
    {
        membership.apply(Bonds.bond(4, 5 * UNIT));
        assertThat(membership.apply(Bonds.bond(4, 50 * UNIT))).isEqualTo(Verdict.ALREADY_VALIDATOR);
        assertThat(membership.apply(Bonds.bond(2, 50 * UNIT))).isEqualTo(Verdict.ALREADY_VALIDATOR);
        assertThat(membership.apply(Bonds.leave(6))).isEqualTo(Verdict.NOT_A_VALIDATOR);
        endUntil(EPOCH);
        assertThat(membership.roster(2 * EPOCH + 1)).isEqualTo(Bonds.first(100, 100, 100, 100, 5));
    }

    @Test
    void shouldGiveTheMoneyOfOneWithoutAPlaceBack()
    {
        membership = new Membership(new BondTerms(UNIT, 5, EPOCH), Bonds.first(100, 100, 100, 100));
        assertThat(membership.apply(Bonds.bond(4, UNIT))).isEqualTo(Verdict.ADMITTED);
        assertThat(membership.apply(Bonds.bond(5, UNIT))).isEqualTo(Verdict.VALIDATORS_FULL);
        assertThat(membership.judge(Bonds.bond(6, UNIT))).isEqualTo(Verdict.VALIDATORS_FULL);
        assertThat(membership.apply(Bonds.leave(5))).isEqualTo(Verdict.ADMITTED);
        endUntil(2 * EPOCH);

        assertThat(membership.latest()).isEqualTo(Bonds.first(100, 100, 100, 100, 1));
        assertThat(membership.isReleased(Bonds.keyHash(5), 0, 2 * EPOCH)).isFalse();
        assertThat(membership.isReleased(Bonds.keyHash(5), 0, 2 * EPOCH + 1)).isTrue();
    }

    @Test
    void shouldHoldTheMoneyOfOneThatLeftForTwoWholeEpochs()
    {
        membership.apply(Bonds.leave(0));
        endUntil(4 * EPOCH);
        assertThat(membership.roster(2 * EPOCH).set().weight(0)).isEqualTo(100);
        assertThat(membership.roster(2 * EPOCH + 1).set().isVoter(0)).isFalse();

        // Without weight in epochs 2 and 3, free in epoch 4.
        assertThat(membership.isReleased(Bonds.keyHash(0), 0, 4 * EPOCH)).isFalse();
        assertThat(membership.isReleased(Bonds.keyHash(0), 0, 4 * EPOCH + 1)).isTrue();
        assertThat(membership.isReleased(Bonds.keyHash(1), 0, 4 * EPOCH + 1)).isFalse();
        assertThat(membership.isReleased(Bonds.keyHash(9), 0, 4 * EPOCH + 1)).isFalse();
        assertThat(membership.charge(0)).isFalse();
    }

    @Test
    void shouldTakeOutWhoLiedAndNeverGiveItsMoneyBack()
    {
        assertThat(membership.charge(2)).isTrue();
        assertThat(membership.charge(2)).isFalse();
        assertThat(membership.charge(4)).isFalse();
        membership.apply(Bonds.leave(2));
        membership.apply(Bonds.leave(1));
        endUntil(2 * EPOCH);
        assertThat(membership.roster(2 * EPOCH + 1)).isEqualTo(Bonds.first(100, 67, 0, 100));
        // It has left, and lied before: it is charged as long as its money is held.
        endUntil(4 * EPOCH);
        assertThat(membership.charge(1)).isTrue();
        endUntil(20 * EPOCH);
        assertThat(membership.isReleased(Bonds.keyHash(2), 0, 20 * EPOCH + 1)).isFalse();
        assertThat(membership.isReleased(Bonds.keyHash(1), 0, 20 * EPOCH + 1)).isFalse();
    }

    @Test
    void shouldNeverEndWithoutVoters()
    {
        membership = membership(1, 1, 1);
        membership.apply(Bonds.leave(0));
        membership.apply(Bonds.leave(1));
        membership.apply(Bonds.leave(2));
        endUntil(10 * EPOCH);
        // Of three units less than a third is none.
        assertThat(membership.latest()).isEqualTo(Bonds.first(1, 1, 1));
    }

    @Test
    void shouldLetALeaveOvertakeItsOwnJoin()
    {
        membership.apply(Bonds.bond(4, 1_000 * UNIT));
        membership.apply(Bonds.leave(4));
        endUntil(EPOCH);
        assertThat(membership.latest()).isEqualTo(Bonds.first(100, 100, 100, 100));
        assertThat(membership.isReleased(Bonds.keyHash(4), 0, EPOCH + 1)).isFalse();
        endUntil(4 * EPOCH);
        assertThat(membership.isReleased(Bonds.keyHash(4), 0, 4 * EPOCH + 1)).isTrue();
    }

    @Test
    void shouldTakeBlocksInOrder()
    {
        membership.endBlock(1);
        assertThatThrownBy(() -> membership.endBlock(1)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> membership.endBlock(3)).isInstanceOf(InvariantViolation.class);
        assertThat(membership.height()).isEqualTo(1);
    }

    @Test
    void shouldFindTheIdentityAmongTheSigners()
    {
        assertThat(BondOutputs.find(Bonds.payment(1))).isEqualTo(BondOutputs.NONE);
        assertThat(BondOutputs.find(Bonds.bond(1, UNIT))).isEqualTo(1);
        assertThat(BondOutputs.identity(Bonds.bond(1, UNIT), 1)).isEqualTo(1);
        assertThat(BondOutputs.identity(Bonds.view(new TransactionBuilder(Bonds.CHAIN_ID)
            .input(new byte[34], TestKeys.key(2)).bond(UNIT, Bonds.keyHash(1).byteArray())), 0))
            .isEqualTo(BondOutputs.NONE);
    }

    @Test
    void shouldSayWhatABondIsWorth()
    {
        final BondTerms terms = BondTerms.of(UNIT, 1_000, EPOCH);
        assertThat(terms.capacity()).isEqualTo(ValidatorSet.MAX_VALIDATORS);
        assertThat(terms.weight(UNIT - 1)).isZero();
        assertThat(terms.weight(3 * UNIT - 1)).isEqualTo(2);
        assertThat(BondTerms.of(1, 4, EPOCH).weight(Long.MAX_VALUE)).isEqualTo(ValidatorSet.MAX_WEIGHT);
        assertThat(BondTerms.of(0, 4, EPOCH)).isEqualTo(new BondTerms(0, 4, EPOCH));
        assertThat(BondTerms.of(0, 4, EPOCH).areOpen()).isFalse();
        assertThat(BondTerms.of(0, 4, EPOCH).weight(UNIT)).isZero();
        assertThatThrownBy(() -> new BondTerms(-1, 4, EPOCH)).isInstanceOf(IllegalArgumentException.class);
    }

    private void endUntil(final int height)
    {
        while (membership.height() < height)
        {
            membership.endBlock(membership.height() + 1);
        }
    }

    private static Membership membership(final long... weights)
    {
        return new Membership(BondTerms.of(UNIT, weights.length, EPOCH), Bonds.first(weights));
    }
}

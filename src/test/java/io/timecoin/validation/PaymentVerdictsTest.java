package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.Verdict;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.timecoin.validation.TestPayment.spend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a client is told of one payment, rule by rule and in the order of the rules. */
class PaymentVerdictsTest
{
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int EVE = 66;

    private final ValidationFixture node = new ValidationFixture(4096);

    @Test
    void shouldAdmitAValidPaymentAndTellConsensus()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE), node.coin(5_000, BOB)).payAllBut(1_000, EVE);

        assertThat(node.submit(payment)).isEqualTo(Verdict.ADMITTED);

        final int handle = node.handleOf(payment);
        assertThat(node.told).containsExactly(new Told("admit", handle, List.of(), 0, 0));
        assertThat(node.table.fee(handle)).isEqualTo(1_000);
        assertThat(node.table.session(handle)).isEqualTo(7);
        assertThat(node.stats().locks).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, names = {
        "MALFORMED", "WRONG_CHAIN", "TOO_LARGE", "DUPLICATE_INPUT", "BAD_OUTPUT", "BAD_WITNESS" })
    void shouldPassOnWhatTheContextFreeCheckFound(final Verdict verdict)
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);

        assertThat(node.submit(payment, true, verdict).verdict()).isEqualTo(verdict);
        assertThat(node.table.count()).isZero();
        // Nothing is remembered of bytes that may not even have ids.
        assertThat(node.submit(payment)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldKnowWhatItHolds()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        node.submit(payment);

        assertThat(node.submit(payment)).isEqualTo(Verdict.KNOWN);
        assertThat(node.submitUnsigned(payment)).isEqualTo(Verdict.KNOWN);
        assertThat(node.table.count()).isEqualTo(1);
    }

    @Test
    void shouldKnowWhatWasAcceptedEvenAfterItsBytesAreGone()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment payment = spend(coin).payAllBut(1_000, BOB);
        node.submit(payment);
        final int handle = node.handleOf(payment);

        node.decide(Kind.ACCEPTED, handle);
        assertThat(node.submit(payment)).isEqualTo(Verdict.KNOWN);
        node.decide(Kind.RELEASED, handle);
        assertThat(node.submit(payment)).isEqualTo(Verdict.KNOWN);
        assertThat(node.submit(spend(coin).payAllBut(2_000, EVE))).isEqualTo(Verdict.CONFLICT);
        node.assertEmpty();
    }

    @Test
    void shouldCallAnUnknownOutputAMissingParent()
    {
        final TestPayment payment = spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB);

        assertThat(node.submit(payment)).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(node.told).isEmpty();
        assertThat(node.stats().parked).isEqualTo(1);
        assertThat(node.submit(payment)).isEqualTo(Verdict.KNOWN);
    }

    @Test
    void shouldNotParkWhatIsNotSigned()
    {
        final TestPayment payment = spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB);

        assertThat(node.submitUnsigned(payment)).isEqualTo(Verdict.MISSING_PARENT);
        node.assertEmpty();
    }

    @Test
    void shouldCallAnOutputThatAPendingParentDoesNotHaveMissingForGood()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        node.submit(parent);
        final Coin none = new Coin(TestPayment.outpoint(parent.txid, 1), 9_000, BOB);

        assertThat(node.submit(spend(none).payAllBut(1_000, EVE))).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(node.stats().parked).isZero();
    }

    @Test
    void shouldHoldBackCoinbasesAndLockHeights()
    {
        final TestPayment immature = spend(node.coin(10_000, ALICE, 1)).payAllBut(1_000, BOB);
        final Coin coin = node.coin(10_000, ALICE);

        assertThat(node.submit(immature)).isEqualTo(Verdict.IMMATURE);
        assertThat(node.submit(spend(coin).lockHeight(2).payAllBut(1_000, BOB))).isEqualTo(Verdict.NOT_YET);
        assertThat(node.table.count()).isZero();
        assertThat(node.submit(spend(coin).lockHeight(1).payAllBut(1_000, BOB))).isEqualTo(Verdict.ADMITTED);
        // Neither verdict lasts.
        assertThat(node.submit(immature)).isEqualTo(Verdict.IMMATURE);
    }

    @Test
    void shouldRefuseToPayMoreThanThereIs()
    {
        final Coin coin = node.coin(10_000, ALICE);

        assertThat(node.submit(spend(coin).payAllBut(-1, BOB))).isEqualTo(Verdict.OUTPUTS_EXCEED_INPUTS);
        assertThat(node.submit(spend(coin).payAllBut(0, BOB))).isEqualTo(Verdict.FEE_TOO_LOW);
        assertThat(node.submit(spend(coin).payAllBut(999, BOB))).isEqualTo(Verdict.FEE_TOO_LOW);
        assertThat(node.submit(spend(coin).payAllBut(1_000, BOB))).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldWantAUnitForEachByteOfALargePayment()
    {
        final TestPayment.Builder builder = spend(node.coin(1_000_000, ALICE));
        for (int i = 0; i < 99; i++)
        {
            builder.pay(1_000, BOB);
        }
        final int length = builder.payAllBut(1_000, BOB).bytes.length;
        assertThat(length).isGreaterThan(1_000);

        assertThat(node.submit(large(length - 1))).isEqualTo(Verdict.FEE_TOO_LOW);
        assertThat(node.submit(large(length))).isEqualTo(Verdict.ADMITTED);
    }

    private TestPayment large(final int fee)
    {
        final TestPayment.Builder builder = spend(node.coin(1_000_000, ALICE));
        for (int i = 0; i < 99; i++)
        {
            builder.pay(1_000, BOB);
        }
        return builder.payAllBut(fee, BOB);
    }

    @Test
    void shouldLetOnlyOwnersSpendWhetherConfirmedOrPending()
    {
        final Coin coin = node.coin(10_000, ALICE);
        assertThat(node.submit(spend(coin).stolenBy(EVE).payAllBut(1_000, EVE))).isEqualTo(Verdict.NOT_OWNER);

        final TestPayment parent = spend(coin).payAllBut(1_000, BOB);
        assertThat(node.submit(parent)).isEqualTo(Verdict.ADMITTED);
        final TestPayment theft = spend(parent.output(0)).stolenBy(EVE).payAllBut(1_000, EVE);
        assertThat(node.submit(theft)).isEqualTo(Verdict.NOT_OWNER);
        assertThat(node.submit(spend(parent.output(0)).payAllBut(1_000, EVE))).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldNotLetGarbageWitnessesBlockTheRealPayment()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment real = spend(coin).payAllBut(1_000, BOB);
        final TestPayment garbage = spend(coin).garbage(1).payAllBut(1_000, BOB);
        assertThat(garbage.txid).isEqualTo(real.txid);

        assertThat(node.submitUnsigned(garbage)).isEqualTo(Verdict.BAD_SIGNATURE);
        // Remembered: these bytes are bad whatever a slot says now.
        assertThat(node.submit(garbage)).isEqualTo(Verdict.BAD_SIGNATURE);
        assertThat(node.submit(real)).isEqualTo(Verdict.ADMITTED);
        assertThat(node.submitUnsigned(garbage)).isEqualTo(Verdict.KNOWN);
        assertThat(node.table.count()).isEqualTo(1);
    }

    @Test
    void shouldNotLetAStrangersParkedCopyBlockTheRealPayment()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        final TestPayment real = spend(parent.output(0)).payAllBut(1_000, ALICE);
        final TestPayment copy = spend(parent.output(0)).stolenBy(EVE).payAllBut(1_000, ALICE);
        assertThat(copy.txid).isEqualTo(real.txid);

        assertThat(node.submit(copy)).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(node.submit(real)).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(node.submit(parent)).isEqualTo(Verdict.ADMITTED);
        node.drain();

        assertThat(node.handleOf(copy)).isZero();
        assertThat(node.handleOf(real)).isNotZero();
        assertThat(node.stats().waiting).isEqualTo(1);
        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.drain();
        assertThat(node.told).contains(new Told("admit", node.handleOf(real), List.of(), 0, 0));
        assertThat(node.submit(copy)).isEqualTo(Verdict.KNOWN);
    }

    @Test
    void shouldForgetBadBytesAfterAnHour()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        assertThat(node.submitUnsigned(payment)).isEqualTo(Verdict.BAD_SIGNATURE);

        node.tick(TimeUnit.MINUTES.toNanos(59));
        assertThat(node.submit(payment)).isEqualTo(Verdict.BAD_SIGNATURE);
        node.tick(TimeUnit.MINUTES.toNanos(2));
        assertThat(node.submit(payment)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldRefuseAClientsConflictAndKeepNothingOfIt()
    {
        final Coin coin = node.coin(10_000, ALICE);
        node.submit(spend(coin).payAllBut(1_000, BOB));
        node.news();

        assertThat(node.submit(spend(coin).payAllBut(5_000, EVE))).isEqualTo(Verdict.CONFLICT);
        assertThat(node.told).isEmpty();
        assertThat(node.table.count()).isEqualTo(1);
        assertThat(node.stats().locks).isEqualTo(1);
    }

    @Test
    void shouldKeepToTheOrderOfTheRules()
    {
        final Coin locked = node.coin(10_000, ALICE);
        node.submit(spend(locked).payAllBut(1_000, BOB));
        final Coin immature = node.coin(10_000, ALICE, 5);
        final Coin unknown = node.unknownCoin(10_000, ALICE);

        // Each breaks every later rule as well.
        assertThat(node.submitUnsigned(spend(unknown, immature, locked).stolenBy(EVE).lockHeight(9)
            .payAllBut(-1, BOB))).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(node.submitUnsigned(spend(immature, locked).stolenBy(EVE).lockHeight(9).payAllBut(-1, BOB)))
            .isEqualTo(Verdict.IMMATURE);
        assertThat(node.submitUnsigned(spend(locked).stolenBy(EVE).lockHeight(9).payAllBut(-1, BOB)))
            .isEqualTo(Verdict.NOT_YET);
        assertThat(node.submitUnsigned(spend(locked).stolenBy(EVE).payAllBut(-1, BOB)))
            .isEqualTo(Verdict.OUTPUTS_EXCEED_INPUTS);
        assertThat(node.submitUnsigned(spend(locked).stolenBy(EVE).payAllBut(0, BOB)))
            .isEqualTo(Verdict.FEE_TOO_LOW);
        assertThat(node.submitUnsigned(spend(locked).stolenBy(EVE).payAllBut(1_500, BOB)))
            .isEqualTo(Verdict.NOT_OWNER);
        assertThat(node.submitUnsigned(spend(locked).payAllBut(1_600, BOB))).isEqualTo(Verdict.BAD_SIGNATURE);
        assertThat(node.submit(spend(locked).payAllBut(1_700, BOB))).isEqualTo(Verdict.CONFLICT);
    }

    @Test
    void shouldTakeTheSignatureOutcomeOfTheFirstCopy()
    {
        final TestPayment good = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        final TestPayment bad = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        assertThat(copyAfter(good, true)).isEqualTo(Verdict.ADMITTED);
        assertThat(copyAfter(bad, false)).isEqualTo(Verdict.BAD_SIGNATURE);
    }

    /** Sends bytes whose form is wrong by what the slot says, then a copy that refers to them. */
    private Verdict copyAfter(final TestPayment payment, final boolean signed)
    {
        final TransactionSlot slot = node.slot();
        node.fill(payment, signed, Verdict.MALFORMED);
        slot.batch = TransactionSlot.NULL_BATCH;
        slot.peer = TransactionSlot.NULL_PEER;
        final long first = node.unit();
        node.fill(payment, !signed, Verdict.ADMITTED);
        slot.firstCopy = first;
        node.unit();
        return node.replies.get(node.replies.size() - 1).verdict();
    }

    @Test
    void shouldHaltOnACopyThatRefersToTheFuture()
    {
        node.fill(spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB), true, Verdict.ADMITTED);
        node.slot().firstCopy = 17;

        assertThatThrownBy(node::unit).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldHaltWhenUnspentOutputsExceedTheSupply()
    {
        final Coin[] coins =
            { node.coin(ValidationFixture.MAX_SUPPLY, ALICE), node.coin(ValidationFixture.MAX_SUPPLY, ALICE) };

        assertThatThrownBy(() -> node.submit(spend(coins).payAllBut(1_000, BOB)))
            .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldNotHaltWhenRivalParentsTogetherExceedTheSupply()
    {
        final Coin rich = node.coin(ValidationFixture.MAX_SUPPLY, ALICE);
        final TestPayment one = spend(rich).payAllBut(1_000, ALICE);
        final TestPayment other = spend(rich).payAllBut(2_000, ALICE);
        node.submit(one);
        node.batch(other);

        final TestPayment child = spend(one.output(0), other.output(0)).pay(1_000, BOB).build();
        assertThat(node.submit(child)).isEqualTo(Verdict.CONFLICT);
        assertThat(node.batch(child).invalid()).isEqualTo(1);
    }

    @Test
    void shouldAdmitAsManyInputsAsFit()
    {
        final Coin[] coins = new Coin[256];
        for (int i = 0; i < coins.length; i++)
        {
            coins[i] = node.coin(100, 100 + i);
        }
        final TestPayment payment = spend(coins).pay(546, BOB).build();
        assertThat(payment.bytes.length).isGreaterThan(25_600);

        assertThat(node.submit(payment)).isEqualTo(Verdict.FEE_TOO_LOW);
        final Coin[] richer = new Coin[256];
        for (int i = 0; i < coins.length; i++)
        {
            richer[i] = node.coin(1_000, 100 + i);
        }
        final TestPayment valid = spend(richer).pay(546, BOB).build();
        assertThat(node.submit(valid)).isEqualTo(Verdict.ADMITTED);
        assertThat(node.stats().locks).isEqualTo(256);
        final int handle = node.handleOf(valid);
        node.decide(Kind.ACCEPTED, handle);
        node.decide(Kind.RELEASED, handle);
        node.assertEmpty();
        for (final Coin coin : richer)
        {
            assertThat(node.submit(spend(coin).pay(546, BOB).build())).isEqualTo(Verdict.CONFLICT);
        }
    }
}

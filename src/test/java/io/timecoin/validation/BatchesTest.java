package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.Verdict;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Member;
import io.timecoin.validation.ValidationFixture.Told;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.timecoin.validation.TestPayment.spend;
import static org.assertj.core.api.Assertions.assertThat;

/** What consensus is told of peers' batches. */
class BatchesTest
{
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int EVE = 66;
    private static final int NONE = TransactionTable.NULL_HANDLE;

    private final ValidationFixture node = new ValidationFixture(4096);

    @Test
    void shouldTellABatchByItsNameOnceItsLastMemberIsThere()
    {
        final TestPayment[] members = payments(64);
        final long number = node.nextBatch();
        for (int i = 0; i < 63; i++)
        {
            node.member(5, number, i, 64, Member.of(members[i]));
            node.tick(1_000_000);
        }
        assertThat(node.told).isEmpty();
        node.member(5, number, 63, 64, Member.of(members[63]));

        final byte[][] wtxids = new byte[64][];
        final List<Integer> handles = new ArrayList<>();
        for (int i = 0; i < 64; i++)
        {
            wtxids[i] = members[i].wtxid;
            handles.add(node.handleOf(members[i]));
        }
        assertThat(node.told).containsExactly(new Told("batch", NONE, handles, -1L, 0));
        assertThat(node.batchPeer).isEqualTo(5);
        assertThat(node.batchName).isEqualTo(ValidationFixture.nameOf(wtxids));
        assertThat(node.replies).isEmpty();
        assertThat(node.table.session(handles.get(0))).isEqualTo(TransactionTable.NO_SESSION);
    }

    @Test
    void shouldMarkWhatCanNeverBeValid()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment good = spend(coin).payAllBut(1_000, BOB);
        final Told told = node.batch(5,
            Member.of(spend(node.coin(10_000, ALICE)).payAllBut(5, BOB)),
            Member.of(good),
            new Member(spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB), false, Verdict.ADMITTED),
            new Member(spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB), false, Verdict.ADMITTED),
            Member.of(spend(node.coin(10_000, ALICE)).lockHeight(7).payAllBut(1_000, BOB)));

        assertThat(told.handles()).containsExactly(NONE, node.handleOf(good), NONE, NONE, NONE);
        assertThat(told.ready()).isEqualTo(0b00010);
        // What may become valid later is not held, and not condemned.
        assertThat(told.invalid()).isEqualTo(0b01101);
    }

    @Test
    void shouldGiveABatchWithAMalformedMemberANameOfItsOwn()
    {
        final TestPayment one = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        final TestPayment two = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        // The arena still holds the hash of an honest member where this one's would be.
        final Told told = node.batch(5, Member.of(one), new Member(two, true, Verdict.BAD_OUTPUT));

        assertThat(told.ready()).isEqualTo(0b01);
        assertThat(told.invalid()).isEqualTo(0b10);
        assertThat(node.batchName).isEqualTo(ValidationFixture.nameOf(one.wtxid, new byte[32]));
    }

    @Test
    void shouldNameWhatItKnowsByTheHandleItHas()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        node.submit(payment);
        final int handle = node.handleOf(payment);

        for (int i = 0; i < 3; i++)
        {
            assertThat(node.batch(payment)).isEqualTo(new Told("batch", NONE, List.of(handle), 1, 0));
        }
        node.decide(Kind.ACCEPTED, handle);
        assertThat(node.batch(payment)).isEqualTo(new Told("batch", NONE, List.of(handle), 1, 0));
        node.decide(Kind.RELEASED, handle);
        // Neither held nor condemned: it was accepted here.
        assertThat(node.batch(payment)).isEqualTo(new Told("batch", NONE, List.of(NONE), 0, 0));
        node.assertEmpty();
    }

    @Test
    void shouldNotLetAMemberWithGarbageWitnessesStandForTheRealPayment()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment real = spend(coin).payAllBut(1_000, BOB);
        final TestPayment garbage = spend(coin).garbage(1).payAllBut(1_000, BOB);
        final TestPayment copy = spend(coin).stolenBy(EVE).payAllBut(1_000, BOB);
        final TestPayment resigned = spend(coin).garbage(2).payAllBut(1_000, BOB);
        node.submit(real);
        final int handle = node.handleOf(real);

        final Told told = node.batch(5,
            new Member(garbage, false, Verdict.ADMITTED), Member.of(copy), Member.of(real));
        assertThat(told.handles()).containsExactly(NONE, NONE, handle);
        assertThat(told.ready()).isEqualTo(0b100);
        assertThat(told.invalid()).isEqualTo(0b011);

        // Another valid signature of the same key is as good.
        assertThat(node.batch(resigned)).isEqualTo(new Told("batch", NONE, List.of(handle), 1, 0));
    }

    @Test
    void shouldRefuseAMemberThatABatchHoldsTwice()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);

        final Told told = node.batch(payment, payment);
        assertThat(told).isEqualTo(new Told("batch", NONE, List.of(node.handleOf(payment), NONE), 0b01, 0b10));
    }

    @Test
    void shouldDropABatchThatIsCut()
    {
        final TestPayment[] first = payments(2);
        final TestPayment[] second = payments(2);
        final long cut = node.nextBatch();
        node.member(5, cut, 0, 2, Member.of(first[0]));
        final Told told = node.batch(second);
        node.member(5, cut, 1, 2, Member.of(first[1]));

        assertThat(node.told).containsExactly(told);
        assertThat(told.handles()).containsExactly(node.handleOf(second[0]), node.handleOf(second[1]));
        assertThat(node.stats().batchesCut).isEqualTo(1);
        assertThat(node.stats().membersStray).isEqualTo(1);

        // What consensus never heard of expires by itself.
        final int orphan = node.handleOf(first[0]);
        node.tick(node.parameters.lockTimeoutNs());
        node.news();
        node.drain();
        assertThat(node.table.isCurrent(orphan)).isFalse();
        assertThat(node.news()).extracting(Told::what).containsExactly("expire", "expire");
    }

    @Test
    void shouldIgnoreABatchOfImpossibleSize()
    {
        node.member(5, node.nextBatch(), 0, 65, Member.of(payments(1)[0]));
        node.member(5, node.nextBatch(), 0, 0, Member.of(payments(1)[0]));

        assertThat(node.told).isEmpty();
        assertThat(node.stats().membersStray).isEqualTo(2);
    }

    @Test
    void shouldForgetMembersThatEndedBeforeTheLastOneCame()
    {
        final TestPayment[] known = payments(3);
        node.batch(known);
        final int[] handles = { node.handleOf(known[0]), node.handleOf(known[1]), node.handleOf(known[2]) };
        final TestPayment last = payments(1)[0];
        final long number = node.nextBatch();
        for (int i = 0; i < 3; i++)
        {
            node.member(5, number, i, 4, Member.of(known[i]));
        }
        node.decide(Kind.ACCEPTED, handles[0]);
        node.decide(Kind.REJECTED, handles[1]);
        node.decide(Kind.EXPIRED, handles[2]);
        node.news();
        node.member(5, number, 3, 4, Member.of(last));

        assertThat(node.told).containsExactly(new Told(
            "batch", NONE, List.of(handles[0], handles[1], NONE, node.handleOf(last)), 0b1001, 0));
    }

    @Test
    void shouldForgetMembersWhoseAncestorEndedBeforeTheLastOneCame()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        final TestPayment last = payments(1)[0];
        node.submit(parent);
        final long number = node.nextBatch();
        node.member(5, number, 0, 2, Member.of(child));
        node.decide(Kind.EXPIRED, node.handleOf(parent));
        node.news();
        node.member(5, number, 1, 2, Member.of(last));

        assertThat(node.news()).containsExactly(
            new Told("batch", NONE, List.of(NONE, node.handleOf(last)), 0b10, 0));
        node.drain();
        assertThat(node.told).isEmpty();
        assertThat(node.table.count()).isEqualTo(1);
    }

    @Test
    void shouldKeepRivalsAndTellThemBeforeTheBatch()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment mine = spend(coin).payAllBut(1_000, BOB);
        final TestPayment theirs = spend(coin).payAllBut(2_000, EVE);
        node.submit(mine);
        node.news();
        node.batch(theirs);

        final int rival = node.handleOf(theirs);
        assertThat(node.told).containsExactly(
            new Told("conflict", rival, List.of(node.handleOf(mine)), 0, 0),
            new Told("batch", NONE, List.of(rival), 1, 0));

        node.decide(Kind.ACCEPTED, rival);
        node.decide(Kind.REJECTED, node.handleOf(mine));
        assertThat(node.stats().locks).isZero();
        assertThat(node.submit(mine)).isEqualTo(Verdict.KNOWN);
        node.decide(Kind.RELEASED, node.handleOf(mine));
        assertThat(node.submit(mine)).isEqualTo(Verdict.CONFLICT);
        // It can never be accepted now.
        assertThat(node.batch(mine)).isEqualTo(new Told("batch", NONE, List.of(NONE), 0, 1));
        node.decide(Kind.RELEASED, rival);
        node.assertEmpty();
    }

    @Test
    void shouldKeepEightRivalsOfAnOutputAndNoMore()
    {
        final Coin coin = node.coin(100_000, ALICE);
        node.submit(spend(coin).payAllBut(1_000, BOB));
        for (int i = 1; i <= 8; i++)
        {
            node.news();
            final Told told = node.batch(spend(coin).payAllBut(1_000 + i, EVE));
            assertThat(told.ready()).isEqualTo(1);
            assertThat(node.told.get(0).handles()).hasSize(i);
        }
        final TestPayment ninth = spend(coin).payAllBut(5_000, EVE);
        assertThat(node.batch(ninth)).isEqualTo(new Told("batch", NONE, List.of(NONE), 0, 0));
        assertThat(node.stats().conflictsNotKept).isEqualTo(1);

        final int rival = node.told.get(0).handle();
        node.decide(Kind.EXPIRED, rival);
        assertThat(node.batch(ninth).ready()).isEqualTo(1);
    }

    @Test
    void shouldKeepSixtyThreeRivalsOfATransactionAndNoMore()
    {
        final Coin[] coins = new Coin[70];
        for (int i = 0; i < coins.length; i++)
        {
            coins[i] = node.coin(10_000, ALICE);
        }
        node.submit(spend(coins).payAllBut(100_000, BOB));
        final List<TestPayment> rivals = new ArrayList<>();
        for (int i = 0; i < 63; i++)
        {
            rivals.add(spend(coins[i]).payAllBut(1_000, EVE));
            assertThat(node.batch(rivals.get(i)).ready()).isEqualTo(1);
        }
        final TestPayment oneTooMany = spend(coins[63]).payAllBut(1_000, EVE);
        assertThat(node.batch(oneTooMany).handles()).containsExactly(NONE);

        // Against all of these at once there is no room either, and with one fewer there is.
        final TestPayment all = spend(coins).payAllBut(200_000, EVE);
        assertThat(node.batch(all).handles()).containsExactly(NONE);
        node.decide(Kind.EXPIRED, node.handleOf(rivals.get(0)));
        assertThat(node.batch(oneTooMany).ready()).isEqualTo(1);
    }

    @Test
    void shouldCountARivalOnceHoweverManyOutputsItShares()
    {
        final Coin[] coins = new Coin[40];
        for (int i = 0; i < coins.length; i++)
        {
            coins[i] = node.coin(10_000, ALICE);
        }
        final TestPayment one = spend(coins).payAllBut(100_000, BOB);
        final TestPayment two = spend(coins).payAllBut(110_000, BOB);
        final TestPayment three = spend(coins).payAllBut(120_000, BOB);
        node.batch(one);
        node.batch(two);
        node.news();
        node.batch(three);

        assertThat(node.told.get(0).handles())
            .containsExactlyInAnyOrder(node.handleOf(one), node.handleOf(two));
        for (final TestPayment payment : List.of(one, two, three))
        {
            node.decide(Kind.EXPIRED, node.handleOf(payment));
        }
        node.assertEmpty();
    }

    private TestPayment[] payments(final int count)
    {
        final TestPayment[] payments = new TestPayment[count];
        for (int i = 0; i < count; i++)
        {
            payments[i] = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        }
        return payments;
    }
}

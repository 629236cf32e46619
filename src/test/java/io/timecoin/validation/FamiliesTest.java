package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.Verdict;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Member;
import io.timecoin.validation.ValidationFixture.Reply;
import io.timecoin.validation.ValidationFixture.Told;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.timecoin.validation.TestPayment.spend;
import static io.timecoin.validation.ValidationParameters.PARKED_TIMEOUT_NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Parents and children: waiting, parked, taken up, and gone together. */
class FamiliesTest
{
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int NONE = TransactionTable.NULL_HANDLE;

    private final ValidationFixture node = new ValidationFixture(4096);

    @Test
    void shouldAdmitAClientsChildWhenItsLastParentIsAccepted()
    {
        final TestPayment one = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment two = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(one.output(0), two.output(0)).payAllBut(1_000, BOB);
        node.submit(one);
        node.submit(two);
        node.news();
        assertThat(node.submit(child)).isEqualTo(Verdict.ADMITTED);
        assertThat(node.drain()).isZero();
        assertThat(node.stats().waiting).isEqualTo(1);
        assertThat(node.submit(spend(one.output(0)).payAllBut(2_000, BOB))).isEqualTo(Verdict.CONFLICT);

        node.decide(Kind.ACCEPTED, node.handleOf(one));
        node.drain();
        assertThat(node.told).isEmpty();
        node.decide(Kind.ACCEPTED, node.handleOf(two));
        node.drain();
        assertThat(node.told).containsExactly(new Told("admit", node.handleOf(child), List.of(), 0, 0));
        assertThat(node.stats().waiting).isZero();
    }

    @Test
    void shouldTellThatAMemberBecameReady()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        final Told batch = node.batch(parent, child);
        assertThat(batch.ready()).isEqualTo(0b01);
        assertThat(batch.handles()).containsExactly(node.handleOf(parent), node.handleOf(child));
        node.news();

        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.drain();
        assertThat(node.told).containsExactly(new Told("ready", node.handleOf(child), List.of(), 0, 0));
    }

    @Test
    void shouldSayReadyInTheBatchIfTheParentWasAcceptedMeanwhile()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        final TestPayment last = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        node.submit(parent);
        final long number = node.nextBatch();
        node.member(5, number, 0, 2, Member.of(child));
        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.news();
        node.member(5, number, 1, 2, Member.of(last));

        assertThat(node.told).extracting(Told::ready).containsExactly(0b11L);
        node.drain();
        assertThat(node.told).hasSize(1);
    }

    @Test
    void shouldTellAClientsChildThatABatchHoldsOnlyAsReady()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        node.submit(parent);
        node.submit(child);
        node.batch(child);
        node.news();

        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.drain();
        assertThat(node.told).containsExactly(new Told("ready", node.handleOf(child), List.of(), 0, 0));
    }

    @Test
    void shouldTakeDescendantsAlongWhenAParentIsRejected()
    {
        final Coin coin = node.coin(100_000, ALICE);
        final TestPayment loser = spend(coin).pay(40_000, ALICE).payAllBut(1_000, ALICE);
        final TestPayment winner = spend(coin).payAllBut(2_000, BOB);
        final TestPayment child = spend(loser.output(0)).payAllBut(1_000, ALICE);
        final TestPayment grandchild = spend(child.output(0), loser.output(1)).payAllBut(1_000, BOB);
        node.submit(loser);
        node.submit(child);
        node.batch(grandchild);
        node.batch(winner);
        final int grandchildHandle = node.handleOf(grandchild);
        node.news();
        node.replies.clear();

        node.decide(Kind.ACCEPTED, node.handleOf(winner));
        node.decide(Kind.REJECTED, node.handleOf(loser));
        node.drain();

        assertThat(node.told).containsExactly(new Told("abandon", grandchildHandle, List.of(), 0, 0));
        assertThat(node.replies).extracting(Reply::verdict).containsExactly(Verdict.PARENT_GONE);
        assertThat(node.handleOf(child)).isEqualTo(NONE);
        assertThat(node.stats().locks).isZero();
        assertThat(node.stats().parentsGone).isEqualTo(2);
        // The parent is known to have lost, so its children are not waited for.
        assertThat(node.submit(child)).isEqualTo(Verdict.MISSING_PARENT);
        assertThat(node.batch(child).invalid()).isEqualTo(1);

        node.decide(Kind.RELEASED, grandchildHandle);
        node.decide(Kind.RELEASED, node.handleOf(loser));
        node.decide(Kind.RELEASED, node.handleOf(winner));
        node.assertEmpty();
    }

    @Test
    void shouldLetAFamilyComeAgainAfterItsParentExpired()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        node.submit(parent);
        node.submit(child);
        node.decide(Kind.EXPIRED, node.handleOf(parent));

        // The old child's claims are not ended yet: they must not stand in the way.
        assertThat(node.submit(parent)).isEqualTo(Verdict.ADMITTED);
        assertThat(node.submit(child)).isEqualTo(Verdict.ADMITTED);
        node.drain();
        assertThat(node.table.count()).isEqualTo(2);
        assertThat(node.stats().locks).isEqualTo(2);
        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.drain();
        node.decide(Kind.ACCEPTED, node.handleOf(child));
        node.decide(Kind.RELEASED, node.handleOf(parent));
        node.decide(Kind.RELEASED, node.handleOf(child));
        node.assertEmpty();
    }

    @Test
    void shouldEndAThousandDescendantsInSmallUnits()
    {
        TestPayment last = spend(node.coin(10_000_000, ALICE)).payAllBut(1_000, ALICE);
        node.submit(last);
        final int root = node.handleOf(last);
        for (int i = 0; i < 1_000; i++)
        {
            last = spend(last.output(0)).payAllBut(1_000, ALICE);
            assertThat(node.submit(last)).isEqualTo(Verdict.ADMITTED);
        }
        node.decide(Kind.EVICTED, root);

        assertThat(node.drain()).isEqualTo(1_000);
        node.assertEmpty();
    }

    @Test
    void shouldTakeUpParkedChildrenWhateverTheOrder()
    {
        final List<TestPayment> chain = new ArrayList<>();
        chain.add(spend(node.coin(1_000_000, ALICE)).payAllBut(1_000, ALICE));
        for (int i = 0; i < 10; i++)
        {
            chain.add(spend(chain.get(i).output(0)).payAllBut(1_000, ALICE));
        }
        for (int i = 10; i > 0; i--)
        {
            final Told told = node.batch(i, Member.of(chain.get(i)));
            assertThat(told.ready()).isZero();
            assertThat(told.handles()).containsExactly(node.handleOf(chain.get(i)));
        }
        assertThat(node.stats().parked).isEqualTo(10);
        assertThat(node.stats().locks).isZero();
        node.submit(chain.get(0));
        node.news();
        node.drain();
        assertThat(node.stats().parked).isZero();
        assertThat(node.stats().waiting).isEqualTo(10);
        assertThat(node.stats().parkedTakenUp).isEqualTo(10);

        for (int i = 0; i < 10; i++)
        {
            node.decide(Kind.ACCEPTED, node.handleOf(chain.get(i)));
            node.drain();
            assertThat(node.news())
                .containsExactly(new Told("ready", node.handleOf(chain.get(i + 1)), List.of(), 0, 0));
        }
    }

    @Test
    void shouldTakeUpAParkedChildOfAnAcceptedParentAtOnce()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        node.submit(child);
        node.submit(parent);
        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.news();
        node.drain();

        assertThat(node.told).containsExactly(new Told("admit", node.handleOf(child), List.of(), 0, 0));
        assertThat(node.table.session(node.handleOf(child))).isEqualTo(7);
    }

    @Test
    void shouldParkUnderTheNextUnknownParent()
    {
        final TestPayment one = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment two = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(one.output(0), two.output(0)).payAllBut(1_000, BOB);
        node.submit(child);
        node.submit(two);
        node.drain();
        assertThat(node.stats().parked).isEqualTo(1);
        node.submit(one);
        node.drain();
        assertThat(node.stats().parked).isZero();
        assertThat(node.stats().waiting).isEqualTo(1);
    }

    @Test
    void shouldLetGoOfParkedChildrenThatTurnOutInvalid()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment poor = spend(parent.output(0)).payAllBut(1, BOB);
        final TestPayment none = spend(new Coin(TestPayment.outpoint(parent.txid, 9), 9_000, ALICE))
            .payAllBut(1_000, BOB);
        final TestPayment spent = spend(parent.output(0), node.coin(3_000, ALICE)).payAllBut(1_000, BOB);
        final int[] handles = new int[3];
        final TestPayment[] all = { poor, none, spent };
        for (int i = 0; i < 3; i++)
        {
            handles[i] = node.batch(i, Member.of(all[i])).handles().get(0);
            assertThat(handles[i]).isNotEqualTo(NONE);
        }
        final TestPayment thief = spend(spent.inputs.get(1)).payAllBut(1_000, BOB);
        node.submit(thief);
        node.decide(Kind.ACCEPTED, node.handleOf(thief));
        node.submit(parent);
        node.news();
        node.drain();

        assertThat(node.told).containsExactlyInAnyOrder(
            new Told("abandon", handles[0], List.of(), 0, 0),
            new Told("abandon", handles[1], List.of(), 0, 0),
            new Told("abandon", handles[2], List.of(), 0, 0));
        assertThat(node.submit(poor)).isEqualTo(Verdict.FEE_TOO_LOW);
        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        for (final int handle : new int[]{ handles[0], handles[1], handles[2], node.handleOf(parent),
            node.handleOf(thief) })
        {
            node.decide(Kind.RELEASED, handle);
        }
        node.assertEmpty();
    }

    @Test
    void shouldTellTheRivalsOfAParkedMemberBeforeItsReadiness()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0), coin).payAllBut(1_000, BOB);
        final TestPayment rival = spend(coin).payAllBut(1_000, BOB);
        node.batch(child);
        node.submit(rival);
        node.submit(parent);
        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        node.news();
        node.drain();

        assertThat(node.told).containsExactly(
            new Told("conflict", node.handleOf(child), List.of(node.handleOf(rival)), 0, 0),
            new Told("ready", node.handleOf(child), List.of(), 0, 0));
    }

    @Test
    void shouldGiveParkedTransactionsThirtySeconds()
    {
        final TestPayment theirs = spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB);
        final TestPayment mine = spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB);
        final int handle = node.batch(theirs).handles().get(0);
        node.submit(mine);
        node.news();
        node.tick(PARKED_TIMEOUT_NS - 1);
        assertThat(node.drain()).isZero();
        node.tick(1);
        assertThat(node.drain()).isEqualTo(2);

        assertThat(node.told).containsExactly(new Told("abandon", handle, List.of(), 0, 0));
        node.decide(Kind.RELEASED, handle);
        node.assertEmpty();
    }

    @Test
    void shouldHoldAllParkedTransactionsToATwentiethOfThePool()
    {
        int held = 0;
        for (int i = 0; i < 400; i++)
        {
            final TestPayment payment = spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB);
            final Told told = node.batch(i, Member.of(payment));
            held += told.handles().get(0) == NONE ? 0 : 1;
            assertThat(told.invalid()).isZero();
        }
        assertThat(held).isEqualTo(4096 / 20);
        assertThat(node.stats().parkedRefused).isEqualTo(400 - held);
    }

    @Test
    void shouldHoldOnePeersParkedTransactionsToASixteenthOfThose()
    {
        int held = 0;
        for (int i = 0; i < 40; i++)
        {
            final TestPayment payment = spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB);
            held += node.batch(payment).handles().get(0) == NONE ? 0 : 1;
        }
        assertThat(held).isEqualTo(4096 / 20 / 16);
        assertThat(node.batch(9, Member.of(spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB))).handles())
            .doesNotContain(NONE);
        // And a client's, however much it sends.
        for (int i = 0; i < 40; i++)
        {
            node.submit(spend(node.unknownCoin(10_000, ALICE)).payAllBut(1_000, BOB));
        }
        assertThat(node.stats().parked).isEqualTo(2 * held + 1);
    }

    @Test
    void shouldExpireLocksOnlyAsConsensusGrants()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment payment = spend(coin).payAllBut(1_000, ALICE);
        final TestPayment child = spend(payment.output(0)).payAllBut(1_000, BOB);
        node.submit(payment);
        node.tick(1);
        node.submit(child);
        final int handle = node.handleOf(payment);
        final Told ask = new Told("expire", handle, List.of(), 0, 0);
        node.news();

        node.tick(node.parameters.lockTimeoutNs() - 2);
        assertThat(node.drain()).isZero();
        node.tick(1);
        node.drain();
        assertThat(node.news()).containsExactly(ask);
        assertThat(node.submit(spend(coin).payAllBut(2_000, BOB))).isEqualTo(Verdict.CONFLICT);

        // The child was never told, so it expires here.
        node.replies.clear();
        node.tick(1);
        node.drain();
        assertThat(node.replies).extracting(Reply::verdict).containsExactly(Verdict.EXPIRED);
        assertThat(node.handleOf(child)).isEqualTo(NONE);

        node.tick(node.parameters.lockTimeoutNs());
        node.drain();
        assertThat(node.news()).containsExactly(ask);
        node.decide(Kind.EXPIRED, handle);
        node.assertEmpty();
        assertThat(node.submit(spend(coin).payAllBut(2_000, BOB))).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldIgnoreDecisionsForWhatHasEnded()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        node.submit(payment);
        final int handle = node.handleOf(payment);
        node.decide(Kind.EXPIRED, handle);
        for (final Kind kind : List.of(Kind.EXPIRED, Kind.RELEASED, Kind.EVICTED, Kind.REJECTED))
        {
            node.hear(kind, handle);
        }
        assertThat(node.stats().decisionsStale).isEqualTo(4);
        node.assertEmpty();
    }

    @Test
    void shouldHaltOnDecisionsThatCannotBe()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        node.batch(parent, child);
        assertThatThrownBy(() -> node.hear(Kind.ACCEPTED, node.handleOf(child)))
            .isInstanceOf(InvariantViolation.class);

        node.decide(Kind.ACCEPTED, node.handleOf(parent));
        for (final Kind kind : List.of(Kind.ACCEPTED, Kind.REJECTED, Kind.EXPIRED, Kind.EVICTED))
        {
            assertThatThrownBy(() -> node.hear(kind, node.handleOf(parent))).isInstanceOf(InvariantViolation.class);
        }
    }
}

package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Overruled;
import io.timecoin.validation.ValidationFixture.Told;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.timecoin.validation.TestPayment.spend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What final blocks change for validation. */
class BlockDecisionsTest
{
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int NONE = TransactionTable.NULL_HANDLE;

    private final ValidationFixture node = new ValidationFixture(4096);

    private int accept(final TestPayment payment)
    {
        assertThat(node.submit(payment)).isEqualTo(Verdict.ADMITTED);
        final int handle = node.handleOf(payment);
        node.decide(Kind.ACCEPTED, handle);
        return handle;
    }

    @Test
    void shouldTakeTheRivalThatABlockChoseOnceTheLoserIsUndone()
    {
        final Coin coin = node.coin(10_000, ALICE);
        final TestPayment loser = spend(coin).payAllBut(1_000, BOB);
        final TestPayment chosen = spend(coin).payAllBut(2_000, BOB);
        final int lost = accept(loser);
        node.news();

        assertThat(node.batch(chosen)).isEqualTo(new Told("batch", NONE, List.of(NONE), 0, 1));
        assertThat(node.overruled).containsExactly(new Overruled(chosen.id(), List.of(lost)));

        node.decide(Kind.UNDONE, lost);
        final Told told = node.batch(chosen);
        final int handle = node.handleOf(chosen);
        assertThat(told).isEqualTo(new Told("batch", NONE, List.of(handle), 1, 0));
        assertThat(node.overruled).as("nothing stands in its way").hasSize(1);
        node.decide(Kind.ACCEPTED, handle);
        node.decide(Kind.FINAL, handle);
        assertThat(node.stats().undone).isEqualTo(1);

        assertThat(node.submit(loser)).as("still held").isEqualTo(Verdict.KNOWN);
        node.decide(Kind.RELEASED, lost);
        assertThat(node.submit(loser)).isEqualTo(Verdict.CONFLICT);
        node.decide(Kind.RELEASED, handle);
        assertThat(node.submit(loser)).isEqualTo(Verdict.CONFLICT);
        assertThat(node.submit(chosen)).isEqualTo(Verdict.KNOWN);
        node.assertEmpty();
    }

    @Test
    void shouldAdmitTheUndoneAgainIfNothingTookItsPlace()
    {
        final TestPayment payment = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        final int handle = accept(payment);
        node.decide(Kind.UNDONE, handle);
        node.decide(Kind.RELEASED, handle);
        assertThat(node.submit(payment)).isEqualTo(Verdict.ADMITTED);
        node.decide(Kind.ACCEPTED, node.handleOf(payment));
    }

    @Test
    void shouldEndWhatWouldSpendAnUndoneTransaction()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).pay(3_000, BOB).payAllBut(1_000, BOB);
        final int handle = accept(parent);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, BOB);
        final TestPayment other = spend(parent.output(1)).payAllBut(1_000, BOB);
        final TestPayment grandchild = spend(child.output(0)).payAllBut(1_000, ALICE);
        assertThat(node.submit(child)).isEqualTo(Verdict.ADMITTED);
        node.batch(other);
        assertThat(node.submit(grandchild)).isEqualTo(Verdict.ADMITTED);
        final int first = node.handleOf(child);
        final int second = node.handleOf(other);
        node.news();
        node.replies.clear();

        node.decide(Kind.UNDONE, handle);
        assertThat(node.submit(spend(parent.output(0)).payAllBut(1_500, BOB))).isEqualTo(Verdict.MISSING_PARENT);
        node.drain();
        assertThat(node.news()).extracting(Told::what).containsOnly("abandon");
        assertThat(node.replies).filteredOn(reply -> reply.verdict() == Verdict.PARENT_GONE).hasSize(2);
        for (final int ended : new int[]{first, second, handle})
        {
            node.decide(Kind.RELEASED, ended);
        }
        node.assertEmpty();
    }

    @Test
    void shouldUndoInTheOrderInWhichBlocksDoAndNothingElse()
    {
        final TestPayment parent = spend(node.coin(10_000, ALICE)).payAllBut(1_000, BOB);
        final int handle = accept(parent);
        final int child = accept(spend(parent.output(0)).payAllBut(1_000, BOB));
        node.decide(Kind.UNDONE, child);
        node.decide(Kind.UNDONE, handle);
        assertThatThrownBy(() -> node.hear(Kind.UNDONE, handle)).isInstanceOf(InvariantViolation.class);
        final TestPayment again = spend(parent.inputs.get(0)).payAllBut(3_000, BOB);
        assertThat(node.submit(again)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldNameEachThatStandsInTheWayOnceAndSayThatWhatIsNotHeldAnyMoreIsFinal()
    {
        final Coin one = node.coin(10_000, ALICE);
        final Coin two = node.coin(10_000, ALICE);
        final Coin three = node.coin(10_000, ALICE);
        final int both = accept(spend(one, two).payAllBut(1_000, BOB));
        final int single = accept(spend(three).payAllBut(1_000, BOB));
        final TestPayment rival = spend(one, two, three).payAllBut(1_000, BOB);
        node.batch(rival);
        assertThat(node.overruled).containsExactly(new Overruled(rival.id(), List.of(both, single)));
        node.overruled.clear();
        node.decide(Kind.RELEASED, both);
        node.batch(rival);
        assertThat(node.overruled).containsExactly(new Overruled(rival.id(), List.of(single, NONE)));
        node.overruled.clear();
        node.decide(Kind.RELEASED, single);
        node.batch(rival);
        assertThat(node.overruled).containsExactly(new Overruled(rival.id(), List.of(NONE)));
        node.overruled.clear();
        node.submit(rival);
        assertThat(node.overruled).as("a client's").isEmpty();
    }

    @Test
    void shouldSayThatNoBlockCanMakeAmountsRight()
    {
        final TestPayment tooMuch = spend(node.coin(10_000, ALICE)).payAllBut(-1, BOB);
        final TestPayment tooCheap = spend(node.coin(10_000, ALICE)).payAllBut(999, BOB);
        node.batch(tooMuch);
        node.batch(tooCheap);
        assertThat(node.overruled).containsExactly(
            new Overruled(tooMuch.id(), List.of(NONE)), new Overruled(tooCheap.id(), List.of(NONE)));
    }

    @Test
    void shouldNameTheManyThatStandInTheWayOfOneMore()
    {
        final Coin coin = node.coin(100_000, ALICE);
        final List<Integer> rivals = new ArrayList<>();
        for (int i = 0; i <= Judge.MAX_RIVALS_PER_OUTPUT; i++)
        {
            final TestPayment rival = spend(coin).payAllBut(1_000 + i, BOB);
            node.batch(rival);
            rivals.add(node.handleOf(rival));
        }
        assertThat(node.overruled).isEmpty();
        final TestPayment chosen = spend(coin).payAllBut(2_000, BOB);
        node.batch(chosen);
        assertThat(node.overruled).hasSize(1);
        assertThat(node.overruled.get(0).accepted()).containsExactlyInAnyOrderElementsOf(rivals);
        rivals.forEach(rival -> node.decide(Kind.REJECTED, rival));
        node.batch(chosen);
        node.decide(Kind.ACCEPTED, node.handleOf(chosen));
    }

    @Test
    void shouldLetHeightsPassWithBlocks()
    {
        final Coin young = node.coin(10_000, ALICE, 4);
        final TestPayment spendsYoung = spend(young).payAllBut(1_000, BOB);
        final TestPayment later = spend(node.coin(10_000, ALICE)).lockHeight(5).payAllBut(1_000, BOB);
        node.hear(Kind.BLOCK, 3);
        assertThat(node.submit(later)).isEqualTo(Verdict.NOT_YET);
        node.hear(Kind.BLOCK, 4);
        assertThat(node.submit(later)).isEqualTo(Verdict.ADMITTED);
        assertThat(node.submit(spendsYoung)).isEqualTo(Verdict.IMMATURE);
        node.hear(Kind.BLOCK, 5);
        assertThat(node.submit(spendsYoung)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldKeepWhatATransactionSpends()
    {
        node.hear(Kind.BLOCK, 9);
        final Coin mined = node.coin(10_000, ALICE, 4);
        final Coin plain = node.coin(7_000, BOB);
        final TestPayment parent = spend(mined, plain).pay(2_000, BOB).payAllBut(1_000, ALICE);
        final TestPayment child = spend(parent.output(1), parent.output(0)).payAllBut(1_000, BOB);
        // The child comes first, and is parked.
        node.batch(child);
        assertThat(node.submit(parent)).isEqualTo(Verdict.ADMITTED);
        node.drain();
        assertSpends(node.handleOf(parent), 0, mined, 4);
        assertSpends(node.handleOf(parent), 1, plain, UtxoEntry.NOT_COINBASE);
        assertSpends(node.handleOf(child), 0, parent.output(1), UtxoEntry.NOT_COINBASE);
        assertSpends(node.handleOf(child), 1, parent.output(0), UtxoEntry.NOT_COINBASE);
        assertThat(node.table.fee(node.handleOf(child))).isEqualTo(1_000);
    }

    @Test
    void shouldReadFromAClaimWhatTheSetHasLostWithItsHeight()
    {
        node.hear(Kind.BLOCK, 9);
        final Coin mined = node.coin(10_000, ALICE, 4);
        final TestPayment first = spend(mined).payAllBut(1_000, BOB);
        node.submit(first);
        // Applied, but the decision has not come here.
        node.apply(node.handleOf(first));
        final TestPayment rival = spend(mined).payAllBut(2_000, BOB);
        node.batch(rival);
        assertSpends(node.handleOf(rival), 0, mined, 4);
    }

    private void assertSpends(final int handle, final int input, final Coin coin, final int coinbaseHeight)
    {
        final UnsafeBuffer records = new UnsafeBuffer(new byte[TransactionTable.MAX_SPENT_LENGTH]);
        node.table.copySpent(handle, records, 0);
        final UtxoEntry entry = new UtxoEntry();
        entry.decode(records, input * UtxoEntry.ENCODED_LENGTH);
        assertThat(entry.amount).isEqualTo(coin.amount());
        assertThat(entry.keyHash).isEqualTo(TestPayment.keyHash(coin.key()));
        assertThat(entry.coinbaseHeight).isEqualTo(coinbaseHeight);
        assertThat(entry.lockType).isZero();
    }
}

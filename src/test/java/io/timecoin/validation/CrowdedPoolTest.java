package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Reply;
import io.timecoin.validation.ValidationFixture.Told;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.timecoin.validation.TestPayment.spend;
import static org.assertj.core.api.Assertions.assertThat;

/** What gives way when the pool is crowded, and who gets in. */
class CrowdedPoolTest
{
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int BLOCKS = 64;

    private final ValidationFixture node = new ValidationFixture(BLOCKS);

    /** A payment of one block. */
    private TestPayment payment(final long fee)
    {
        return spend(node.coin(1_000_000, ALICE)).payAllBut(fee, ALICE);
    }

    private List<TestPayment> fill(final int count, final long fee)
    {
        final List<TestPayment> payments = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            payments.add(payment(fee + 100L * i));
            assertThat(node.submit(payments.get(i))).isEqualTo(Verdict.ADMITTED);
        }
        return payments;
    }

    @Test
    void shouldAskForTheLowestFeeRatesOnceCrowded()
    {
        final List<TestPayment> payments = fill(BLOCKS * 7 / 8, 10_000);
        assertThat(node.drain()).isZero();
        node.submit(payment(5_000));
        node.submit(payment(50_000));
        node.news();
        node.drain();

        // Two are above the mark; asked for once, not again while consensus considers.
        final List<Told> asked = node.news();
        assertThat(asked).extracting(Told::what).containsOnly("evict").hasSize(2);
        assertThat(node.table.fee(asked.get(0).handle())).isEqualTo(5_000);
        assertThat(asked.get(1).handle()).isEqualTo(node.handleOf(payments.get(0)));
        node.drain();
        assertThat(node.news()).isEmpty();

        node.decide(Kind.EVICTED, asked.get(0).handle());
        node.decide(Kind.EVICTED, asked.get(1).handle());
        assertThat(node.drain()).isZero();
    }

    @Test
    void shouldAskForOthersIfConsensusDoesNotAnswer()
    {
        fill(BLOCKS * 7 / 8 + 1, 10_000);
        node.news();
        node.drain();
        final Told first = node.news().get(0);
        node.tick(TimeUnit.SECONDS.toNanos(1));
        node.drain();
        final List<Told> second = node.news();

        assertThat(second).hasSize(1);
        assertThat(second.get(0).handle()).isNotEqualTo(first.handle());
    }

    @Test
    void shouldSayWhichFeeGetsInAndLetItIn()
    {
        fill(BLOCKS - BLOCKS / 16, 10_000);
        final TestPayment poor = payment(9_000);
        final Reply reply = node.submit(poor, true, Verdict.ADMITTED);
        assertThat(reply.verdict()).isEqualTo(Verdict.POOL_FULL);
        assertThat(reply.requiredFee()).isBetween(10_000L, 11_000L);
        assertThat(node.handleOf(poor)).isZero();

        node.news();
        node.drain();
        node.news().forEach(told -> node.decide(Kind.EVICTED, told.handle()));
        // There is space now, but above the floor only.
        final Reply again = node.submit(payment(9_500), true, Verdict.ADMITTED);
        assertThat(again.verdict()).isEqualTo(Verdict.POOL_FULL);
        assertThat(node.submit(payment(again.requiredFee() - 1))).isEqualTo(Verdict.POOL_FULL);
        assertThat(node.submit(payment(again.requiredFee()))).isEqualTo(Verdict.ADMITTED);
        // Pool full is not remembered.
        assertThat(node.submit(poor)).isEqualTo(Verdict.POOL_FULL);
    }

    @Test
    void shouldLowerTheFloorWithTime()
    {
        fill(BLOCKS * 7 / 8 + 1, 40_000);
        node.drain();
        final long floor = node.stats().floorRate;
        assertThat(floor).isGreaterThan(40_000L * 1024 / 256);
        node.tick(TimeUnit.MINUTES.toNanos(1));
        assertThat(node.stats().floorRate).isEqualTo(floor / 2);
        node.tick(TimeUnit.HOURS.toNanos(1));
        assertThat(node.stats().floorRate).isZero();
    }

    @Test
    void shouldKeepAReserveForPeers()
    {
        final int clients = BLOCKS - BLOCKS / 16;
        fill(clients, 10_000);
        assertThat(node.submit(payment(1_000_000 - 600))).isEqualTo(Verdict.POOL_FULL);
        for (int i = 0; i < BLOCKS / 16; i++)
        {
            assertThat(node.batch(payment(1_000)).ready()).isEqualTo(1);
        }
        final Told full = node.batch(payment(100_000));
        assertThat(full.handles()).containsExactly(TransactionTable.NULL_HANDLE);
        assertThat(full.invalid()).isZero();
    }

    @Test
    void shouldWeighAParentWithItsChildren()
    {
        fill(BLOCKS * 7 / 8 - 2, 10_000);
        final TestPayment parent = payment(1_000);
        final TestPayment child = spend(parent.output(0)).payAllBut(90_000, BOB);
        final TestPayment lonely = payment(2_000);
        node.submit(parent);
        node.submit(child);
        node.submit(lonely);
        node.news();
        node.drain();

        // The parent pays less than the lonely one, but its child pays for both.
        assertThat(node.news()).containsExactly(new Told("evict", node.handleOf(lonely), List.of(), 0, 0));
    }

    @Test
    void shouldWeighAgainWhenTheChildIsGone()
    {
        fill(BLOCKS * 7 / 8 - 3, 10_000);
        final TestPayment parent = payment(1_000);
        final TestPayment child = spend(parent.output(0)).payAllBut(90_000, BOB);
        node.submit(parent);
        final int childHandle = node.batch(child).handles().get(0);
        final List<TestPayment> lonely = List.of(payment(2_000), payment(2_100));
        lonely.forEach(node::submit);
        node.news();
        node.drain();
        assertThat(node.news())
            .containsExactly(new Told("evict", node.handleOf(lonely.get(0)), List.of(), 0, 0));
        node.decide(Kind.EVICTED, node.handleOf(lonely.get(0)));
        node.decide(Kind.EXPIRED, childHandle);

        // The parent was given its child's credit. That is noticed no later than when all below it are asked for.
        for (int i = 0; i < BLOCKS && node.handleOf(parent) != TransactionTable.NULL_HANDLE; i++)
        {
            node.tick(TimeUnit.SECONDS.toNanos(1));
            assertThat(node.batch(payment(900_000 + i)).ready()).isEqualTo(1);
            node.drain();
            node.news().stream().filter(told -> told.what().equals("evict"))
                .forEach(told -> node.decide(Kind.EVICTED, told.handle()));
        }
        assertThat(node.handleOf(lonely.get(1))).isZero();
        assertThat(node.handleOf(parent)).isZero();
    }

    @Test
    void shouldTakeDescendantsAlong()
    {
        fill(BLOCKS * 7 / 8 - 2, 10_000);
        final TestPayment parent = payment(1_000);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, ALICE);
        final TestPayment grandchild = spend(child.output(0)).payAllBut(1_000, ALICE);
        node.submit(parent);
        node.submit(child);
        node.submit(grandchild);
        node.news();
        node.replies.clear();
        node.drain();
        final int handle = node.handleOf(parent);
        assertThat(node.news()).containsExactly(new Told("evict", handle, List.of(), 0, 0));

        node.decide(Kind.EVICTED, handle);
        node.drain();
        assertThat(node.replies).extracting(Reply::verdict)
            .containsExactly(Verdict.PARENT_GONE, Verdict.PARENT_GONE);
        assertThat(node.handleOf(grandchild)).isZero();
    }

    @Test
    void shouldEvictItselfWhatConsensusNeverHeardOf()
    {
        fill(BLOCKS * 7 / 8 - 1, 10_000);
        final TestPayment parent = payment(20_000);
        final TestPayment child = spend(parent.output(0)).payAllBut(1_000, ALICE);
        node.submit(parent);
        node.submit(child);
        node.news();
        node.replies.clear();
        node.drain();

        assertThat(node.told).isEmpty();
        assertThat(node.replies).extracting(Reply::verdict).containsExactly(Verdict.EVICTED);
        assertThat(node.handleOf(child)).isZero();
        assertThat(node.handleOf(parent)).isNotZero();
    }

    @Test
    void shouldNotMakeTheUndecidedPayForBytesThatConsensusKeeps()
    {
        final List<TestPayment> payments = fill(BLOCKS * 7 / 8, 10_000);
        for (int i = 0; i < 40; i++)
        {
            node.decide(Kind.ACCEPTED, node.handleOf(payments.get(i)));
        }
        node.submit(payment(10_000));
        node.submit(payment(10_000));
        node.news();
        node.drain();
        assertThat(node.told).isEmpty();
    }

    @Test
    void shouldTakeNothingOfClientsWhileBlocksAreFarBehind()
    {
        final List<TestPayment> payments = fill(BLOCKS / 2 + 1, 10_000);
        for (final TestPayment payment : payments)
        {
            node.decide(Kind.ACCEPTED, node.handleOf(payment));
        }
        final Reply reply = node.submit(payment(900_000), true, Verdict.ADMITTED);
        assertThat(reply.verdict()).isEqualTo(Verdict.POOL_FULL);
        assertThat(reply.requiredFee()).as("no fee helps").isZero();
        // What others list comes in as long as there is any space.
        assertThat(node.batch(payment(1_000)).ready()).isEqualTo(1);

        node.decide(Kind.RELEASED, node.handleOf(payments.get(0)));
        assertThat(node.submit(payment(10_000))).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldAnswerPoolFullWhenLocksRunOut()
    {
        final ValidationParameters few = ValidationFixture.defaults(1024);
        final ValidationFixture small = new ValidationFixture(
            new TransactionTable(1024),
            new ValidationParameters(few.chainId(), few.maxSupply(), few.ringSize(), few.maxPoolBytes(),
                few.maxTransactions(), 10, few.lockTimeoutNs(), few.salt(), Bonds.NONE),
            new InMemoryUtxoStore(1024));
        final Coin[] coins = new Coin[8];
        for (int i = 0; i < coins.length; i++)
        {
            coins[i] = small.coin(10_000, ALICE);
        }
        assertThat(small.submit(spend(coins).payAllBut(10_000, BOB))).isEqualTo(Verdict.ADMITTED);
        final Coin[] three = { small.coin(9_000, ALICE), small.coin(9_000, ALICE), small.coin(9_000, ALICE) };
        final TestPayment tooMany = spend(three).payAllBut(2_000, BOB);
        assertThat(small.submit(tooMany)).isEqualTo(Verdict.POOL_FULL);
        assertThat(small.submit(spend(three[0], three[1]).payAllBut(2_000, BOB))).isEqualTo(Verdict.ADMITTED);

        // A parked child that came in time finds no lock either.
        final TestPayment child = spend(new Coin(TestPayment.outpoint(tooMany.txid, 0), 25_000, BOB))
            .payAllBut(1_000, BOB);
        small.submit(child);
        small.decide(Kind.EXPIRED, small.told.get(0).handle());
        assertThat(small.stats().locks).isEqualTo(2);
    }

    @Test
    void shouldBoundTheNumberOfTransactions()
    {
        final ValidationParameters all = ValidationFixture.defaults(1024);
        final ValidationFixture small = new ValidationFixture(
            new TransactionTable(1024),
            new ValidationParameters(all.chainId(), all.maxSupply(), all.ringSize(), all.maxPoolBytes(),
                16, all.maxLocks(), all.lockTimeoutNs(), all.salt(), Bonds.NONE),
            new InMemoryUtxoStore(1024));
        for (int i = 0; i < 15; i++)
        {
            assertThat(small.submit(spend(small.coin(10_000, ALICE)).payAllBut(2_000 + i, BOB)))
                .isEqualTo(Verdict.ADMITTED);
        }
        assertThat(small.submit(spend(small.coin(10_000, ALICE)).payAllBut(9_000, BOB)))
            .isEqualTo(Verdict.POOL_FULL);
        small.news();
        small.drain();
        assertThat(small.news()).extracting(Told::what).containsExactly("evict");
    }
}

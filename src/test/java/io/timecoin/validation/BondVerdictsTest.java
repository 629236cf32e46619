package io.timecoin.validation;

import static io.timecoin.validation.TestPayment.spend;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.BondOutputs;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.validation.TestPayment.Coin;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** What validation says of bonds and leaves, given what the final blocks say of validators. */
class BondVerdictsTest
{
    private static final int BLOCKS = 1_024;
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int EVE = 3;
    private static final int BOND = 1;
    private static final int LEAVE = 2;
    private static final long FEE = 1_000;

    /** Says what a test told it, and notes what it heard. */
    private static final class ToldBonds implements Bonds
    {
        private final Set<ByteBuffer> known = new HashSet<>();
        private final Map<ByteBuffer, Long> released = new HashMap<>();
        private final List<String> heard = new ArrayList<>();

        @Override
        public boolean areOpen()
        {
            return true;
        }

        @Override
        public Verdict judge(final TransactionView tx)
        {
            final int output = BondOutputs.find(tx);
            return output != BondOutputs.NONE && tx.lockType(output) == BOND &&
                isKnown(tx.buffer(), tx.keyHashOffset(output)) ? Verdict.ALREADY_VALIDATOR : Verdict.ADMITTED;
        }

        @Override
        public boolean isKnown(final DirectBuffer buffer, final int offset)
        {
            return known.contains(hash(buffer, offset));
        }

        @Override
        public boolean isReleased(final DirectBuffer buffer, final int offset, final long height)
        {
            return released.getOrDefault(hash(buffer, offset), Long.MAX_VALUE) <= height;
        }

        @Override
        public void charge(final int validator)
        {
            heard.add("charge " + validator);
        }

        @Override
        public void apply(final TransactionView tx)
        {
            heard.add("transaction of " + tx.amount(0));
        }

        @Override
        public void endBlock(final long height)
        {
            heard.add("block " + height);
        }

        private static ByteBuffer hash(final DirectBuffer buffer, final int offset)
        {
            final byte[] hash = new byte[20];
            buffer.getBytes(offset, hash);
            return ByteBuffer.wrap(hash);
        }
    }

    private final ToldBonds bonds = new ToldBonds();
    private final ValidationFixture node = new ValidationFixture(new TransactionTable(BLOCKS),
        ValidationFixture.defaults(BLOCKS).withBonds(bonds), new InMemoryUtxoStore(1 << 12));

    @Test
    void shouldTellAClientThatABondBuysNothing()
    {
        bonds.known.add(ByteBuffer.wrap(TestPayment.keyHash(ALICE)));
        final TestPayment again = spend(node.coin(10_000, ALICE)).lock(9_000, ALICE, BOND).build();
        assertThat(node.submit(again)).isEqualTo(Verdict.ALREADY_VALIDATOR);
        node.assertEmpty();
        // Others may have accepted it before they knew: between validators it is a payment as any other.
        node.batch(again);
        assertThat(node.table.count()).isEqualTo(1);
        assertThat(node.submit(spend(node.coin(10_000, BOB)).lock(9_000, BOB, BOND).build()))
            .isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldRefuseLeavesOfStrangersUntilABlockNamesThem()
    {
        final TestPayment leave = spend(node.coin(10_000, BOB)).lock(9_000, BOB, LEAVE).build();
        assertThat(node.submit(leave)).isEqualTo(Verdict.NOT_A_VALIDATOR);
        node.batch(leave);
        node.assertEmpty();
        bonds.known.add(ByteBuffer.wrap(TestPayment.keyHash(BOB)));
        assertThat(node.submit(leave)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldLetABondGoOnlyWholeIntoALeaveOfItsIdentity()
    {
        bonds.known.add(ByteBuffer.wrap(TestPayment.keyHash(ALICE)));
        bonds.known.add(ByteBuffer.wrap(TestPayment.keyHash(BOB)));
        final Coin bond = node.locked(10_000, ALICE, BOND);
        final Coin second = node.locked(5_000, ALICE, BOND);
        final Coin fee = node.coin(FEE, EVE);

        assertThat(node.submit(spend(bond, fee).pay(10_000, ALICE).build())).isEqualTo(Verdict.BONDED);
        assertThat(node.submit(spend(bond, fee).lock(10_000, ALICE, BOND).build())).isEqualTo(Verdict.BONDED);
        assertThat(node.submit(spend(bond, fee).lock(10_000, BOB, LEAVE).build())).isEqualTo(Verdict.BONDED);
        // Nothing of it for fees, or it could not be charged any more.
        assertThat(node.submit(spend(bond, fee).lock(9_999, ALICE, LEAVE).build())).isEqualTo(Verdict.BONDED);
        assertThat(node.submit(spend(bond, fee).pay(600, EVE).lock(9_400, ALICE, LEAVE).build()))
            .isEqualTo(Verdict.BONDED);
        assertThat(node.submit(spend(bond, second, fee).lock(14_999, ALICE, LEAVE).build())).isEqualTo(Verdict.BONDED);
        node.assertEmpty();
        assertThat(node.submit(spend(bond, second, fee).stolenBy(EVE).lock(15_000, ALICE, LEAVE).build()))
            .isEqualTo(Verdict.NOT_OWNER);
        assertThat(node.submit(spend(bond, second, fee).lock(15_000, ALICE, LEAVE).build()))
            .isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldHoldBackWhatIsLeftUntilItIsReleased()
    {
        final TestPayment taken = spend(node.locked(10_000, ALICE, LEAVE)).payAllBut(FEE, BOB);
        bonds.released.put(ByteBuffer.wrap(TestPayment.keyHash(ALICE)), 3L);

        assertThat(node.submit(taken)).isEqualTo(Verdict.STILL_HELD);
        node.hear(Kind.BLOCK, 1);
        assertThat(node.submit(taken)).isEqualTo(Verdict.STILL_HELD);
        node.hear(Kind.BLOCK, 2);
        assertThat(node.submit(taken)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void shouldPassOnFinalBlocksInOrder()
    {
        final TestPayment one = spend(node.coin(10_000, ALICE)).payAllBut(FEE, BOB);
        final TestPayment two = spend(node.coin(20_000, ALICE)).payAllBut(FEE, BOB);
        for (final TestPayment each : List.of(one, two))
        {
            node.submit(each);
            node.decide(Kind.ACCEPTED, node.handleOf(each));
        }
        assertThat(bonds.heard).isEmpty();
        node.decide(Kind.FINAL, node.handleOf(two));
        node.hear(Kind.BLOCK, 1);
        node.hear(Kind.CHARGED, 7);
        node.decide(Kind.FINAL, node.handleOf(one));
        node.hear(Kind.BLOCK, 2);
        assertThat(bonds.heard).containsExactly(
            "transaction of 19000", "block 1", "charge 7", "transaction of 9000", "block 2");
    }
}

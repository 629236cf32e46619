package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.consensus.validators.Bonds;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.transaction.TransactionView;
import org.junit.jupiter.api.Test;

/** Whoever starts again knows of validators what whoever went on knows. */
class StoredMembershipTest
{
    private static final long UNIT = 1_000;
    private static final BondTerms OPEN = new BondTerms(UNIT, 8, 2);

    private final TestBlocks blocks = TestBlocks.ofEqual(1);
    private final MemoryBlockStore store = new MemoryBlockStore();
    private final Membership live = new Membership(OPEN, Bonds.first(50, 50));

    @Test
    void shouldKnowWhatTheBlocksSay()
    {
        append(Bonds.payment(1), Bonds.bond(2, 20 * UNIT));
        append(Bonds.leave(0));
        append();
        append(Bonds.bond(3, 5 * UNIT), Bonds.payment(0));

        final Membership recalled = StoredMembership.recall(OPEN, Bonds.first(50, 50), store);
        assertThat(recalled.height()).isEqualTo(4);
        assertThat(recalled.places()).isEqualTo(4);
        for (int height = 1; height <= 8; height++)
        {
            assertThat(recalled.roster(height)).isEqualTo(live.roster(height));
        }
        assertThat(recalled.roster(8)).isNotEqualTo(recalled.roster(1));
        assertThat(recalled.identity(3)).isEqualTo(live.identity(3));
        assertThat(StoredMembership.recall(OPEN, Bonds.first(50, 50), new MemoryBlockStore()).height()).isZero();
    }

    @Test
    void shouldKnowWhoWasCharged()
    {
        append(Bonds.bond(2, 20 * UNIT));
        final EvidenceList evidence =
            EvidenceList.of(List.of(blocks.evidence(0, 1, 0, SignedStatements.PREVOTE)));
        put(blocks.next(TestBlocks.ids(0, 0), 0, evidence), evidence);
        live.charge(0);
        live.endBlock(2);
        append();
        append();

        final Membership recalled = StoredMembership.recall(OPEN, Bonds.first(50, 50), store);
        assertThat(recalled.isChargeable(0)).isFalse();
        assertThat(recalled.isChargeable(1)).isTrue();
        for (int height = 1; height <= 8; height++)
        {
            assertThat(recalled.roster(height)).isEqualTo(live.roster(height));
        }
        assertThat(recalled.roster(5).set().weight(0)).isLessThan(50);
        put(blocks.next(TestBlocks.ids(0, 0), 0, evidence), evidence);
        assertThatThrownBy(() -> StoredMembership.recall(OPEN, Bonds.first(50, 50), store))
            .isInstanceOf(InvariantViolation.class).hasMessageContaining("charges in vain");
    }

    @Test
    void shouldNeedTheFirstBlocksOnlyWhereValidatorsComeAndGo()
    {
        blocks.next(TestBlocks.ids(0, 0), 0);
        put(blocks.next(TestBlocks.ids(0, 0), 0));

        assertThat(StoredMembership.recall(new BondTerms(0, 2, 2), Bonds.first(50, 50), store).height()).isEqualTo(2);
        assertThatThrownBy(() -> StoredMembership.recall(OPEN, Bonds.first(50, 50), store))
            .isInstanceOf(InvariantViolation.class).hasMessageContaining("who validates");
    }

    private void append(final TransactionView... transactions)
    {
        put(blocks.next(TestBlocks.ids(10 * store.lastHeight(), transactions.length), transactions.length),
            transactions);
        for (final TransactionView each : transactions)
        {
            live.apply(each);
        }
        live.endBlock(store.lastHeight());
    }

    private void put(final Commit commit, final TransactionView... transactions)
    {
        put(commit, EvidenceList.NONE, transactions);
    }

    private void put(final Commit commit, final EvidenceList evidence, final TransactionView... transactions)
    {
        store.beginBlock(commit, evidence, TestBlocks.ids(0, transactions.length), 0, null, 0);
        for (final TransactionView each : transactions)
        {
            store.addBody(each.buffer(), each.offset(), each.length());
        }
        store.endBlock();
    }
}

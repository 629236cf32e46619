package io.timecoin.capture;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LateStartTest
{
    private static final byte[] CHAIN_ID = new byte[32];
    private static final long MAX_SUPPLY = 1_000_000;

    private final LateStart late = new LateStart(CHAIN_ID, MAX_SUPPLY);
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[Sha256.LENGTH]);

    /** What a replay could not know must be in the set, even if it was decided after the copy. */
    @Test
    void shouldBeginBehindTheLastAcceptanceOfWhatCameInBefore()
    {
        final UnsafeBuffer duringCopy = payment(1);
        final UnsafeBuffer fromBefore = payment(2);
        final UnsafeBuffer behind = payment(3);
        late.onTransaction(duringCopy, 0, duringCopy.capacity());
        late.onTransaction(behind, 0, behind.capacity());
        accept(duringCopy);
        accept(fromBefore);
        accept(behind);

        late.settle(1);

        assertThat(late.missing()).isZero();
        assertThat(late.keeps(duringCopy, 0, duringCopy.capacity())).isFalse();
        assertThat(late.keeps(behind, 0, behind.capacity())).isTrue();
        assertThat(late.keepsDecision(name(duringCopy), 0)).isFalse();
        assertThat(late.keepsDecision(name(behind), 0)).isTrue();
    }

    @Test
    void shouldCountWhatWasAcceptedWithoutATraceOfItsEffects()
    {
        final UnsafeBuffer fromBefore = payment(1);
        late.onDecision(DecisionSlot.Kind.ACCEPTED.ordinal(), name(fromBefore), 0);

        late.settle(0);

        assertThat(late.missing()).isOne();
    }

    private void accept(final UnsafeBuffer payment)
    {
        late.onDecision(DecisionSlot.Kind.ACCEPTED.ordinal(), name(payment), 0);
        late.onApplied(payment, 0, payment.capacity());
    }

    private UnsafeBuffer name(final UnsafeBuffer payment)
    {
        final TransactionView view = new TransactionView();
        view.wrap(payment, 0, payment.capacity());
        new TransactionIds(CHAIN_ID).txid(view, txid, 0);
        return txid;
    }

    private static UnsafeBuffer payment(final int number)
    {
        final byte[] seed = new byte[KeyPair.SEED_LENGTH];
        seed[0] = (byte)number;
        final KeyPair key = KeyPair.fromSeed(seed);
        return new UnsafeBuffer(new TransactionBuilder(CHAIN_ID)
            .input(TransactionBuilder.outpoint(seed, 0), key).output(1_000, key.keyHash()).build());
    }
}

package io.timecoin.wallet;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.TestKeys;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SpendingTest
{
    private static final byte[] CHAIN = new byte[32];
    private static final byte[] PAYEE = TestKeys.key(9).keyHash();
    private static final KeyPair OWNER = TestKeys.key(1);

    @Test
    void shouldTakeAsManyOutputsAsItNeedsAndGiveBackTheRest()
    {
        final Spending.Signed payment = new Spending(CHAIN).pay(25_000, TransactionLayout.LOCK_BOND, PAYEE)
            .sign(outputs(10_000, 5));
        final TransactionView tx = view(payment);
        assertThat(tx.inputCount()).isEqualTo(3);
        assertThat(tx.outputCount()).isEqualTo(2);
        assertThat(tx.lockType(0)).isEqualTo(TransactionLayout.LOCK_BOND);
        assertThat(tx.amount(1)).isEqualTo(30_000 - 25_000 - Spending.MIN_FEE);
        assertThat(payment.spent()).hasSize(3);
        assertThat(payment.txid()).hasSize(32);
    }

    @Test
    void shouldLeaveToTheFeeWhatIsTooLittleForAnOutput()
    {
        final TransactionView tx = view(new Spending(CHAIN).pay(10_000 - Spending.MIN_FEE - 500,
            TransactionLayout.LOCK_KEY_HASH, PAYEE).sign(outputs(10_000, 1)));
        assertThat(tx.outputCount()).isEqualTo(1);
        final List<OwnOutput> exact = outputs(10_000, 1);
        assertThat(new Spending(CHAIN).pay(10_000 - Spending.MIN_FEE + 1, TransactionLayout.LOCK_KEY_HASH, PAYEE)
            .sign(exact)).as("a unit too little").isNull();
        assertThat(new Spending(CHAIN).pay(1_000, TransactionLayout.LOCK_KEY_HASH, PAYEE).sign(List.of())).isNull();
    }

    /** Long payments pay a unit a byte; the fee must be right however many outputs are gathered. */
    @Test
    void shouldPayTheFeeThatIsDue()
    {
        for (int count = 1; count <= TransactionLayout.MAX_INPUTS; count++)
        {
            final Spending.Signed payment =
                new Spending(CHAIN).spend(outputs(100_000, count)).signAll(TransactionLayout.LOCK_KEY_HASH, PAYEE);
            final TransactionView tx = view(payment);
            final long fee = 100_000L * count - tx.amount(0);
            assertThat(fee).as("inputs %d", count).isEqualTo(Math.max(Spending.MIN_FEE, payment.bytes().length));
        }
        assertThat(new Spending(CHAIN).spend(outputs(1_000, 1)).signAll(TransactionLayout.LOCK_KEY_HASH, PAYEE))
            .as("it does not pay its own fee").isNull();
        final List<OwnOutput> tooMany = outputs(1_000, 2 * TransactionLayout.MAX_INPUTS);
        assertThat(new Spending(CHAIN).pay(300_000, TransactionLayout.LOCK_KEY_HASH, PAYEE).sign(tooMany))
            .as("more inputs than a payment may have").isNull();
    }

    private static TransactionView view(final Spending.Signed payment)
    {
        final TransactionView view = new TransactionView();
        final UnsafeBuffer buffer = new UnsafeBuffer(payment.bytes());
        view.wrap(buffer, 0, buffer.capacity());
        return view;
    }

    private static List<OwnOutput> outputs(final long amount, final int count)
    {
        final List<OwnOutput> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            outputs.add(new OwnOutput(new byte[32], i, amount, TransactionLayout.LOCK_KEY_HASH, OWNER));
        }
        return outputs;
    }
}

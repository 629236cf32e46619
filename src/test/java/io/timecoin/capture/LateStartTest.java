package io.timecoin.capture;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoEntry;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    @Test
    void shouldBeginWithTheCoinbasesOfBlocksThatWereFinalByThen(@TempDir final Path folder) throws IOException
    {
        final UnsafeBuffer payment = payment(1);
        late.onTransaction(payment, 0, payment.capacity());
        late.onBlock(7, 500, new byte[20]);
        accept(payment);
        late.onBlock(8, 0, new byte[20]);
        late.onBlock(9, 600, new byte[20]);
        assertThat(late.canSettle(3)).isTrue();

        late.settle(3);

        assertThat(late.keepsBlock(8)).isFalse();
        assertThat(late.keepsBlock(9)).isTrue();
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[34]);
        new TransactionIds(CHAIN_ID).coinbaseId(7, outpoint, 0);
        final List<String> outputs = new ArrayList<>();
        OutputsFile.write(folder.resolve("copy"), consumer ->
        {
            // The copy may have it too, or not.
            final UtxoEntry entry = new UtxoEntry();
            entry.amount = 500;
            entry.coinbaseHeight = 7;
            consumer.accept(outpoint, 0, entry);
        });
        try (OutputsFile copy = OutputsFile.open(folder.resolve("copy")))
        {
            late.forEachOutput(copy, (buffer, offset, entry) ->
                outputs.add(entry.amount + " " + entry.coinbaseHeight + " " + buffer.getByte(offset)));
        }
        assertThat(outputs).containsExactlyInAnyOrder(
            "500 7 " + outpoint.getByte(0), "1000 0 " + name(payment).getByte(0));
    }

    @Test
    void shouldNotBeginWhereABlockTookSomethingBack()
    {
        final UnsafeBuffer payment = payment(1);
        late.onTransaction(payment, 0, payment.capacity());
        accept(payment);
        late.onDecision(DecisionSlot.Kind.UNDONE.ordinal(), name(payment), 0);
        assertThat(late.canSettle(2)).isFalse();
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

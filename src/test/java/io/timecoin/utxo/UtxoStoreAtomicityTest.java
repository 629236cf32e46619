package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.UtxoFixture.Bytes;
import io.timecoin.utxo.UtxoFixture.Form;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever a set refuses, it refuses before the first write. */
class UtxoStoreAtomicityTest
{
    private static final int CAPACITY = 40;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(1);
    private UtxoStore opened;

    @AfterEach
    void closeStore()
    {
        if (opened != null)
        {
            opened.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldRefuseMissingInputUntouched(final Form form)
    {
        final UtxoStore store = filledStore(form, 10);
        shouldStayUntouched(store, InvariantViolation.class, () -> commit(store, 1_000, 2, 0, 1, 999));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldRefuseInputNamedTwiceUntouched(final Form form)
    {
        final UtxoStore store = filledStore(form, 10);
        shouldStayUntouched(store, InvariantViolation.class, () -> commit(store, 1_000, 2, 0, 1, 0));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldRefuseExistingOutputUntouched(final Form form)
    {
        final UtxoStore store = filledStore(form, 10);
        store.put(UtxoFixture.outpoint(1_000, 2), 0, UtxoFixture.entry(5));
        shouldStayUntouched(store, InvariantViolation.class, () -> commit(store, 1_000, 3, 0, 1));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldRefuseWhatExceedsCapacityUntouched(final Form form)
    {
        final UtxoStore store = filledStore(form, CAPACITY - 1);
        assertThat(store.fill()).isEqualTo((CAPACITY - 1.0) / CAPACITY);
        shouldStayUntouched(store, CapacityExceeded.class, () -> commit(store, 1_000, 4, 0, 1));
        commit(store, 1_000, 3, 0, 1);
        assertThat(store.fill()).isEqualTo(1.0);
        shouldStayUntouched(store, CapacityExceeded.class,
            () -> store.put(UtxoFixture.outpoint(5_000, 0), 0, UtxoFixture.entry(5)));
        commit(store, 1_001, 1, 2);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldRefuseToPutTwice(final Form form)
    {
        final UtxoStore store = filledStore(form, 3);
        shouldStayUntouched(store, InvariantViolation.class,
            () -> store.put(UtxoFixture.outpoint(2, 0), 0, UtxoFixture.entry(77)));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldRefuseRollbackOfSpentOutputUntouched(final Form form)
    {
        final UtxoStore store = filledStore(form, 10);
        final Undo undo = new Undo();
        store.commit(transaction(3, 0, 1), UtxoFixture.outpoint(1_000, 0), 0, UtxoEntry.NOT_COINBASE, undo);
        final DirectBuffer[] child = {UtxoFixture.outpoint(1_000, 2)};
        final Undo childUndo = new Undo();
        store.commit(UtxoFixture.transaction(child, 1, random), UtxoFixture.outpoint(1_001, 0), 0, 0, childUndo);
        shouldStayUntouched(store, InvariantViolation.class, () -> store.rollback(undo));
        store.rollback(childUndo);
        store.rollback(undo);
        shouldStayUntouched(store, InvariantViolation.class, () -> store.rollback(undo));
    }

    @Test
    void shouldCountAsDamagedOnceAWriteFailedHalfWay()
    {
        final FailingStore store = new FailingStore();
        store.put(UtxoFixture.outpoint(0, 0), 0, UtxoFixture.entry(0));
        store.failing = true;
        assertThat(store.isDamaged()).isFalse();
        assertThatThrownBy(() -> commit(store, 1_000, 1, 0)).hasMessage("disk");
        assertThat(store.isDamaged()).isTrue();
    }

    private UtxoStore filledStore(final Form form, final int count)
    {
        opened = form.create(folder.resolve("utxo"), CAPACITY);
        for (int i = 0; i < count; i++)
        {
            opened.put(UtxoFixture.outpoint(i, 0), 0, UtxoFixture.entry(i));
        }
        return opened;
    }

    private void commit(final UtxoStore store, final int txid, final int outputCount, final int... inputs)
    {
        store.commit(transaction(outputCount, inputs), UtxoFixture.outpoint(txid, 0), 0, UtxoEntry.NOT_COINBASE);
    }

    private TransactionView transaction(final int outputCount, final int... inputs)
    {
        final DirectBuffer[] outpoints = new DirectBuffer[inputs.length];
        for (int i = 0; i < inputs.length; i++)
        {
            outpoints[i] = UtxoFixture.outpoint(inputs[i], 0);
        }
        return UtxoFixture.transaction(outpoints, outputCount, random);
    }

    private static void shouldStayUntouched(
        final UtxoStore store, final Class<? extends RuntimeException> refusal, final Runnable action)
    {
        final Map<Bytes, Bytes> contents = UtxoFixture.contents(store);
        final byte[] hash = store.stateHash();
        final long size = store.size();
        assertThatThrownBy(action::run).isInstanceOf(refusal);
        assertThat(UtxoFixture.contents(store)).isEqualTo(contents);
        assertThat(store.stateHash()).isEqualTo(hash);
        assertThat(store.size()).isEqualTo(size);
        assertThat(((CheckedUtxoStore)store).isDamaged()).isFalse();
    }

    /** A set whose disk can break. */
    private static final class FailingStore extends CheckedUtxoStore
    {
        private final InMemoryUtxoStore inner = new InMemoryUtxoStore(8);
        private boolean failing;

        FailingStore()
        {
            super(8, true);
        }

        @Override
        public boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
        {
            return inner.get(outpoint, offset, into);
        }

        @Override
        public void forEach(final UtxoConsumer consumer)
        {
            inner.forEach(consumer);
        }

        @Override
        public void close()
        {
            inner.close();
        }

        @Override
        boolean contains(final DirectBuffer outpoint, final int offset)
        {
            return inner.contains(outpoint, offset);
        }

        @Override
        void insert(final DirectBuffer outpoint, final int offset, final UtxoEntry output)
        {
            if (failing)
            {
                throw new IllegalStateException("disk");
            }
            inner.insert(outpoint, offset, output);
        }

        @Override
        void delete(final DirectBuffer outpoint, final int offset)
        {
            inner.delete(outpoint, offset);
        }
    }
}

package io.timecoin.validation;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.WriteBackUtxoStore;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Told;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One thread applies decisions to the set, as utxo does, while another judges, and reads the set, as validation does;
 * the ring {@code decisions} takes them from the one to the other. The oracle knows what was ever admitted: an output
 * that one payment spends never looks free to another, however often and whenever it is tried, and a valid payment is
 * never refused.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SpentOutputsStressTest
{
    private static final int BLOCKS = 1 << 12;
    /** Half the table: well below where the pool looks for something to evict. */
    private static final int MAX_PENDING = BLOCKS / 2;
    private static final int RING_SIZE = 64;
    private static final int COINS = 64;
    private static final int EVE = 66;
    private static final long SEED = 7;

    private final Random random = new Random(SEED);
    private final RingBuffer<DecisionSlot> decisions =
        RingBuffer.createSingleProducer(DecisionSlot::new, RING_SIZE, new YieldingWaitStrategy());
    private final EventPoller<DecisionSlot> utxoPoller = decisions.newPoller();
    private final EventPoller<DecisionSlot> validationPoller = decisions.newPoller(utxoPoller.getSequence());
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ArrayDeque<Runnable> undecided = new ArrayDeque<>();
    private final List<Coin> free = new ArrayList<>();
    private final List<Coin> spent = new ArrayList<>();
    private ValidationFixture node;
    private volatile boolean isOver;

    @Test
    void shouldNeverShowASpentOutputAsFreeInMemory() throws InterruptedException
    {
        run(new InMemoryUtxoStore(1 << 12), 12_000);
    }

    @Test
    void shouldNeverShowASpentOutputAsFreeInTheMappedSet(@TempDir final Path folder) throws InterruptedException
    {
        try (UtxoStore store = ChronicleUtxoStore.create(folder.resolve("utxo"), TestPayment.CHAIN_ID, 1 << 12))
        {
            run(store, 6_000);
        }
    }

    @Test
    void shouldNeverShowASpentOutputAsFreeOnItsWayIntoTheMappedSet(@TempDir final Path folder)
        throws InterruptedException
    {
        // Memory for fewer outputs than there are, so that some are spent in memory, some in the map.
        final long cacheBytes = 3_000;
        try (UtxoStore store = WriteBackUtxoStore.over(
            ChronicleUtxoStore.create(folder.resolve("utxo"), TestPayment.CHAIN_ID, 1 << 12), cacheBytes))
        {
            run(store, 6_000);
        }
    }

    private void run(final UtxoStore store, final int payments) throws InterruptedException
    {
        decisions.addGatingSequences(utxoPoller.getSequence(), validationPoller.getSequence());
        node = new ValidationFixture(new TransactionTable(BLOCKS), ValidationFixture.defaults(BLOCKS), store);
        for (int i = 0; i < COINS; i++)
        {
            free.add(node.coin(1_000_000_000L - i, 1));
        }
        final Thread utxo = new Thread(() -> apply(store), "utxo");
        utxo.start();
        try
        {
            for (int i = 0; i < payments && failure.get() == null; i++)
            {
                // The table is finite, and the other thread may not run for a while: no payment is refused for that.
                consumeWhile(() -> node.table.count() > MAX_PENDING);
                pay(i);
                attack(i);
                consume();
            }
            consumeWhile(() -> !undecided.isEmpty() || node.table.count() > node.stats().parked);
        }
        finally
        {
            isOver = true;
            utxo.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(store.size()).isEqualTo(COINS);
        assertThat(node.stats().locks).isZero();
        assertThat(node.stats().waiting).isZero();
    }

    private void pay(final int number)
    {
        final Coin coin = free.remove(random.nextInt(free.size()));
        final TestPayment payment = TestPayment.spend(coin).payAllBut(1_000, 1);
        assertThat(node.submit(payment)).as("seed %d, payment %d", SEED, number).isEqualTo(Verdict.ADMITTED);
        free.add(payment.output(0));
        spent.add(coin);
    }

    /** Spends again what was spent just now, a while ago, and long ago. */
    private void attack(final int number)
    {
        for (final int age : new int[]{ 0, random.nextInt(20), random.nextInt(300), random.nextInt(spent.size()) })
        {
            final Coin coin = spent.get(Math.max(0, spent.size() - 1 - age));
            final TestPayment theft = TestPayment.spend(coin).payAllBut(2_000 + random.nextInt(1_000_000), EVE);
            assertThat(node.submit(theft)).as("seed %d, payment %d, age %d", SEED, number, age)
                .isIn(Verdict.CONFLICT, Verdict.MISSING_PARENT);
        }
    }

    private void consumeWhile(final BooleanSupplier condition)
    {
        while (condition.getAsBoolean() && failure.get() == null)
        {
            assertThat(Thread.interrupted()).as("payments that never end").isFalse();
            consume();
        }
    }

    /** Consensus accepts whatever it is told, lets go of it at once, and validation hears when utxo is done. */
    private void consume()
    {
        node.drain();
        node.replies.clear();
        for (final Told told : node.news())
        {
            if (told.what().equals("admit"))
            {
                undecided.add(() -> publish(Kind.ACCEPTED, told.handle()));
                undecided.add(() -> publish(Kind.RELEASED, told.handle()));
            }
        }
        while (!undecided.isEmpty() && decisions.hasAvailableCapacity(1))
        {
            undecided.remove().run();
        }
        if (!poll(validationPoller, this::hear))
        {
            Thread.yield();
        }
    }

    private void publish(final Kind kind, final int handle)
    {
        final long sequence = decisions.next();
        final DecisionSlot slot = decisions.get(sequence);
        slot.kind = kind;
        slot.handle = handle;
        slot.reason = Verdict.ADMITTED;
        decisions.publish(sequence);
    }

    private boolean hear(final DecisionSlot slot, final long sequence, final boolean endOfBatch)
    {
        node.hear(slot.kind, slot.handle);
        // One at a time, so that attacks fall between any two.
        return random.nextInt(4) != 0;
    }

    private void apply(final UtxoStore store)
    {
        final TransactionView view = new TransactionView();
        final UnsafeBuffer scratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
        try
        {
            while (!isOver)
            {
                final boolean polled = poll(utxoPoller, (slot, sequence, endOfBatch) ->
                {
                    if (slot.kind == Kind.ACCEPTED)
                    {
                        node.table.view(slot.handle, scratch, view);
                        store.commit(
                            view, node.table.ids(), node.table.txidOffset(slot.handle), UtxoEntry.NOT_COINBASE);
                    }
                    return true;
                });
                if (!polled)
                {
                    Thread.yield();
                }
            }
        }
        catch (final RuntimeException | Error ex)
        {
            failure.set(ex);
        }
    }

    private static boolean poll(final EventPoller<DecisionSlot> poller, final EventPoller.Handler<DecisionSlot> handler)
    {
        try
        {
            return poller.poll(handler) == EventPoller.PollState.PROCESSING;
        }
        catch (final RuntimeException ex)
        {
            throw ex;
        }
        catch (final Exception ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}

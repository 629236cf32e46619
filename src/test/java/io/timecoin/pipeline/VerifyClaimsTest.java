package io.timecoin.pipeline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VerifyClaimsTest
{
    private static final int PAYMENT_LENGTH = 219;

    private final Rings rings = new Rings(
        new RingSizes(128, 128 << 10, 2, 16 << 10, 2, 2, 2, 2, 2, 128 << 10, 2,
            BlockRingSizes.minimal()), 1);
    private final PayloadRing<TransactionSlot> transactions = rings.writeTransactions(Stage.INGRESS);
    private final VerifyRun first = rings.readUnverified();
    private final VerifyRun second = rings.readUnverified();
    private final VerifiedReader reader = rings.readVerified(Stage.VALIDATION);

    @Test
    void shouldClaimNothingFromAnEmptyRing()
    {
        assertThat(first.claim(64)).isZero();
        assertThat(reader.next()).isNull();
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void shouldGiveEachSlotToOneWorker()
    {
        publish(3, PAYMENT_LENGTH);
        assertThat(first.claim(2)).isEqualTo(2);
        assertThat(second.claim(2)).isEqualTo(1);
        assertThat(first.claim(2)).isZero();
    }

    @Test
    void shouldClaimALargeTransactionAlone()
    {
        publish(1, 60_000);
        publish(1, PAYMENT_LENGTH);
        assertThat(first.claim(64)).isEqualTo(1);
        assertThat(first.claim(64)).isEqualTo(1);
    }

    @Test
    void shouldEndARunBeforeALargeTransaction()
    {
        publish(1, PAYMENT_LENGTH);
        publish(1, 60_000);
        assertThat(first.claim(64)).isEqualTo(1);
    }

    @Test
    void shouldNotCountTicksAndCopiesAsSignatures()
    {
        publish(1, PAYMENT_LENGTH);
        publishTick();
        publishCopy();
        publishCopy();
        publish(1, PAYMENT_LENGTH);
        assertThat(first.claim(1)).isEqualTo(4);
    }

    @Test
    void shouldReadInOrderThoughTheLaterRunIsDoneFirst()
    {
        publish(4, PAYMENT_LENGTH);
        first.claim(2);
        second.claim(2);
        second.done();
        assertThat(reader.next()).isNull();
        first.done();
        for (int i = 0; i < 4; i++)
        {
            assertThat(reader.hasNext()).isTrue();
            assertThat(reader.next().reference).isEqualTo(i);
            assertThat(reader.lastSequence()).isEqualTo(i);
        }
        assertThat(reader.next()).isNull();
    }

    @Test
    void shouldShowOnlySlotsThatAreDoneAndTakeNone()
    {
        publish(4, PAYMENT_LENGTH);
        first.claim(1);
        second.claim(1);
        assertThat(reader.peek(1)).as("claimed, not done").isNull();
        second.done();
        assertThat(reader.peek(1)).isNull();
        assertThat(reader.peek(2).reference).isEqualTo(1);
        first.done();
        assertThat(reader.peek(1).reference).isZero();
        assertThat(reader.peek(3)).as("not claimed").isNull();
        assertThat(reader.lastSequence()).isEqualTo(-1);
        assertThat(reader.next().reference).isZero();
        assertThat(reader.peek(1).reference).isEqualTo(1);
    }

    @Test
    void shouldFreeSlotsOnlyWhenTheReaderReleasesThem()
    {
        publish(128, 100);
        assertThat(transactions.claim(100)).isNull();
        while (first.claim(64) > 0)
        {
            first.done();
        }
        while (reader.next() != null)
        {
            assertThat(transactions.claim(100)).isNull();
        }
        reader.release();
        assertThat(transactions.claim(100)).isNotNull();
    }

    @Test
    void shouldNotTakeTheMarkOfAnEarlierRoundForThisOne()
    {
        for (int round = 0; round < 5; round++)
        {
            publish(128, 100);
            assertThat(reader.next()).isNull();
            while (first.claim(64) > 0)
            {
                first.done();
            }
            while (reader.next() != null)
            {
                reader.release();
            }
        }
        assertThat(reader.lastSequence()).isEqualTo(5 * 128 - 1);
    }

    @Test
    void shouldHandEverySlotOnInOrderWithWorkersOnThreadsOfTheirOwn() throws InterruptedException
    {
        final int count = 200_000;
        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final List<Thread> workers = new ArrayList<>();
        for (final VerifyRun run : List.of(first, second))
        {
            final Thread worker = new Thread(() -> work(run, stop));
            worker.setUncaughtExceptionHandler((thread, cause) -> failure.set(cause));
            worker.start();
            workers.add(worker);
        }
        long published = 0;
        long read = 0;
        while (read < count && failure.get() == null)
        {
            final int length = 100 + (int)(published % 300);
            final TransactionSlot claimed = published < count ? transactions.claim(length) : null;
            if (claimed != null)
            {
                fill(claimed, published++);
                transactions.publish();
            }
            final TransactionSlot slot = reader.next();
            if (slot != null)
            {
                assertThat(slot.reference).isEqualTo(read);
                assertThat(transactions.payloads().getLong(slot.payloadOffset)).isEqualTo(-read);
                read++;
                reader.release();
            }
            else
            {
                Thread.yield();
            }
        }
        stop.set(true);
        for (final Thread worker : workers)
        {
            worker.join();
        }
        assertThat(failure.get()).isNull();
    }

    private static void work(final VerifyRun run, final AtomicBoolean stop)
    {
        while (!stop.get())
        {
            final int size = run.claim(8);
            for (int i = 0; i < size; i++)
            {
                final TransactionSlot slot = run.slot(i);
                run.records().putLong(slot.payloadOffset, -slot.reference);
            }
            run.done();
            if (size == 0)
            {
                Thread.yield();
            }
        }
    }

    private void publish(final int count, final int length)
    {
        for (int i = 0; i < count; i++)
        {
            final TransactionSlot slot = transactions.claim(length);
            fill(slot, transactions.claimedSequence());
            transactions.publish();
        }
    }

    private void publishTick()
    {
        final TransactionSlot slot = transactions.claim(0);
        slot.tick = true;
        slot.firstCopy = TransactionSlot.NO_COPY;
        transactions.publish();
    }

    private void publishCopy()
    {
        final TransactionSlot slot = transactions.claim(PAYMENT_LENGTH);
        fill(slot, 0);
        slot.firstCopy = 0;
        transactions.publish();
    }

    private static void fill(final TransactionSlot slot, final long reference)
    {
        slot.tick = false;
        slot.firstCopy = TransactionSlot.NO_COPY;
        slot.reference = reference;
    }
}

package io.timecoin.capture;

import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.SlotRing;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.pipeline.VerifiedReader;
import io.timecoin.pipeline.VerifyRun;
import io.timecoin.transaction.Verdict;
import io.timecoin.validator.Validator;
import io.timecoin.wire.CaptureDecisionDecoder;
import io.timecoin.wire.CaptureTransactionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/** The recorder beside the others, each on a thread of its own, with rings so short that they wrap all the time. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CaptureOrderTest
{
    private static final int HANDLES = 64;
    private static final int PAYLOAD = 600;
    private static final int TRANSACTIONS = 30_000;
    private static final int RECORDINGS = 40;
    private static final int RECORDS = 200;

    private final TransactionTable table = new TransactionTable(HANDLES);
    private final int[] handles = new int[HANDLES];
    private final Rings rings = new Rings(RingSizes.small(), 1);
    private final PayloadRing<TransactionSlot> transactions = rings.writeTransactions(Stage.INGRESS);
    private final SlotRing<DecisionSlot> decisions = rings.writeDecisions(Stage.CONSENSUS);
    private final VerifyRun verify = rings.readUnverified();
    private final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isStopping;

    /** Transactions that validation let in, and those of which it freed the place. */
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong freed = new AtomicLong();
    private CaptureStage stage;
    private VerifiedReader validation;
    private RingPoller<DecisionSlot> validationDecisions;
    private RingPoller<DecisionSlot> utxo;

    @BeforeEach
    void fillTheTable()
    {
        for (int i = 0; i < HANDLES; i++)
        {
            handles[i] = table.allocate(ids, 0, 8);
        }
    }

    @AfterEach
    void stop() throws InterruptedException
    {
        isStopping = true;
        for (final Thread thread : threads)
        {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    @RepeatedTest(3)
    void shouldPutNoDecisionBeforeItsTransaction()
    {
        final MemorySink sink = MemorySink.unlimited();
        wire(sink);
        runAll(TRANSACTIONS);
        await(() -> sink.count() >= 2 * TRANSACTIONS);

        assertThat(checkOrder(sink, 0)).isEqualTo(2 * TRANSACTIONS);
    }

    @RepeatedTest(3)
    void shouldBeginAndEndInMidRunWithoutAHole()
    {
        wire(null);
        runAll(Long.MAX_VALUE);
        for (int i = 0; i < RECORDINGS; i++)
        {
            final MemorySink sink = MemorySink.unlimited();
            stage.record(sink);
            await(() -> sink.count() >= RECORDS);
            final long first = stage.firstSequence();
            stage.record(null);
            await(() -> !stage.isRecording(sink));
            checkOrder(sink, first);
            final long before = freed.get();
            await(() -> freed.get() > before + 2L * transactions.slots());
        }
    }

    /** Every transaction in order from the first on, every decision in order, and none before its transaction. */
    private long checkOrder(final MemorySink sink, final long first)
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final CaptureTransactionDecoder transaction = new CaptureTransactionDecoder();
        final CaptureDecisionDecoder decision = new CaptureDecisionDecoder();
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        long next = first;
        long nextDecided = -1;
        for (final UnsafeBuffer record : sink.records())
        {
            if (header.wrap(record, 0).templateId() == CaptureTransactionDecoder.TEMPLATE_ID)
            {
                transaction.wrapAndApplyHeader(record, 0, header);
                assertThat(transaction.sequence()).isEqualTo(next);
                assertThat(record.getLong(record.capacity() - PAYLOAD)).isEqualTo(next);
                assertThat(record.getLong(record.capacity() - Long.BYTES)).isEqualTo(~next);
                next++;
            }
            else
            {
                decision.wrapAndApplyHeader(record, 0, header).getTransactionId(id.byteArray(), 0, 32);
                final long decided = id.getLong(0);
                assertThat(decided).isLessThan(next);
                assertThat(decided).isEqualTo(nextDecided < 0 ? decided : nextDecided);
                nextDecided = decided + 1;
            }
        }
        return sink.records().size();
    }

    private void wire(final CaptureSink sink)
    {
        stage = new CaptureStage(table, rings, Counters.inMemory(Validator.counterNames(1)), sink);
        utxo = rings.readDecisions(Stage.UTXO);
        validationDecisions = rings.readDecisions(Stage.VALIDATION);
        validation = rings.readVerified(Stage.VALIDATION);
    }

    private void runAll(final long count)
    {
        final RingPoller.Handler<DecisionSlot> ignored = slot -> {};
        final RingPoller.Handler<DecisionSlot> onDecision = this::free;
        run(round -> stage.doWork(round));
        run(round ->
        {
            if (round % 3 == 0)
            {
                publishTransactions(count);
            }
        });
        run(round -> decide());
        run(round ->
        {
            while (verify.claim(64) > 0)
            {
                verify.done();
            }
            validationDecisions.poll(onDecision, HANDLES);
            admit();
        });
        run(round -> utxo.poll(ignored, HANDLES));
    }

    private long published;

    private void publishTransactions(final long count)
    {
        while (published < count)
        {
            final TransactionSlot slot = transactions.claim(TransactionSlot.recordLength(PAYLOAD));
            if (slot == null)
            {
                return;
            }
            slot.payloadLength = PAYLOAD;
            slot.tick = false;
            slot.firstCopy = TransactionSlot.NO_COPY;
            transactions.payloads().putLong(slot.payloadOffset, published);
            transactions.payloads().putLong(slot.payloadOffset + PAYLOAD - Long.BYTES, ~published);
            transactions.publish();
            published++;
        }
    }

    /** As validation: a place in the table is taken again only once its decision has been seen here. */
    private void admit()
    {
        while (admitted.get() - freed.get() < HANDLES && validation.next() != null)
        {
            final long number = admitted.get();
            ids.putLong(0, number);
            table.ids(handles[(int)(number % HANDLES)], ids, 0, 32);
            validation.release();
            admitted.set(number + 1);
        }
    }

    private void free(final DecisionSlot slot)
    {
        ids.putLong(0, -1);
        table.ids(slot.handle, ids, 0, 32);
        freed.incrementAndGet();
    }

    private long decided;

    private void decide()
    {
        while (decided < admitted.get())
        {
            final DecisionSlot slot = decisions.claim();
            if (slot == null)
            {
                return;
            }
            slot.kind = DecisionSlot.Kind.ACCEPTED;
            slot.reason = Verdict.ADMITTED;
            slot.handle = handles[(int)(decided % HANDLES)];
            decisions.publish();
            decided++;
        }
    }

    private void run(final LongConsumer cycle)
    {
        final Thread thread = new Thread(() ->
        {
            try
            {
                for (long round = 0; !isStopping; round++)
                {
                    cycle.accept(round);
                    Thread.yield();
                }
            }
            catch (final Throwable ex)
            {
                failure.compareAndSet(null, ex);
            }
        });
        thread.start();
        threads.add(thread);
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean() && failure.get() == null)
        {
            Thread.yield();
        }
    }
}

package io.timecoin.replay;

import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.SortedSetHash;
import io.timecoin.validator.ValidatorBuilder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** One file, one set of verdicts and one state hash, whatever the sizes, workers and threads. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayDeterminismTest
{
    private static final long SEED = 20_261_123;
    private static final int PAYMENTS = 3_600;
    private static final int TABLE_BLOCKS = 1 << 10;
    /** Without a step of any stage, however slow the machine: a replay that stands still stands still for ever. */
    private static final long MAX_STANDSTILL_NS = TimeUnit.MINUTES.toNanos(5);

    private record Result(
        String verdictsHash, String stateHash, long utxos, long accepted, Map<Verdict, Integer> verdicts)
    {
    }

    @Test
    void shouldEndAlikeWhateverTheRingsTheWorkersAndTheThreads()
    {
        final MemorySource source = MixedSource.of(SEED, PAYMENTS, 14);
        assertThat(source.slots()).isGreaterThan(3 * Progress.DECISION_DELAY_SLOTS);
        final PipelineSettings settings = PipelineSettings.of(MarkVerifier::new).withTableBlocks(TABLE_BLOCKS);
        final Result expected = replay(source, settings, 0);
        assertThat(expected.accepted).as("seed %d", SEED).isGreaterThan(PAYMENTS / 10);
        assertThat(expected.verdicts.keySet()).as("seed %d: %s", SEED, expected.verdicts).contains(
            Verdict.ADMITTED, Verdict.MALFORMED, Verdict.KNOWN, Verdict.MISSING_PARENT, Verdict.OUTPUTS_EXCEED_INPUTS,
            Verdict.FEE_TOO_LOW, Verdict.NOT_OWNER, Verdict.BAD_SIGNATURE, Verdict.CONFLICT, Verdict.POOL_FULL);

        for (final RingSizes rings : List.of(
            ValidatorBuilder.minimalRings(), RingSizes.small(), RingSizes.standard()))
        {
            shouldEqual(expected, source, settings.withRings(rings), 0);
            shouldEqual(expected, source, settings.withRings(rings).withVerification(3, 4, MarkVerifier::new), 0);
            shouldEqual(expected, source, settings.withRings(rings).withVerification(2, 16, MarkVerifier::new), 3);
        }
        shouldEqual(expected, source, settings.withVerification(3, 64, MarkVerifier::new), 8);
        // The slots' own times, a hundred times as fast.
        shouldEqual(expected, source, settings.withSpeed(100), 1);
    }

    @Test
    void shouldDecideAsRecordedWhateverTheRingsAndTheThreads()
    {
        final Random random = new Random(SEED);
        final MemorySource alone = MixedSource.of(SEED + 1, 1_800, 30);
        final TransactionIds ids = new TransactionIds(alone.chainId());
        final PipelineSettings settings = PipelineSettings.of(MarkVerifier::new).withTableBlocks(TABLE_BLOCKS);
        final ReplayPipeline first = run(alone, settings);
        final MemorySource source = alone.withDecisions(
            transaction -> first.outcomes().end(transaction) != Verdict.ADMITTED ? null :
                random.nextInt(12) == 0 ? DecisionSlot.Kind.REJECTED :
                random.nextInt(12) == 0 ? null : DecisionSlot.Kind.ACCEPTED,
            () -> random.nextInt(random.nextBoolean() ? 20 : 4_000),
            bytes -> txid(ids, bytes));
        final PipelineSettings recorded = settings.withRecorded(true);
        final Result expected = replay(source, recorded, 0);
        assertThat(expected.accepted).as("seed %d: %s", SEED, expected.verdicts).isGreaterThan(100)
            .isLessThan(first.accepted());
        assertThat(expected.verdicts.keySet()).as("seed %d", SEED).contains(Verdict.PARENT_GONE);

        for (final RingSizes rings : List.of(ValidatorBuilder.minimalRings(), RingSizes.small(), RingSizes.standard()))
        {
            shouldEqual(expected, source, recorded.withRings(rings), 0);
            shouldEqual(expected, source, recorded.withRings(rings).withVerification(2, 16, MarkVerifier::new), 3);
        }
    }

    @Test
    void shouldPayForRecordedBlocksWhateverTheRingsAndTheThreads()
    {
        final MemorySource alone = MixedSource.of(SEED + 2, 900, 30);
        final TransactionIds ids = new TransactionIds(alone.chainId());
        final PipelineSettings settings = PipelineSettings.of(MarkVerifier::new).withTableBlocks(TABLE_BLOCKS);
        final ReplayPipeline first = run(alone, settings);
        final MemorySource source = alone.withDecisions(
            transaction -> first.outcomes().end(transaction) == Verdict.ADMITTED ? DecisionSlot.Kind.ACCEPTED : null,
            () -> 5, bytes -> txid(ids, bytes));
        final PipelineSettings recorded = settings.withRecorded(true);
        final Result without = replay(source, recorded, 0);
        final MemorySource blocks = source.withBlocks(200);
        final Result expected = replay(blocks, recorded, 0);
        final long heights = blocks.blocks();
        assertThat(heights).isGreaterThan(6);
        // Every third one pays nothing.
        assertThat(expected.utxos - without.utxos).isEqualTo(heights - heights / 3);
        assertThat(expected.accepted).isEqualTo(without.accepted);
        assertThat(expected.verdicts).isEqualTo(without.verdicts);
        for (final RingSizes rings : List.of(ValidatorBuilder.minimalRings(), RingSizes.standard()))
        {
            shouldEqual(expected, blocks, recorded.withRings(rings), 0);
            shouldEqual(expected, blocks, recorded.withRings(rings).withVerification(2, 16, MarkVerifier::new), 3);
        }
        assertThat(replay(blocks, settings, 0)).as("without recorded decisions there are no blocks")
            .isEqualTo(replay(source, settings, 0));
    }

    private static ReplayPipeline run(final MemorySource source, final PipelineSettings settings)
    {
        final InMemoryUtxoStore store = new InMemoryUtxoStore((int)source.maxOutputs());
        source.forEachOutput(store::put);
        final ReplayPipeline pipeline = new ReplayPipeline(source, store, settings);
        pipeline.start(System.nanoTime());
        while (!pipeline.isDone())
        {
            pipeline.doWork(System.nanoTime());
        }
        return pipeline;
    }

    private static byte[] txid(final TransactionIds ids, final byte[] payment)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(payment), 0, payment.length);
        final byte[] txid = new byte[32];
        ids.txid(view, new UnsafeBuffer(txid), 0);
        return txid;
    }

    private static void shouldEqual(
        final Result expected, final MemorySource source, final PipelineSettings settings, final int threads)
    {
        assertThat(replay(source, settings, threads))
            .as("seed %d, %s, %d workers, %d threads", SEED, settings.rings(), settings.verifyWorkers(), threads)
            .isEqualTo(expected);
    }

    private static Result replay(final MemorySource source, final PipelineSettings settings, final int threads)
    {
        final InMemoryUtxoStore store = new InMemoryUtxoStore((int)source.maxOutputs());
        source.forEachOutput(store::put);
        final ReplayPipeline pipeline = new ReplayPipeline(source, store, settings);
        pipeline.start(System.nanoTime());
        final AtomicLong lastWorkNs = new AtomicLong(System.nanoTime());
        if (threads == 0)
        {
            while (!pipeline.isDone() && goesOn(lastWorkNs))
            {
                worked(pipeline.doWork(System.nanoTime()), lastWorkNs);
            }
        }
        else
        {
            run(pipeline, threads, lastWorkNs);
        }
        assertThat(pipeline.isDone()).as("done").isTrue();
        final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        for (int i = 0; i < source.transactions(); i++)
        {
            for (final Verdict told : new Verdict[] { pipeline.outcomes().verdict(i), pipeline.outcomes().end(i) })
            {
                if (told != null)
                {
                    verdicts.merge(told, 1, Integer::sum);
                }
            }
        }
        return new Result(pipeline.verdictsHash(), HexFormat.of().formatHex(SortedSetHash.of(store)), store.size(),
            pipeline.accepted(), verdicts);
    }

    private static boolean goesOn(final AtomicLong lastWorkNs)
    {
        final long lastNs = lastWorkNs.get();
        return System.nanoTime() - lastNs < MAX_STANDSTILL_NS;
    }

    private static void worked(final int work, final AtomicLong lastWorkNs)
    {
        if (work > 0)
        {
            lastWorkNs.set(System.nanoTime());
        }
    }

    private static void run(final ReplayPipeline pipeline, final int threads, final AtomicLong lastWorkNs)
    {
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++)
        {
            final int thread = i;
            running.add(new Thread(() ->
            {
                try
                {
                    while (!pipeline.isDone() && failure.get() == null && goesOn(lastWorkNs))
                    {
                        int work = 0;
                        for (int agent = thread; agent < pipeline.agents().size(); agent += threads)
                        {
                            work += pipeline.agents().get(agent).cycle().doWork(System.nanoTime());
                        }
                        worked(work, lastWorkNs);
                        if (work == 0)
                        {
                            Thread.yield();
                        }
                    }
                }
                catch (final Throwable ex)
                {
                    failure.compareAndSet(null, ex);
                }
            }));
        }
        running.forEach(Thread::start);
        for (final Thread thread : running)
        {
            try
            {
                thread.join();
            }
            catch (final InterruptedException ex)
            {
                throw new IllegalStateException(ex);
            }
        }
        assertThat(failure.get()).isNull();
    }
}

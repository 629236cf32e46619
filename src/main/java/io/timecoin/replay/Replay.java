package io.timecoin.replay;

import io.timecoin.InvariantViolation;
import io.timecoin.block.StateHash;
import io.timecoin.capture.CaptureException;
import io.timecoin.capture.CaptureReader;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.CapacityExceeded;
import io.timecoin.utxo.SortedSetHash;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoView;
import io.timecoin.validation.ValidationStats;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Feeds a capture through the pipeline: once or several times unmeasured until the compiler is done, then as often as
 * was asked, each time into a new set. Everything that is not the pipeline's work, such as counting outcomes and
 * hashing the set, happens outside of the measured time.
 */
public final class Replay
{
    /** Watches a replay. */
    public interface Listener
    {
        /**
         * Something begins.
         *
         * @param what a few words.
         */
        void onStep(String what);

        /**
         * A measured pass goes on.
         *
         * @param elapsedNs since its start.
         * @param read      transactions so far.
         * @param total     transactions in all, or -1 if unknown.
         */
        void onProgress(long elapsedNs, long read, long total);
    }

    private static final int MIN_WARM_UP_PASSES = 2;
    private static final int MAX_WARM_UP_PASSES = 8;
    private static final long MAX_WARM_UP_NS = TimeUnit.SECONDS.toNanos(15);
    /** The compiler is done when it works less than this share of a pass. */
    private static final double WARM_COMPILING_SHARE = 0.05;
    private static final int WARM_UP_TABLE_BLOCKS = 1 << 17;

    private final ReplayOptions options;
    private final Listener listener;

    /**
     * A replay that has not begun.
     *
     * @param options  what and how.
     * @param listener told of each step.
     */
    public Replay(final ReplayOptions options, final Listener listener)
    {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Replays.
     *
     * @return what was measured.
     * @throws ReplayException if it cannot be.
     */
    public ReplayReport run()
    {
        listener.onStep("opening " + options.file());
        try (CaptureSource source = open())
        {
            requireDecisions(source);
            return run(source);
        }
        catch (final CaptureException ex)
        {
            throw corrupt(ex);
        }
        catch (final CapacityExceeded ex)
        {
            throw new ReplayException(ReplayException.Kind.CORRUPT, "cannot replay " + options.file() +
                ": there are more unspent outputs than it says", ex.getMessage(),
                "write it again, or export it again from the recording", ex);
        }
        catch (final InvariantViolation ex)
        {
            if (!options.isRecorded())
            {
                throw ex;
            }
            throw new ReplayException(ReplayException.Kind.CORRUPT, "cannot replay " + options.file() +
                ": its decisions do not fit its transactions", ex.getMessage(), "replay it with --decide alone", ex);
        }
        catch (final OutOfMemoryError ex)
        {
            throw new ReplayException(ReplayException.Kind.CONFIGURATION, "not enough memory for a replay",
                ex.getMessage(), "allow more with 'java -Xmx… -XX:MaxDirectMemorySize=…', or keep less with " +
                "--pool-size-mb and --cache-size-mb", ex);
        }
        catch (final InternalError ex)
        {
            // What the JVM throws when the system cannot bring up a page of a mapped file.
            throw new ReplayException(ReplayException.Kind.CONFIGURATION, "a mapped file failed", ex.getMessage(),
                "the disk under " + options.scratch() + " may be full (--scratch names another), or the one with " +
                options.file() + " is failing", ex);
        }
    }

    private ReplayReport run(final CaptureSource source)
    {
        final long capacity = source.maxOutputs() < 0 ? countOutputs(source) :
            Math.max(source.maxOutputs(), source.initialOutputs());
        try (Scratch scratch = Scratch.in(options.scratch(), capacity))
        {
            final WarmUp warmUp = warmUp(source, scratch);
            final List<PassResult> passes = new ArrayList<>();
            for (int i = 0; i < options.repeats(); i++)
            {
                passes.add(measure(source, scratch, capacity));
            }
            return new ReplayReport(options, source.header(), warmUp, passes);
        }
    }

    /**
     * What was run before the measured passes.
     *
     * @param transactions of one pass.
     * @param passes       how many.
     * @param elapsedNs    of all together.
     */
    record WarmUp(long transactions, int passes, long elapsedNs)
    {
    }

    private CaptureSource open()
    {
        final CaptureReader reader = CaptureReader.open(options.file());
        if (reader.fault() != null && options.limit() == Long.MAX_VALUE)
        {
            final CaptureException fault = reader.fault();
            reader.close();
            throw fault;
        }
        return new CaptureSource(reader);
    }

    private void requireDecisions(final CaptureSource source)
    {
        if (options.isRecorded() && !source.hasDecisions())
        {
            throw new ReplayException(ReplayException.Kind.USAGE, options.file() + " holds no decisions",
                "it is a workload, or nothing was decided while it was recorded", "replay it with --decide alone",
                null);
        }
    }

    private ReplayException corrupt(final CaptureException ex)
    {
        if (ex.reason() == CaptureException.Reason.IO)
        {
            return new ReplayException(ReplayException.Kind.CONFIGURATION, "cannot replay " + options.file(),
                ex.getMessage(), "check the path and its rights", ex);
        }
        final String next = switch (ex.reason())
        {
            case TORN, CUT -> "what comes before can be replayed: --limit N with N transactions; " +
                "'timecoin capture info' counts them";
            case VERSION -> "replay it with the build that wrote it, or a later one";
            case NOT_A_CAPTURE -> "'timecoin workload' and 'timecoin capture export' write captures";
            default -> "copy it again from where it was written; 'timecoin capture verify' tells how far it is good";
        };
        return new ReplayException(ReplayException.Kind.CORRUPT, "cannot replay " + options.file() + ": " +
            ex.getMessage(), "reason " + ex.reason().code() + " at byte " + ex.offset(), next, ex);
    }

    /** A bound of the outputs that a capture without its end can come to. */
    private long countOutputs(final CaptureSource source)
    {
        long outputs = source.initialOutputs();
        final ReplaySource.Cursor cursor = source.cursor();
        final TransactionCheck check = new TransactionCheck(source.chainId(), source.maxSupply());
        final TransactionView view = new TransactionView();
        for (long i = 0; i < options.limit() && cursor.next();)
        {
            if (cursor.kind() == ReplaySource.Kind.TRANSACTION)
            {
                i++;
                final boolean isWhole =
                    check.check(cursor.buffer(), cursor.offset(), cursor.length(), view) == Verdict.ADMITTED;
                outputs += isWhole ? view.outputCount() : cursor.length() / TransactionLayout.OUTPUT_LENGTH;
            }
        }
        return outputs;
    }

    private WarmUp warmUp(final CaptureSource source, final Scratch scratch)
    {
        final long wanted = Math.min(options.warmUp(), options.limit());
        final long transactions = source.transactions() < 0 ? wanted : Math.min(wanted, source.transactions());
        if (transactions == 0)
        {
            return new WarmUp(0, 0, 0);
        }
        final LongHashSet spent = new LongHashSet();
        final long outputs = outpointsOf(source, transactions, spent);
        final PipelineSettings settings =
            settings().withLimit(transactions).withSpeed(0)
            .withTableBlocks(Math.min(WARM_UP_TABLE_BLOCKS, options.tableBlocks()));
        final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        final long startNs = System.nanoTime();
        int passes = 0;
        boolean isWarm = false;
        while (!isWarm && passes < MAX_WARM_UP_PASSES && System.nanoTime() - startNs < MAX_WARM_UP_NS)
        {
            passes++;
            listener.onStep("warming up: pass " + passes);
            final long compilingBefore = compiler.getTotalCompilationTime();
            try (UtxoStore store = scratch.store(source.chainId(), spent.size() + outputs, options.cacheBytes(),
                into -> source.forEachOutput(only(spent, into))))
            {
                final ReplayPipeline pipeline = new ReplayPipeline(source, store, settings);
                new Pass(pipeline, options.profile(), false).run((elapsedNs, read) -> {});
                final long compilingMs = compiler.getTotalCompilationTime() - compilingBefore;
                isWarm = passes >= MIN_WARM_UP_PASSES && TimeUnit.MILLISECONDS.toNanos(compilingMs) <
                    WARM_COMPILING_SHARE * pipeline.elapsedNs();
            }
        }
        return new WarmUp(transactions, passes, System.nanoTime() - startNs);
    }

    /** Collects what the first transactions spend, and counts what they make. */
    private static long outpointsOf(final ReplaySource source, final long transactions, final LongHashSet spent)
    {
        final ReplaySource.Cursor cursor = source.cursor();
        final TransactionCheck check = new TransactionCheck(source.chainId(), source.maxSupply());
        final TransactionView view = new TransactionView();
        long outputs = 0;
        for (long i = 0; i < transactions && cursor.next();)
        {
            if (cursor.kind() != ReplaySource.Kind.TRANSACTION)
            {
                continue;
            }
            i++;
            if (check.check(cursor.buffer(), cursor.offset(), cursor.length(), view) == Verdict.ADMITTED)
            {
                outputs += view.outputCount();
                for (int input = 0; input < view.inputCount(); input++)
                {
                    spent.add(key(view.buffer(), view.outpointOffset(input)));
                }
            }
        }
        return outputs;
    }

    private static UtxoConsumer only(final LongHashSet wanted, final UtxoConsumer into)
    {
        return (final DirectBuffer outpoint, final int offset, final UtxoEntry entry) ->
        {
            if (wanted.contains(key(outpoint, offset)))
            {
                into.accept(outpoint, offset, entry);
            }
        };
    }

    private static long key(final DirectBuffer outpoint, final int offset)
    {
        return outpoint.getLong(offset) ^
            outpoint.getShort(offset + UtxoView.OUTPOINT_LENGTH - Short.BYTES) * 0x9E37_79B9_7F4A_7C15L;
    }

    private PassResult measure(final CaptureSource source, final Scratch scratch, final long capacity)
    {
        listener.onStep("loading " + source.initialOutputs() + " unspent outputs");
        try (UtxoStore store =
            scratch.store(source.chainId(), capacity, options.cacheBytes(), source::forEachOutput))
        {
            final ReplayPipeline pipeline = new ReplayPipeline(source, store, settings());
            final Pass pass = new Pass(pipeline, options.profile(), options.speed() != 0);
            // What warming up and loading left behind is not the pipeline's.
            System.gc();
            final long total = source.transactions() < 0 ? -1 : Math.min(source.transactions(), options.limit());
            pass.run((elapsedNs, read) -> listener.onProgress(elapsedNs, read, total));
            final List<Latencies.Interval> intervals = pipeline.latencies().intervals();
            listener.onStep("counting outcomes and hashing " + store.size() + " outputs");
            final Accounting accounting = Accounting.of(source, options.limit(), pipeline.outcomes(),
                pipeline.validationStats(), pipeline.accepted());
            return new PassResult(pipeline.elapsedNs(), accounting, pipeline.signatures(), pipeline.verifierBusyNs(),
                pass.figures(), pass.bottleneck(), pass.allocatedBytes(), pass.collections(), pass.longestPauseMs(),
                pipeline.decisionWaits(), pipeline.unmatchedDecisions(), verdicts(pipeline.validationStats()),
                pipeline.verdictsHash(), HexFormat.of().formatHex(SortedSetHash.of(store)),
                HexFormat.of().formatHex(blockStateHash(store)), store.size(),
                Latencies.sum(intervals.stream().map(Latencies.Interval::validated).toList()),
                Latencies.sum(intervals.stream().map(Latencies.Interval::applied).toList()),
                intervals, pass.samples());
        }
    }

    private PipelineSettings settings()
    {
        final Supplier<SignatureVerifier> verifiers =
            options.isVerified() ? SignatureVerifiers::fastest : TrustingVerifier::new;
        return PipelineSettings.of(verifiers)
            .withRings(options.profile().rings())
            .withVerification(options.profile().verify().workers(), options.profile().verify().batch(), verifiers)
            .withTableBlocks(options.tableBlocks())
            .withLimit(options.limit())
            .withSpeed(options.speed())
            .withRecorded(options.isRecorded());
    }

    private static Map<String, Long> verdicts(final ValidationStats stats)
    {
        final Map<String, Long> verdicts = new TreeMap<>();
        for (final Verdict verdict : Verdict.values())
        {
            if (stats.verdicts[verdict.code()] > 0)
            {
                verdicts.put(verdict.reason(), stats.verdicts[verdict.code()]);
            }
        }
        return verdicts;
    }

    /** The hash that a header carries of a state with these outputs. */
    private static byte[] blockStateHash(final UtxoStore store)
    {
        final StateHash hash = new StateHash();
        store.forEach((outpoint, offset, entry) -> hash.addOutput(
            outpoint, offset, entry.amount, entry.lockType, entry.keyHash, entry.coinbaseHeight));
        return hash.digest();
    }
}

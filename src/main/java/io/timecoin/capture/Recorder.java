package io.timecoin.capture;

import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.utxo.UtxoStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Keeps the recordings of a node: begins them, watches them and ends them, on a thread that is none of the pipeline's.
 * Whatever fails here ends a recording, is counted and said once, and never touches the node.
 */
public final class Recorder implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long WRITTEN_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final long STAGE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long CLOSE_TIMEOUT_MS = 1_000;
    private static final long APPLIED_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    /** Whatever came in before a recording is decided by then, or has no more locks. */
    private static final long MAX_WINDOW_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    /** What a recorder does now, as its counter tells. */
    public enum State
    {
        OFF, RECORDING, FULL, FAILED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /**
         * The state's name in reports.
         *
         * @return lower case.
         */
        public String label()
        {
            return label;
        }

        /**
         * The state that a counter tells.
         *
         * @param value of {@link Counter#CAPTURE_STATE}.
         * @return its state.
         */
        public static State of(final long value)
        {
            return values()[(int)Math.max(0, Math.min(value, values().length - 1))];
        }
    }

    /**
     * What recordings of a node need.
     *
     * @param folder      of all its recordings.
     * @param maxBytes    that all of them together may take.
     * @param genesis     of the chain.
     * @param aeronFolder of the media driver that runs.
     */
    public record Settings(Path folder, long maxBytes, Genesis genesis, String aeronFolder)
    {
    }

    private final Settings settings;
    private final Counters counters;
    private final UtxoStore store;
    /** The node's housekeeping looks after recordings; whoever closes the node ends them. */
    private final Lock lock = new ReentrantLock();
    private CaptureStage stage;
    private RecordingFolder recording;
    private ArchiveSink sink;
    private long lostBefore;
    private volatile boolean isStopping;

    /** Of a recording that somebody asked for in mid-run; else it ends with the node. */
    private boolean isLate;
    private boolean isWindowOpen;
    private long windowEndNs;
    private long endNs;

    /**
     * A recorder that records nothing yet.
     *
     * @param settings of its recordings.
     * @param store    the unspent outputs.
     * @param counters of the node.
     */
    public Recorder(final Settings settings, final UtxoStore store, final Counters counters)
    {
        this.settings = settings;
        this.store = store;
        this.counters = counters;
        state(State.OFF);
    }

    /**
     * Begins a recording with the first slot that the node will ever see. Nothing runs yet that writes to the set.
     *
     * @param isGenesis whether the unspent outputs are the genesis's: they need not be kept then.
     * @param nowMs     ms since 1970.
     * @return to be given to the stage when it is made; null if recording is impossible, which has been said.
     */
    public CaptureSink begin(final boolean isGenesis, final long nowMs)
    {
        try
        {
            recording = RecordingFolder.create(settings.folder);
            if (!isGenesis)
            {
                OutputsFile.write(recording.outputs(), store::forEach);
            }
            sink = ArchiveSink.open(settings.aeronFolder, recording.archive(), bytesLeft());
            recording.writeStart(settings.genesis, nowMs);
            isLate = false;
            lostBefore = 0;
            state(State.RECORDING);
            LOG.atInfo().addKeyValue("folder", recording.path()).log("recording what comes in");
            return sink;
        }
        catch (final IOException | CaptureException ex)
        {
            LOG.atError().addKeyValue("reason", reason(ex))
                .log("cannot record what comes in; the node goes on without");
            state(State.FAILED);
            release();
            return null;
        }
    }

    /**
     * Makes known who records.
     *
     * @param recordingStage of the node.
     */
    public void stage(final CaptureStage recordingStage)
    {
        stage = recordingStage;
    }

    /**
     * Looks after a recording, and for those who ask for one. It may wait for files.
     *
     * @param nowMs ms since 1970.
     * @return whether there is a recording.
     */
    public boolean doWork(final long nowMs)
    {
        lock.lock();
        try
        {
            return lookAfter(nowMs);
        }
        finally
        {
            lock.unlock();
        }
    }

    private boolean lookAfter(final long nowMs)
    {
        takeRequest(nowMs);
        if (sink == null)
        {
            return false;
        }
        sink.watch();
        if (isLate)
        {
            lookAfterWindow();
        }
        if (!sink.isOpen() || isLate && System.nanoTime() - endNs >= 0)
        {
            end(true);
        }
        return sink != null;
    }

    /** Lets go whatever {@link #doWork} is busy with. Any thread may call. */
    public void stop()
    {
        isStopping = true;
    }

    /** Ends a recording, when the stage does not run any more. */
    @Override
    public void close()
    {
        stop();
        if (!tryLock())
        {
            LOG.error("the recorder is busy with its files; its recording is left as after a crash");
            return;
        }
        try
        {
            if (sink != null)
            {
                end(false);
            }
        }
        finally
        {
            lock.unlock();
        }
    }

    private boolean tryLock()
    {
        try
        {
            return lock.tryLock(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void takeRequest(final long nowMs)
    {
        try
        {
            final CaptureRequest request = CaptureRequest.take(settings.folder);
            if (request != null)
            {
                request.answer(settings.folder, sink != null ?
                    new CaptureRequest.Reply(recording.path(), "") : beginLate(request, nowMs));
            }
        }
        catch (final IOException ex)
        {
            LOG.atError().addKeyValue("reason", reason(ex)).log("cannot answer who asks for a recording");
        }
    }

    /** The order matters: records first, then the copy, so that what changes meanwhile is known. */
    private CaptureRequest.Reply beginLate(final CaptureRequest request, final long nowMs)
    {
        try
        {
            lostBefore = counters.get(Counter.CAPTURE_LOST);
            recording = RecordingFolder.create(settings.folder);
            sink = ArchiveSink.open(settings.aeronFolder, recording.archive(), bytesLeft());
            stage.recordWithApplied(sink);
            await(() -> stage.isRecording(sink), STAGE_TIMEOUT_NS);
            final long startNs = System.nanoTime();
            final long contested = counters.get(Counter.CONSENSUS_CONTESTED_NOW);
            isLate = true;
            isWindowOpen = true;
            endNs = startNs + TimeUnit.MILLISECONDS.toNanos(request.durationMs());
            windowEndNs = Math.min(endNs, startNs + MAX_WINDOW_NS);
            await(stage::isAppliedBefore, APPLIED_TIMEOUT_NS);
            OutputsFile.write(recording.outputs(), consumer -> store.scan(consumer, () -> !isStopping));
            if (isStopping)
            {
                throw new IllegalStateException("the node stops");
            }
            recording.writeCopied(stage.decisionsPublished());
            recording.writeLateStart(settings.genesis, nowMs, contested);
            state(State.RECORDING);
            LOG.atInfo().addKeyValue("folder", recording.path())
                .addKeyValue("duration_ms", request.durationMs()).log("recording what comes in");
            return new CaptureRequest.Reply(recording.path(), "");
        }
        catch (final IOException | RuntimeException ex)
        {
            LOG.atError().addKeyValue("reason", reason(ex))
                .log("cannot record what comes in; the node goes on without");
            stage.record(null);
            awaitStage();
            state(State.FAILED);
            release();
            return new CaptureRequest.Reply(null, reason(ex));
        }
    }

    private void lookAfterWindow()
    {
        if (isWindowOpen && System.nanoTime() - windowEndNs >= 0)
        {
            closeWindow();
        }
    }

    /** From here on acceptances alone will do. */
    private void closeWindow()
    {
        isWindowOpen = false;
        stage.leaveOutApplied();
        if (stage.hasLostApplied())
        {
            sink.fail("there was no room for acceptances while the unspent outputs were copied");
        }
    }

    private void await(final BooleanSupplier condition, final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (!condition.getAsBoolean())
        {
            if (isStopping || System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException(isStopping ? "the node stops" : "the pipeline does not move");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void end(final boolean isStageRunning)
    {
        if (isStageRunning)
        {
            stage.record(null);
            awaitStage();
            stage.leaveOutApplied();
        }
        final long written = sink.awaitWritten(System.nanoTime() + WRITTEN_TIMEOUT_NS);
        final RecordingEnd.Reason reason = sink.isOpen() ? RecordingEnd.Reason.STOPPED : sink.ended();
        final String why = sink.why();
        final long lost = counters.get(Counter.CAPTURE_LOST) - lostBefore;
        final RecordingFolder ended = recording;
        release();
        state(switch (reason)
        {
            case STOPPED -> State.OFF;
            case FULL -> State.FULL;
            case FAILED -> State.FAILED;
        });
        try
        {
            trim(ended.archive(), written);
            ended.writeEnd(new RecordingEnd(reason, why, written, lost));
        }
        catch (final IOException ex)
        {
            LOG.atError().addKeyValue("reason", reason(ex)).log("cannot note the end of a recording");
        }
        LOG.atLevel(reason == RecordingEnd.Reason.STOPPED ? Level.INFO : Level.WARN)
            .addKeyValue("folder", ended.path())
            .addKeyValue("reason", why.isEmpty() ? reason.code() : reason.code() + ": " + why)
            .addKeyValue("bytes", written)
            .addKeyValue("lost", lost)
            .log("the recording has ended");
    }

    private void awaitStage()
    {
        final long deadlineNs = System.nanoTime() + STAGE_TIMEOUT_NS;
        while (sink != null && !isStopping && stage.isRecording(sink) && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void release()
    {
        if (sink != null)
        {
            sink.close();
        }
        sink = null;
        recording = null;
        isLate = false;
        isWindowOpen = false;
    }

    private void state(final State state)
    {
        counters.set(Counter.CAPTURE_STATE, state.ordinal());
    }

    /** A segment has its full length from the start; what was not written need not stay. */
    private static void trim(final Path archive, final long written) throws IOException
    {
        final long base = written - written % ArchiveSink.SEGMENT_LENGTH;
        final Path last = RecordingFrames.segment(archive, base);
        if (Files.exists(last))
        {
            try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE))
            {
                channel.truncate(written - base);
            }
        }
    }

    private long bytesLeft() throws IOException
    {
        try (Stream<Path> files = Files.walk(settings.folder))
        {
            return settings.maxBytes - files.filter(Files::isRegularFile).mapToLong(Recorder::length).sum();
        }
        catch (final UncheckedIOException ex)
        {
            throw ex.getCause();
        }
    }

    /** The exceptions of java.nio name a file; their class says what is wrong with it. */
    private static String reason(final Exception ex)
    {
        return ex instanceof CaptureException ? ex.getMessage() : ex.getClass().getSimpleName() + ": " +
            ex.getMessage();
    }

    private static long length(final Path file)
    {
        try
        {
            return Files.size(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}

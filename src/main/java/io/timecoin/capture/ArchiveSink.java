package io.timecoin.capture;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.status.RecordingPos;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.status.CountersReader;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Records into files through an Aeron Archive of its own, beside a media driver that runs already: an exclusive IPC
 * publication that the Archive records. One thread offers, another one opens, watches and closes. Whatever fails ends
 * the recording, and nothing else.
 */
final class ArchiveSink implements CaptureSink, AutoCloseable
{
    /** Half of it is how much may wait for the disk: what 50,000 payments a second leave in a quarter of a second. */
    static final int TERM_LENGTH = 16 << 20;
    static final int SEGMENT_LENGTH = 64 << 20;
    static final int STREAM_ID = 300;

    private static final int MTU_LENGTH = 65_504;
    private static final int CONTROL_TERM_LENGTH = 64 * 1024;
    private static final String CONTROL_CHANNEL = "aeron:ipc?term-length=" + CONTROL_TERM_LENGTH;
    /** Never used, but the Archive insists on one. */
    private static final String NO_REPLICATION = "aeron:udp?endpoint=localhost:0";
    private static final int CATALOG_BYTES = 64 * 1024;
    private static final long LIVENESS_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Several nodes of one process share a media driver, and so the numbers of IPC streams. */
    private static final AtomicInteger STREAMS = new AtomicInteger(STREAM_ID + 1);

    private final long maxBytes;
    private Archive archive;
    private Aeron aeron;
    private AeronArchive client;
    private ExclusivePublication publication;
    private long recordingId = Aeron.NULL_VALUE;
    private volatile RecordingEnd.Reason ended;
    private volatile String why = "";

    private ArchiveSink(final long maxBytes)
    {
        this.maxBytes = maxBytes;
    }

    /**
     * Starts an Archive and its one recording.
     *
     * @param aeronFolder of the media driver.
     * @param folder      of the Archive, absent or empty before.
     * @param maxBytes    position at which it takes no more.
     * @return ready for records.
     * @throws CaptureException if it does not start; nothing stays open then.
     */
    static ArchiveSink open(final String aeronFolder, final Path folder, final long maxBytes)
    {
        final ArchiveSink sink = new ArchiveSink(maxBytes);
        try
        {
            sink.start(aeronFolder, folder);
            return sink;
        }
        catch (final RuntimeException ex)
        {
            sink.release();
            throw new CaptureException(CaptureException.Reason.IO, 0,
                "cannot record into " + folder + ": " + ex.getMessage(), ex);
        }
    }

    @Override
    public boolean offer(
        final DirectBuffer head, final int headLength, final DirectBuffer tail, final int tailOffset,
        final int tailLength)
    {
        if (ended != null)
        {
            return false;
        }
        if (publication.position() + framed(headLength + tailLength) > maxBytes)
        {
            ended = RecordingEnd.Reason.FULL;
            return false;
        }
        try
        {
            long result = publication.offer(head, 0, headLength, tail, tailOffset, tailLength);
            if (result == Publication.ADMIN_ACTION)
            {
                // A term has just been changed for the next one; the next try finds it.
                result = publication.offer(head, 0, headLength, tail, tailOffset, tailLength);
            }
            if (result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION)
            {
                return false;
            }
            if (result < 0)
            {
                fail("the Archive does not listen any more");
                return false;
            }
            return true;
        }
        catch (final RuntimeException ex)
        {
            // The pipeline must not stop because of what only looks on.
            fail(String.valueOf(ex.getMessage()));
            return false;
        }
    }

    @Override
    public boolean isOpen()
    {
        return ended == null;
    }

    @Override
    public long position()
    {
        return publication.position();
    }

    /** Why it takes no more, null while it does. */
    RecordingEnd.Reason ended()
    {
        return ended;
    }

    /** More about a failure. */
    String why()
    {
        return why;
    }

    /** Takes what the Archive has to say, now and then: it gives up on a client that never listens. */
    void watch()
    {
        try
        {
            final String error = client.pollForErrorResponse();
            if (error != null)
            {
                fail(error);
            }
        }
        catch (final RuntimeException ex)
        {
            fail(String.valueOf(ex.getMessage()));
        }
    }

    /**
     * Waits until all that was taken is written.
     *
     * @param deadlineNs of {@link System#nanoTime()}.
     * @return bytes that are known to be written.
     */
    long awaitWritten(final long deadlineNs)
    {
        final long position = publication.position();
        final CountersReader counters = aeron.countersReader();
        final int counter = RecordingPos.findCounterIdByRecording(counters, recordingId, client.archiveId());
        long written = counter == CountersReader.NULL_COUNTER_ID ? 0 : counters.getCounterValue(counter);
        while (counter != CountersReader.NULL_COUNTER_ID && written < position && System.nanoTime() - deadlineNs < 0 &&
            ended != RecordingEnd.Reason.FAILED)
        {
            LockSupport.parkNanos(LOOK_NS);
            written = counters.getCounterValue(counter);
        }
        return written;
    }

    /** Ends the recording; nobody may offer any more. */
    @Override
    public void close()
    {
        if (ended == null)
        {
            ended = RecordingEnd.Reason.STOPPED;
        }
        release();
    }

    private void start(final String aeronFolder, final Path folder)
    {
        final int requests = STREAMS.getAndAdd(2);
        archive = Archive.launch(new Archive.Context()
            .aeronDirectoryName(aeronFolder)
            .archiveDir(folder.toFile())
            .threadingMode(ArchiveThreadingMode.SHARED)
            .idleStrategySupplier(() -> new BackoffIdleStrategy(1, 1, MIN_PARK_NS, MAX_PARK_NS))
            .threadFactory(ArchiveSink::daemon)
            .errorHandler(ex -> fail(String.valueOf(ex.getMessage())))
            .controlChannelEnabled(false)
            .localControlChannel(CONTROL_CHANNEL)
            .localControlStreamId(requests)
            .controlTermBufferLength(CONTROL_TERM_LENGTH)
            .replicationChannel(NO_REPLICATION)
            .recordingEventsEnabled(false)
            .archiveClientContext(new AeronArchive.Context().controlResponseChannel(CONTROL_CHANNEL))
            .maxConcurrentRecordings(1)
            .maxConcurrentReplays(1)
            .catalogCapacity(CATALOG_BYTES)
            .segmentFileLength(SEGMENT_LENGTH)
            .lowStorageSpaceThreshold(SEGMENT_LENGTH)
            .recordChecksum(new FrameChecksum()));
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(aeronFolder)
            .driverTimeoutMs(LIVENESS_TIMEOUT_MS)
            .threadFactory(ArchiveSink::daemon)
            .errorHandler(ex -> fail(String.valueOf(ex.getMessage()))));
        client = AeronArchive.connect(new AeronArchive.Context()
            .aeron(aeron)
            .ownsAeronClient(false)
            .controlRequestChannel(CONTROL_CHANNEL)
            .controlRequestStreamId(requests)
            .controlResponseChannel(CONTROL_CHANNEL)
            .controlResponseStreamId(requests + 1)
            .messageTimeoutNs(START_TIMEOUT_NS));
        publication = client.addRecordedExclusivePublication(new ChannelUriStringBuilder()
            .media("ipc")
            .termLength(TERM_LENGTH)
            .mtu(MTU_LENGTH)
            .sparse(true)
            .build(), STREAM_ID);
        awaitRecording();
    }

    private void awaitRecording()
    {
        final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        final CountersReader counters = aeron.countersReader();
        int counter = CountersReader.NULL_COUNTER_ID;
        while (counter == CountersReader.NULL_COUNTER_ID || !publication.isConnected())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("the Archive did not begin in time " + why);
            }
            LockSupport.parkNanos(LOOK_NS);
            counter = RecordingPos.findCounterIdBySession(counters, publication.sessionId(), client.archiveId());
        }
        recordingId = RecordingPos.getRecordingId(counters, counter);
    }

    /** Ends the recording, because of itself or of those who use it. */
    void fail(final String reason)
    {
        if (ended == null)
        {
            why = reason;
            ended = RecordingEnd.Reason.FAILED;
        }
    }

    private void release()
    {
        // Each tells its errors to a handler that knows that the recording is over.
        CloseHelper.quietCloseAll(publication, client, aeron, archive);
    }

    /** Bytes of a record in the stream, whole frames with their headers. */
    private static long framed(final int length)
    {
        final int payload = MTU_LENGTH - DataHeaderFlyweight.HEADER_LENGTH;
        final long frames = 1 + length / payload;
        return BitUtil.align(length, FrameDescriptor.FRAME_ALIGNMENT) + frames * DataHeaderFlyweight.HEADER_LENGTH;
    }

    private static Thread daemon(final Runnable task)
    {
        final Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}

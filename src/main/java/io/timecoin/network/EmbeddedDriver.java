package io.timecoin.network;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import org.agrona.ErrorHandler;
import org.agrona.IoUtil;
import org.agrona.concurrent.SleepingIdleStrategy;

import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The one media driver of this process and its one client, shared by all nodes and clients in it. */
public final class EmbeddedDriver implements AutoCloseable
{
    /**
     * Room for datagrams that come while the receiver is busy with others. Aeron's own 128 KiB hold one sender's
     * window: where five validators shared a driver and a busy machine, up to half of all datagrams were dropped, and
     * none with this (perf/README.md).
     */
    public static final int WANTED_SOCKET_BYTES = 2 << 20;

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    /** With less, buffers go to the data folder: a full shared memory kills a process by a signal. */
    private static final long MIN_SHARED_MEMORY_BYTES = 1L << 30;
    private static final String PREFIX = "timecoin-";
    /** A starved machine must not lose its driver. */
    private static final long LIVENESS_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);
    private static final long EXECUTOR_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final DriverErrors errors;
    private final Set<String> endpoints = ConcurrentHashMap.newKeySet();

    private EmbeddedDriver(final MediaDriver driver, final Aeron aeron, final DriverErrors errors)
    {
        this.driver = driver;
        this.aeron = aeron;
        this.errors = errors;
    }

    /**
     * Starts the driver.
     *
     * @param settings how it runs.
     * @param folder   where its buffers go if there is no roomy shared memory; made if need be.
     * @param halt     told once if the driver or its client is dead.
     * @return a running driver.
     * @throws NetworkException if it does not start.
     */
    public static EmbeddedDriver launch(final DriverSettings settings, final Path folder, final ErrorHandler halt)
    {
        final DriverErrors errors = new DriverErrors(halt);
        MediaDriver driver = null;
        try
        {
            final Path base = base(folder);
            removeStale(base);
            driver = MediaDriver.launch(driverContext(settings, base, errors));
            final Aeron aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .driverTimeoutMs(LIVENESS_TIMEOUT_MS)
                .errorHandler(errors)
                .subscriberErrorHandler(errors)
                .threadFactory(settings.threads()));
            return new EmbeddedDriver(driver, aeron, errors);
        }
        catch (final RuntimeException | IOException e)
        {
            errors.closing();
            if (driver != null)
            {
                driver.close();
            }
            throw new NetworkException(NetworkException.Fault.DRIVER,
                "the media driver did not start: " + e.getMessage() +
                    "; see that the shared memory or the data folder can be written and has room", e);
        }
    }

    /**
     * The shared client, for {@code client.Client}.
     *
     * @return not to be closed by its users.
     */
    public Aeron aeron()
    {
        return aeron;
    }

    /**
     * What Aeron reported and what was no reason to halt.
     *
     * @return a count since the start.
     */
    public long errors()
    {
        return errors.count();
    }

    @Override
    public void close()
    {
        errors.closing();
        aeron.close();
        driver.close();
    }

    /** Two nodes of one process would share a port without noticing, and each get the other's frames. */
    boolean claim(final String endpoint)
    {
        return endpoints.add(endpoint);
    }

    void release(final String endpoint)
    {
        endpoints.remove(endpoint);
    }

    private static MediaDriver.Context driverContext(
        final DriverSettings settings, final Path base, final DriverErrors errors) throws IOException
    {
        final String name = PREFIX + ProcessHandle.current().pid() + "-" +
            Long.toHexString(ThreadLocalRandom.current().nextLong());
        return new MediaDriver.Context()
            .aeronDirectoryName(base.resolve(name).toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(settings.threading())
            .sharedIdleStrategy(settings.idle().get())
            .sharedNetworkIdleStrategy(settings.idle().get())
            .conductorIdleStrategy(settings.idle().get())
            .senderIdleStrategy(settings.idle().get())
            .receiverIdleStrategy(settings.idle().get())
            .sharedThreadFactory(settings.threads())
            .sharedNetworkThreadFactory(settings.threads())
            .conductorThreadFactory(settings.threads())
            .senderThreadFactory(settings.threads())
            .receiverThreadFactory(settings.threads())
            // It makes buffers and looks up names, now and then: by default it wakes as often as a busy thread.
            .asyncExecutorIdleStrategy(new SleepingIdleStrategy(EXECUTOR_SLEEP_NS))
            .termBufferSparseFile(true)
            .driverTimeoutMs(LIVENESS_TIMEOUT_MS)
            .clientLivenessTimeoutNs(TimeUnit.MILLISECONDS.toNanos(LIVENESS_TIMEOUT_MS))
            .publicationUnblockTimeoutNs(2 * TimeUnit.MILLISECONDS.toNanos(LIVENESS_TIMEOUT_MS))
            .publicationLingerTimeoutNs(LINGER_NS)
            .streamSessionLimit(settings.maxSourcesPerStream())
            .socketRcvbufLength(receiveBufferBytes())
            .errorHandler(errors);
    }

    /** As much as is wanted and the kernel gives: the driver does not start if it asks for more. */
    private static int receiveBufferBytes() throws IOException
    {
        if (System.getProperty(Configuration.SOCKET_RCVBUF_LENGTH_PROP_NAME) != null)
        {
            // Somebody insists on a size, and is to hear if it cannot be had.
            return Configuration.socketRcvbufLength();
        }
        try (DatagramChannel probe = DatagramChannel.open())
        {
            probe.setOption(StandardSocketOptions.SO_RCVBUF, WANTED_SOCKET_BYTES);
            return Math.min(WANTED_SOCKET_BYTES, probe.getOption(StandardSocketOptions.SO_RCVBUF));
        }
    }

    private static Path base(final Path folder) throws IOException
    {
        if (Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY) &&
            Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= MIN_SHARED_MEMORY_BYTES)
        {
            return SHARED_MEMORY;
        }
        return Files.createDirectories(folder).toAbsolutePath();
    }

    /** Buffers of a process that was killed stay behind, and would fill the memory over time. */
    private static void removeStale(final Path base) throws IOException
    {
        try (var folders = Files.newDirectoryStream(base, PREFIX + "*"))
        {
            for (final Path stale : folders)
            {
                final String[] parts = stale.getFileName().toString().split("-");
                if (parts.length == 3 && isGone(parts[1], stale.toFile()))
                {
                    IoUtil.delete(stale.toFile(), true);
                }
            }
        }
    }

    private static boolean isGone(final String pid, final File folder)
    {
        try
        {
            return ProcessHandle.of(Long.parseLong(pid)).isEmpty() &&
                !CommonContext.isDriverActive(folder, LIVENESS_TIMEOUT_MS, line -> {});
        }
        catch (final RuntimeException e)
        {
            // Not ours, or just being made or removed by someone else.
            return false;
        }
    }
}

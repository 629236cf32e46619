package io.timecoin.node;

import io.aeron.driver.Configuration;
import io.aeron.driver.ThreadingMode;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.AeronTransport;
import io.timecoin.network.DriverSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.network.NetworkException;
import io.timecoin.node.TuningProfile.DriverProfile;
import io.timecoin.node.TuningProfile.TermsProfile;
import org.agrona.ErrorHandler;
import org.agrona.SystemUtil;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The media driver and the transport as a tuning profile wants them. */
public final class NodeMedia
{
    private static final int MAX_SOURCES_PER_STREAM = 1_024;

    private NodeMedia()
    {
    }

    /**
     * Starts the one media driver of this process.
     *
     * @param tuning its threads.
     * @param folder where its buffers go if there is no roomy shared memory.
     * @param halt   told if it dies.
     * @return running.
     * @throws NodeException if it does not start.
     */
    public static EmbeddedDriver launch(final TuningProfile tuning, final Path folder, final ErrorHandler halt)
    {
        final DriverProfile profile = tuning.driver();
        final DriverSettings settings = new DriverSettings(threading(profile.threading()), profile.idle()::create,
            pinning(profile.cores()), MAX_SOURCES_PER_STREAM);
        try
        {
            return EmbeddedDriver.launch(settings, folder, halt);
        }
        catch (final NetworkException ex)
        {
            throw refusal(ex);
        }
    }

    /**
     * The receive buffer that the driver asks the kernel for.
     *
     * @param options of the JVM.
     * @return bytes; if the options insist on no size, the kernel may give less.
     * @throws NodeException if what they say is no size.
     */
    public static int receiveBufferBytes(final JvmOptions options)
    {
        final String size = options.property(Configuration.SOCKET_RCVBUF_LENGTH_PROP_NAME);
        try
        {
            return size == null ? EmbeddedDriver.WANTED_SOCKET_BYTES :
                Math.toIntExact(SystemUtil.parseSize(Configuration.SOCKET_RCVBUF_LENGTH_PROP_NAME, size));
        }
        catch (final ArithmeticException | NumberFormatException ex)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, options.source() + ": '" + size +
                "' is no size of a buffer", "", "write it as 2m, or in bytes");
        }
    }

    /**
     * Whether the driver refuses to start if the kernel gives less.
     *
     * @param options of the JVM.
     * @return false if it takes what it can get.
     */
    public static boolean insistsOnReceiveBuffer(final JvmOptions options)
    {
        return options.property(Configuration.SOCKET_RCVBUF_LENGTH_PROP_NAME) != null;
    }

    static AeronTransport listen(final EmbeddedDriver driver, final TermsProfile terms, final String endpoint)
    {
        try
        {
            return new AeronTransport(driver, AeronSettings.standard().withTerms(
                terms.controlBytes(), terms.bulkBytes(), terms.clientBytes()), endpoint);
        }
        catch (final NetworkException ex)
        {
            throw refusal(ex);
        }
    }

    private static NodeException refusal(final NetworkException ex)
    {
        return new NodeException(NodeException.Kind.CONFIGURATION, ex.getMessage(), "", "");
    }

    private static ThreadingMode threading(final TuningProfile.Threading threading)
    {
        return switch (threading)
        {
            case SHARED -> ThreadingMode.SHARED;
            case SHARED_NETWORK -> ThreadingMode.SHARED_NETWORK;
            case DEDICATED -> ThreadingMode.DEDICATED;
        };
    }

    /** Aeron asks for conductor, sender and receiver in this order, and last for its client's, which stays free. */
    private static ThreadFactory pinning(final List<Integer> cores)
    {
        final Iterator<Integer> next = cores.iterator();
        return (task) ->
        {
            final int core = next.hasNext() ? next.next() : TuningProfile.NULL_CORE;
            final Thread thread = new Thread(() ->
            {
                CpuCores.pinAndReport(Thread.currentThread().getName(), core);
                task.run();
            });
            thread.setDaemon(true);
            return thread;
        };
    }
}

package io.timecoin.node;

import io.timecoin.wallet.KeyFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One node as a process of its own: runs until a signal ends it or it halts, and then stops it within a bound. */
public final class NodeProcess
{
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final long READY_POLL_MS = 10;
    /** After this a stop is cut short: a stop takes less than five seconds, whatever hangs. */
    private static final long STOP_LIMIT_MS = 4_600;
    private static final int CUT_SHORT = 1;

    private final ChainFile chain;
    private final TuningProfile tuning;
    private final JvmOptions options;
    private final boolean isTuningChosen;

    /**
     * A process that does nothing yet.
     *
     * @param chain          genesis and configuration.
     * @param tuning         threads and sizes.
     * @param options        what the profile wants of the JVM.
     * @param isTuningChosen whether somebody named the profile: then it matters that the JVM fits it.
     */
    public NodeProcess(
        final ChainFile chain, final TuningProfile tuning, final JvmOptions options, final boolean isTuningChosen)
    {
        this.chain = chain;
        this.tuning = tuning;
        this.options = options;
        this.isTuningChosen = isTuningChosen;
    }

    /**
     * Runs the node to its end.
     *
     * @return null after a stop that was asked for, else why it halted.
     * @throws InterruptedException if the thread is interrupted.
     */
    public HaltReport run() throws InterruptedException
    {
        // From here on a signal means a graceful stop, also while files are being opened.
        try (EndSignal signal = new EndSignal())
        {
            signal.install();
            return run(signal);
        }
    }

    private HaltReport run(final EndSignal signal) throws InterruptedException
    {
        final long startNs = System.nanoTime();
        final String promise = chain.requirePromise();
        if (promise != null)
        {
            LOG.atInfo().addKeyValue("promise", promise).log("the sampled rule makes errors unlikely, not impossible");
        }
        warn();
        reportOptions();
        final Node node = Node.open(chain, tuning,
            new Node.Surroundings("", null, (halt) -> signal.raise("halt"), signal::isRaised));
        if (node == null)
        {
            LOG.info("stopped before the bond of this node was final");
            return null;
        }
        try
        {
            node.start();
            logStart(node);
            watchReadiness(node, startNs);
            final String name = signal.await();
            if (node.haltReport() == null)
            {
                LOG.atInfo().addKeyValue("signal", name).log("stopping");
            }
        }
        finally
        {
            limitStop(node);
            final long stopNs = System.nanoTime();
            node.close();
            LOG.atInfo().addKeyValue("elapsed_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopNs))
                .addKeyValue("steps_ms", node.steps().taken()).log("stopped");
        }
        return node.haltReport() != null || node.isSaved() ? node.haltReport() : new HaltReport(
            "node", "the data folder is left as after a crash", "see the log for what did not close", null);
    }

    private void logStart(final Node node)
    {
        LOG.atInfo()
            .addKeyValue("chain", chain.chainIdHex())
            .addKeyValue("validator", node.place())
            .addKeyValue("validators", chain.genesis().validators().size())
            .addKeyValue("listen", node.endpoint())
            .addKeyValue("tuning", tuning.name())
            .log("started");
        if (node.isRestart())
        {
            LOG.warn("votes of this node were open when it last ended, and it does not remember them: it only " +
                "observes until it has listened to a quorum for 15 s");
        }
    }

    private void warn()
    {
        for (final ConfigKey key : chain.config().withoutEffect())
        {
            LOG.atWarn().addKeyValue("key", key.fullName()).log("set, but without effect in this version");
        }
        if (KeyFile.isExposed(chain.config().path(ConfigKey.KEY)))
        {
            LOG.atWarn().addKeyValue("file", chain.config().path(ConfigKey.KEY))
                .log("others may read this validator's key; take their rights away with chmod 600");
        }
    }

    private void reportOptions()
    {
        final List<String> missing = options.missingFrom(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (!missing.isEmpty())
        {
            LOG.atLevel(isTuningChosen ? Level.WARN : Level.INFO)
                .addKeyValue("tuning", tuning.name())
                .addKeyValue("jvm", String.join(", ", missing))
                .addKeyValue("next", "java @" + options.source() + " -jar timecoin.jar …")
                .log("the JVM has not the options of the tuning profile");
        }
    }

    private static void watchReadiness(final Node node, final long startNs)
    {
        daemon("readiness", () ->
        {
            while (!node.isReady())
            {
                Thread.sleep(READY_POLL_MS);
            }
            LOG.atInfo().addKeyValue("elapsed_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs))
                .log("ready");
        });
    }

    /** A disk or a driver that hangs must not hold the process up; the driver costs nothing then but its buffers. */
    private static void limitStop(final Node node)
    {
        daemon("stop-limit", () ->
        {
            Thread.sleep(STOP_LIMIT_MS);
            if (node.isSaved())
            {
                LOG.atWarn().addKeyValue("waits_for", node.steps().present())
                    .addKeyValue("steps_ms", node.steps().taken())
                    .log("everything is saved; the process ends without waiting any longer");
                Runtime.getRuntime().halt(node.haltReport() == null ? 0 : CUT_SHORT);
            }
            LOG.atError().addKeyValue("waits_for", node.steps().present())
                .addKeyValue("steps_ms", node.steps().taken())
                .log("the stop takes too long and is cut short; the data folder is left as after a crash");
            Runtime.getRuntime().halt(CUT_SHORT);
        });
    }

    /** Something that may wait. */
    private interface Task
    {
        void run() throws InterruptedException;
    }

    private static void daemon(final String name, final Task task)
    {
        final Thread thread = new Thread(() ->
        {
            try
            {
                task.run();
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }
}

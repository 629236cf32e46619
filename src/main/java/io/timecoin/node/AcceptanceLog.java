package io.timecoin.node;

import io.timecoin.consensus.AcceptanceTrace;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CountersView;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Logs acceptances off the threads that make them: each at DEBUG, a summary at INFO from time to time. */
final class AcceptanceLog implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(AcceptanceLog.class);
    private static final long DETAIL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SUMMARY_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long JOIN_LIMIT_MS = 1_000;
    private static final int TXID_LENGTH = 32;

    private final AcceptanceTrace trace;
    private final CountersView counters;
    private final boolean isSummarizing;
    private final Thread thread;
    private final byte[] txid = new byte[TXID_LENGTH];
    private volatile boolean isStopping;
    private long summarized;
    private long leftOut;

    /**
     * A log that does not run yet.
     *
     * @param name     prefix of its thread; if there is one, others in this process would say the same, and there is no
     *                 summary.
     * @param trace    of consensus, or null if single acceptances are not logged.
     * @param counters of the node.
     */
    AcceptanceLog(final String name, final AcceptanceTrace trace, final CountersView counters)
    {
        isSummarizing = name.isEmpty();
        this.trace = trace;
        this.counters = counters;
        thread = new Thread(this::run, name + "log");
        thread.setDaemon(true);
    }

    /**
     * The trace that the present log level asks for.
     *
     * @return null unless acceptances are logged one by one.
     */
    static AcceptanceTrace traceIfLogged()
    {
        return LOG.isDebugEnabled() ? new AcceptanceTrace() : null;
    }

    void start()
    {
        thread.start();
    }

    /** Logs what is left, and ends the thread. */
    @Override
    public void close()
    {
        isStopping = true;
        LockSupport.unpark(thread);
        try
        {
            thread.join(JOIN_LIMIT_MS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void run()
    {
        long summaryNs = System.nanoTime() + SUMMARY_INTERVAL_NS;
        while (!isStopping)
        {
            LockSupport.parkNanos(trace == null ? SUMMARY_INTERVAL_NS : DETAIL_INTERVAL_NS);
            logEach();
            if (System.nanoTime() - summaryNs >= 0)
            {
                summaryNs += SUMMARY_INTERVAL_NS;
                summarize();
            }
        }
        logEach();
        summarize();
    }

    private void logEach()
    {
        if (trace == null)
        {
            return;
        }
        trace.read(this::log);
        if (trace.leftOut() != leftOut)
        {
            LOG.atDebug().addKeyValue("left_out", trace.leftOut() - leftOut).log("Avalanche was faster than its log");
            leftOut = trace.leftOut();
        }
    }

    private void log(final DirectBuffer buffer, final int offset, final int polls, final long elapsedNs)
    {
        buffer.getBytes(offset, txid);
        LOG.debug("Avalanche finalized txid={} polls={} elapsed_ms={}",
            HexFormat.of().formatHex(txid), polls, TimeUnit.NANOSECONDS.toMillis(elapsedNs));
    }

    private void summarize()
    {
        final long accepted = counters.get(Counter.ACCEPTED);
        if (!isSummarizing || accepted == summarized)
        {
            return;
        }
        LOG.atInfo()
            .addKeyValue("accepted", accepted)
            .addKeyValue("since_last", accepted - summarized)
            .addKeyValue("undecided", counters.get(Counter.VALIDATION_UNDECIDED))
            .addKeyValue("contested", counters.get(Counter.CONSENSUS_CONTESTED_NOW))
            .addKeyValue("utxos", counters.get(Counter.UTXOS))
            .log("Avalanche summary");
        summarized = accepted;
    }
}

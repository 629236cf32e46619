package io.timecoin.node;

import io.timecoin.capture.Recorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a node does beside its pipeline, now and then, on a thread that may wait for files. */
final class Housekeeping implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long JOIN_LIMIT_MS = 1_000;

    private final Recorder recorder;
    private final NodeBlocks blocks;
    private final Thread thread;
    private volatile boolean isStopping;

    /**
     * A thread that does not run yet.
     *
     * @param name     prefix of its name.
     * @param recorder to look after.
     * @param blocks   whose faults the operator should know.
     */
    Housekeeping(final String name, final Recorder recorder, final NodeBlocks blocks)
    {
        this.recorder = recorder;
        this.blocks = blocks;
        thread = new Thread(this::run, name + "housekeeping");
        thread.setDaemon(true);
    }

    void start()
    {
        thread.start();
    }

    @Override
    public void close()
    {
        isStopping = true;
        recorder.stop();
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
        while (!isStopping)
        {
            blocks.tellFaults();
            try
            {
                recorder.doWork(System.currentTimeMillis());
            }
            catch (final RuntimeException ex)
            {
                LOG.atError().addKeyValue("reason", ex.toString()).log("the recorder failed; the node goes on");
                return;
            }
            LockSupport.parkNanos(INTERVAL_NS);
        }
    }
}

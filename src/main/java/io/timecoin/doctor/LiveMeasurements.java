package io.timecoin.doctor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/** Measures this machine. */
public final class LiveMeasurements implements Measurements
{
    private static final int CLOCK_READINGS = 1 << 20;
    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SPEED_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long GAP_NS = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long FLUSHING_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_FLUSHES = 500;
    private static final int FLUSHED_BYTES = 4096;
    private static final int STEPS = 1 << 14;

    private final IntPredicate pin;
    private final long jitterNs;
    /** What loops compute, so that they are not left out. */
    private volatile long sink;

    /**
     * Measures with threads on given cores.
     *
     * @param pin      gives the calling thread a core; false if the kernel refuses.
     * @param jitterNs time to spin on each core.
     */
    public LiveMeasurements(final IntPredicate pin, final long jitterNs)
    {
        this.pin = pin;
        this.jitterNs = jitterNs;
    }

    @Override
    public double clockReadNs()
    {
        double best = Double.MAX_VALUE;
        // The first rounds are compiled on the way.
        for (int round = 0; round < 5; round++)
        {
            final long startNs = System.nanoTime();
            long last = 0;
            for (int i = 0; i < CLOCK_READINGS; i++)
            {
                last = System.nanoTime();
            }
            sink = last;
            best = Math.min(best, (double)(last - startNs) / CLOCK_READINGS);
        }
        return best;
    }

    @Override
    public Jitter jitter(final int core) throws InterruptedException
    {
        final Jitter[] result = new Jitter[1];
        run(() ->
        {
            final boolean isPinned = pin.test(core);
            spin(WARM_UP_NS, isPinned);
            result[0] = spin(jitterNs, isPinned);
        }).join();
        return result[0];
    }

    @Override
    public double speedBeside(final int core, final int other) throws InterruptedException
    {
        final double alone = stepsBeside(core, -1);
        return stepsBeside(core, other) / alone;
    }

    @Override
    public long[] forcedWritesNs(final Path folder) throws IOException
    {
        final Path file = Files.createTempFile(folder, "doctor-", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            final ByteBuffer buffer = ByteBuffer.allocateDirect(FLUSHED_BYTES);
            final long[] times = new long[MAX_FLUSHES];
            final long startNs = System.nanoTime();
            int count = 0;
            do
            {
                final long beforeNs = System.nanoTime();
                buffer.clear();
                while (buffer.hasRemaining())
                {
                    channel.write(buffer);
                }
                channel.force(false);
                times[count++] = System.nanoTime() - beforeNs;
            }
            while (count < MAX_FLUSHES && System.nanoTime() - startNs < FLUSHING_NS);
            final long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            return sorted;
        }
        finally
        {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public int receiveBufferBytes(final int bytes) throws IOException
    {
        try (DatagramSocket socket = new DatagramSocket())
        {
            socket.setReceiveBufferSize(bytes);
            return socket.getReceiveBufferSize();
        }
    }

    @Override
    public long roomBytes(final Path folder) throws IOException
    {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public String fileSystem(final Path folder) throws IOException
    {
        return Files.getFileStore(folder).type();
    }

    private static Jitter spin(final long durationNs, final boolean isPinned)
    {
        final long startNs = System.nanoTime();
        long largestNs = 0;
        long lostNs = 0;
        int gaps = 0;
        long lastNs = startNs;
        while (lastNs - startNs < durationNs)
        {
            final long nowNs = System.nanoTime();
            final long gapNs = nowNs - lastNs;
            if (gapNs > largestNs)
            {
                largestNs = gapNs;
            }
            if (gapNs > GAP_NS)
            {
                lostNs += gapNs;
                gaps++;
            }
            lastNs = nowNs;
        }
        return new Jitter(isPinned, lastNs - startNs, largestNs, lostNs, gaps);
    }

    private double stepsBeside(final int core, final int other) throws InterruptedException
    {
        final AtomicBoolean isDone = new AtomicBoolean();
        final Thread neighbour = other < 0 ? null : run(() ->
        {
            pin.test(other);
            compute((nowNs) -> !isDone.get());
        });
        final double[] rate = new double[1];
        run(() ->
        {
            pin.test(core);
            // The neighbour is at work by then, and the loop compiled.
            final long warmNs = System.nanoTime() + WARM_UP_NS;
            compute((nowNs) -> nowNs - warmNs < 0);
            final long startNs = System.nanoTime();
            final long steps = compute((nowNs) -> nowNs - startNs < SPEED_NS);
            rate[0] = (double)steps / (System.nanoTime() - startNs);
        }).join();
        if (neighbour != null)
        {
            isDone.set(true);
            neighbour.join();
        }
        return rate[0];
    }

    private long compute(final LongPredicate goesOn)
    {
        long steps = 0;
        long a = 1;
        long b = 2;
        while (goesOn.test(System.nanoTime()))
        {
            for (int i = 0; i < STEPS; i++)
            {
                // Two chains, so that a core that is alone can use more than one of its units.
                a = a * 6_364_136_223_846_793_005L + 1;
                b ^= b << 13;
                b ^= b >>> 7;
                b ^= b << 17;
            }
            steps += STEPS;
        }
        sink = a ^ b;
        return steps;
    }

    private static Thread run(final Runnable task)
    {
        final Thread thread = new Thread(task, "doctor");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}

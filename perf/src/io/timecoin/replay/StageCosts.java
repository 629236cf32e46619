package io.timecoin.replay;

import com.sun.management.ThreadMXBean;
import io.timecoin.capture.CaptureReader;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.WriteBackUtxoStore;
import org.agrona.IoUtil;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each stage of a replay without verification costs, in CPU time of the one thread that runs them all: it holds
 * beside other work, as far as that leaves the caches alone. Settings are measured in turn, so that they share what the
 * machine does meanwhile.
 *
 * <p>Arguments: a capture, the number of passes, and settings: megabytes for recent outputs, followed by {@code h} if
 * the state hash is to be kept with each commit, as a node does.
 */
public final class StageCosts
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private static final int BYTES_PER_MB_BITS = 20;
    private static final double FILL = 0.8;
    private static final String KEEPS_HASH = "h";

    private StageCosts()
    {
    }

    /**
     * Measures.
     *
     * @param args capture, passes, settings.
     * @throws IOException if there is no temporary folder.
     */
    public static void main(final String[] args) throws IOException
    {
        final List<String> agents = ReplayPipeline.agentNames(1);
        final int passes = Integer.parseInt(args[1]);
        final String[] settings = Arrays.copyOfRange(args, 2, args.length);
        final List<List<long[]>> costs = new ArrayList<>();
        for (final String setting : settings)
        {
            // Not counted: the compiler is at work.
            pass(Path.of(args[0]), setting);
            costs.add(new ArrayList<>());
        }
        for (int i = 0; i < passes; i++)
        {
            for (int j = 0; j < settings.length; j++)
            {
                costs.get(j).add(pass(Path.of(args[0]), settings[j]));
            }
        }
        System.out.printf("%-8s%10s%s%n", "cache", "total", String.join("", agents.stream().map(
            name -> String.format("%12s", name)).toList()));
        for (int j = 0; j < settings.length; j++)
        {
            System.out.printf("%-8s%10d", settings[j], median(costs.get(j), agents.size()));
            for (int k = 0; k < agents.size(); k++)
            {
                System.out.printf("%12d", median(costs.get(j), k));
            }
            System.out.println();
        }
    }

    /** Nanoseconds of CPU a transaction of each agent, then of all. */
    private static long[] pass(final Path file, final String setting) throws IOException
    {
        final Path folder = Files.createTempDirectory("timecoin-perf-");
        try (CaptureSource source = new CaptureSource(CaptureReader.open(file));
            UtxoStore store = store(folder.resolve("set"), source, setting))
        {
            return measure(new ReplayPipeline(source, store, PipelineSettings.of(TrustingVerifier::new)));
        }
        finally
        {
            IoUtil.delete(folder.toFile(), true);
        }
    }

    private static UtxoStore store(final Path folder, final CaptureSource source, final String setting)
    {
        final long capacity = (long)(source.maxOutputs() / FILL);
        final boolean keepsHash = setting.endsWith(KEEPS_HASH);
        final ChronicleUtxoStore map = keepsHash ? ChronicleUtxoStore.create(folder, source.chainId(), capacity) :
            ChronicleUtxoStore.createScratch(folder, source.chainId(), capacity);
        source.forEachOutput(map::put);
        return WriteBackUtxoStore.over(map, Long.parseLong(setting.replace(KEEPS_HASH, "")) << BYTES_PER_MB_BITS);
    }

    private static long[] measure(final ReplayPipeline pipeline)
    {
        final DutyCycle[] cycles =
            pipeline.agents().stream().map(ReplayPipeline.Agent::cycle).toArray(DutyCycle[]::new);
        final long[] cpuNs = new long[cycles.length + 1];
        pipeline.start(System.nanoTime());
        long lastNs = THREADS.getCurrentThreadCpuTime();
        while (!pipeline.isDone())
        {
            final long nowNs = System.nanoTime();
            for (int i = 0; i < cycles.length; i++)
            {
                cycles[i].doWork(nowNs);
                final long endNs = THREADS.getCurrentThreadCpuTime();
                cpuNs[i] += endNs - lastNs;
                cpuNs[cycles.length] += endNs - lastNs;
                lastNs = endNs;
            }
        }
        final long transactions = pipeline.reader().transactions();
        return Arrays.stream(cpuNs).map(ns -> ns / transactions).toArray();
    }

    private static long median(final List<long[]> passes, final int column)
    {
        final long[] sorted = passes.stream().mapToLong(pass -> pass[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

package io.timecoin.node;

import net.openhft.affinity.Affinity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The cores that this process may use, and the pinning of threads to them. */
final class CpuCores
{
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");
    private static final Path THREAD_STATUS = Path.of("/proc/thread-self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final int MAX_CORES = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(CpuCores.class);

    private final BitSet cores;

    CpuCores(final BitSet cores)
    {
        this.cores = cores;
    }

    /** What the kernel lets this process use; without /proc, what the JVM counts. */
    static CpuCores available()
    {
        final String list = allowedList(PROCESS_STATUS);
        if (list != null)
        {
            return new CpuCores(parse(list));
        }
        final BitSet all = new BitSet();
        all.set(0, Runtime.getRuntime().availableProcessors());
        return new CpuCores(all);
    }

    boolean contains(final int core)
    {
        return core >= 0 && cores.get(core);
    }

    /**
     * Pins the calling thread and reads back what the kernel made of it.
     *
     * @return the thread's allowed cores as the kernel lists them, or null where it cannot be read.
     */
    static String pinCurrentThread(final int core)
    {
        final BitSet one = new BitSet();
        one.set(core);
        Affinity.setAffinity(one);
        return allowedList(THREAD_STATUS);
    }

    /** Pins the calling thread and logs what came of it; does nothing without a core. */
    static void pinAndReport(final String thread, final int core)
    {
        if (core == TuningProfile.NULL_CORE)
        {
            return;
        }
        final String allowed = pinCurrentThread(core);
        final boolean isPinned = Integer.toString(core).equals(allowed);
        LOG.atLevel(isPinned ? Level.INFO : Level.WARN)
            .addKeyValue("thread", thread)
            .addKeyValue("core", core)
            .addKeyValue("allowed_cores", allowed)
            .log(isPinned ? "pinned" : allowed == null ? "pinning cannot be read back here" :
                "not pinned: the kernel did not take the core");
    }

    /** As the kernel writes it: {@code 0-3,8}. */
    @Override
    public String toString()
    {
        final List<String> ranges = new ArrayList<>();
        for (int from = cores.nextSetBit(0); from >= 0;)
        {
            final int to = cores.nextClearBit(from) - 1;
            ranges.add(from == to ? Integer.toString(from) : from + "-" + to);
            from = cores.nextSetBit(to + 1);
        }
        return String.join(",", ranges);
    }

    static BitSet parse(final String list)
    {
        final BitSet cores = new BitSet();
        for (final String range : list.trim().split(","))
        {
            final String[] ends = range.trim().split("-");
            final int from = Integer.parseInt(ends[0]);
            final int to = Integer.parseInt(ends[ends.length - 1]);
            cores.set(from, Math.min(to, MAX_CORES) + 1);
        }
        return cores;
    }

    private static String allowedList(final Path status)
    {
        try
        {
            for (final String line : Files.readAllLines(status))
            {
                if (line.startsWith(ALLOWED))
                {
                    return line.substring(ALLOWED.length()).trim();
                }
            }
        }
        catch (final IOException ex)
        {
            // Not Linux, or /proc is hidden: the caller reports that pinning could not be read back.
            return null;
        }
        return null;
    }
}

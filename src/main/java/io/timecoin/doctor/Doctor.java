package io.timecoin.doctor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Looks over a machine for what costs a node performance or safety. It reads what everybody may read, measures for
 * some seconds, writes nothing but a file in the data folder that it removes, and needs no rights.
 */
public final class Doctor
{
    /** Cores that are measured if the profile pins none. */
    private static final int MAX_UNPINNED = 4;
    private static final long PINNED_GAP_NS = 1_000_000;
    private static final double PINNED_SHARE = 0.01;
    private static final long SHARED_GAP_NS = 50_000_000;
    private static final double SHARED_SHARE = 0.2;
    private static final double NS_PER_MS = 1e6;

    /** One thing to look at. */
    @FunctionalInterface
    private interface Look
    {
        Finding look() throws UnreadableException, InterruptedException;
    }

    /** A line of the table. */
    private record Check(String name, Look look)
    {
    }

    private final SystemFiles files;
    private final Subject subject;
    private final Measurements measurements;
    private final List<Check> looks;
    private final List<Check> measured;

    /**
     * A doctor for one machine.
     *
     * @param files        what the kernel tells.
     * @param subject      what the machine is to run.
     * @param java         the JVM.
     * @param measurements what takes time.
     */
    public Doctor(
        final SystemFiles files, final Subject subject, final JavaRuntime java, final Measurements measurements)
    {
        this.files = files;
        this.subject = subject;
        this.measurements = measurements;
        final CoreChecks cores = new CoreChecks(files, subject, measurements);
        final MemoryChecks memory = new MemoryChecks(files, subject, measurements);
        final ProcessChecks process = new ProcessChecks(files, subject, java, measurements);
        final NetworkChecks network = new NetworkChecks(files, subject, measurements);
        final DiskChecks disk = new DiskChecks(subject.data(), measurements);
        looks = List.of(
            new Check("jdk", process::jdk),
            new Check("jvm_options", process::jvmOptions),
            new Check("fused_multiply_add", process::multiplyAdd),
            new Check("clock_source", process::clock),
            new Check("cores_isolated", cores::isolated),
            new Check("smt_siblings", cores::siblings),
            new Check("sockets", cores::sockets),
            new Check("governor", cores::governor),
            new Check("cpu_quota", cores::quota),
            new Check("stolen_time", cores::steal),
            new Check("memory", memory::room),
            new Check("huge_pages", memory::hugePages),
            new Check("huge_page_defrag", memory::defragmentation),
            new Check("swap", memory::swap),
            new Check("numa_balancing", memory::balancing),
            new Check("shared_memory", memory::sharedMemory),
            new Check("file_descriptors", process::descriptors),
            new Check("receive_buffer", network::receiveBuffer),
            new Check("dropped_datagrams", network::drops),
            new Check("disk_room", disk::room));
        measured = List.of(new Check("disk_flush", disk::flush));
    }

    /**
     * Looks and measures.
     *
     * @param progress told what is being done.
     * @return all findings.
     * @throws InterruptedException if interrupted.
     */
    public List<Finding> check(final Consumer<String> progress) throws InterruptedException
    {
        final List<Check> all = new ArrayList<>(looks);
        all.addAll(measured);
        final BitSet cores = coresToMeasure();
        cores.stream().forEach((core) -> all.add(new Check("jitter_core_" + core, () -> jitter(core))));
        return run(all, progress);
    }

    /**
     * Looks only.
     *
     * @return what takes no measuring of seconds.
     * @throws InterruptedException if interrupted.
     */
    public List<Finding> look() throws InterruptedException
    {
        return run(looks, (what) -> {});
    }

    private static List<Finding> run(final List<Check> checks, final Consumer<String> progress)
        throws InterruptedException
    {
        final List<Finding> findings = new ArrayList<>();
        for (final Check check : checks)
        {
            progress.accept(check.name());
            try
            {
                findings.add(check.look().look().named(check.name()));
            }
            catch (final UnreadableException ex)
            {
                findings.add(Finding.unknown(ex.getMessage()).named(check.name()));
            }
        }
        return findings;
    }

    private Finding jitter(final int core) throws InterruptedException
    {
        final Measurements.Jitter jitter = measurements.jitter(core);
        final boolean isWanted = subject.pinned().containsKey(core);
        final String found = String.format(Locale.ROOT,
            "%s: largest gap %.2f ms, %.2f %% of the time lost in %d gaps above 10 µs",
            isWanted ? subject.pinned().get(core) : "nobody's in particular", jitter.largestNs() / NS_PER_MS,
            100 * jitter.lostShare(), jitter.gaps());
        if (!jitter.isPinned())
        {
            return isWanted ? Finding.costs("the kernel does not let a thread be pinned to core " + core,
                "the thread wanders, and its cache with it", "allow it (cpuset of the container, sched_setaffinity)") :
                Finding.unknown("the kernel does not let a thread be pinned to core " + core);
        }
        final boolean isCalm = isWanted ?
            jitter.largestNs() < PINNED_GAP_NS && jitter.lostShare() < PINNED_SHARE :
            jitter.largestNs() < SHARED_GAP_NS && jitter.lostShare() < SHARED_SHARE;
        return isCalm ? Finding.ok(found) : Finding.costs(found,
            "measured: a payment that comes at the wrong moment waits so long",
            isWanted ? "keep everything else off the core: see cores_isolated, smt_siblings and stolen_time" :
                "stop what else runs, or give the machine more cores");
    }

    /** Those that the profile pins; else some of those that this process may use. */
    private BitSet coresToMeasure()
    {
        if (!subject.pinned().isEmpty())
        {
            return subject.pinnedCores();
        }
        final BitSet some = new BitSet();
        try
        {
            SystemFiles.cores("Cpus_allowed_list", files.after("/proc/self/status", "Cpus_allowed_list:"))
                .stream().limit(MAX_UNPINNED).forEach(some::set);
        }
        catch (final UnreadableException ex)
        {
            // Not Linux: threads cannot be pinned there, and there is nothing to measure.
            some.clear();
        }
        return some;
    }
}

package io.timecoin.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A machine of four cores that only exists in a folder, in good health unless a test says otherwise. */
final class FakeMachine implements Measurements
{
    static final String CPU = "/sys/devices/system/cpu/";

    final Map<String, String> files = new LinkedHashMap<>();
    final Map<Integer, String> pinned = new TreeMap<>();
    double clockReadNs = 25;
    Jitter jitter = new Jitter(true, 1_000_000_000, 20_000, 100_000, 5);
    double speedBeside = 1;
    long[] forcedWritesNs = {100_000, 200_000, 300_000};
    int receiveBufferBytes = Integer.MAX_VALUE;
    long roomBytes = 100L << 30;
    String fileSystem = "ext4";
    Path data = Path.of("/data");
    boolean isChosen = true;
    int socketBytes = 2 << 20;
    boolean insists;
    List<String> wishes = List.of();
    List<String> mismatches = List.of();
    JavaRuntime java = new JavaRuntime(17, "A JVM 17", "mixed mode, sharing", List.of("-Xmx1g"));

    FakeMachine()
    {
        files.put(CPU + "online", "0-3");
        files.put(CPU + "isolated", "2-3");
        files.put(CPU + "smt/active", "0");
        for (int i = 0; i < 4; i++)
        {
            files.put(CPU + "cpu" + i + "/topology/thread_siblings_list", Integer.toString(i));
            files.put(CPU + "cpu" + i + "/topology/physical_package_id", "0");
            files.put(CPU + "cpu" + i + "/cpufreq/scaling_governor", "performance");
            files.put(CPU + "cpu" + i + "/cpufreq/scaling_cur_freq", "1200000");
            files.put(CPU + "cpu" + i + "/cpufreq/cpuinfo_max_freq", "3400000");
        }
        files.put("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc");
        files.put("/sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc hpet acpi_pm");
        files.put("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
        files.put("/sys/kernel/mm/transparent_hugepage/defrag", "always defer defer+madvise [madvise] never");
        files.put("/sys/devices/system/node/online", "0");
        files.put("/proc/sys/kernel/numa_balancing", "0");
        files.put("/sys/fs/cgroup/cpu.max", "max 100000");
        files.put("/proc/self/cgroup", "0::/");
        files.put("/proc/self/limits", "Limit Soft Limit\nMax open files            20000                40000  files");
        files.put("/proc/self/fd/0", "");
        files.put("/proc/self/status", "VmSwap:\t 12 kB\nCpus_allowed_list:\t0-3");
        files.put("/proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:    8000000 kB");
        files.put("/proc/swaps", "Filename Type Size Used Priority");
        files.put("/proc/sys/vm/swappiness", "60");
        files.put("/proc/sys/net/core/rmem_max", "4194304");
        files.put("/proc/net/snmp", "Udp: InDatagrams NoPorts RcvbufErrors\nUdp: 1000000 5 0");
        files.put("/proc/stat", "cpu  100 0 100 800 0 0 0 1 0 0\ncpu0 1");
        files.put("/proc/cpuinfo", "processor : 0\nflags\t\t: fpu sse fma avx2");
    }

    /** Writes the machine down and has it looked over. */
    Map<String, Finding> check(final Path root) throws IOException, InterruptedException
    {
        for (final Map.Entry<String, String> file : files.entrySet())
        {
            final Path path = root.resolve(file.getKey().substring(1));
            Files.createDirectories(path.getParent());
            if (file.getValue() == null)
            {
                Files.createDirectories(path);
            }
            else
            {
                Files.writeString(path, file.getValue() + "\n");
            }
        }
        final Map<String, Finding> findings = new LinkedHashMap<>();
        doctor(root).check((what) -> {}).forEach((finding) -> findings.put(finding.name(), finding));
        return findings;
    }

    Doctor doctor(final Path root)
    {
        return new Doctor(new SystemFiles(root), new Subject("test", isChosen, pinned,
            new Subject.WantedJvm("test.jvm", wishes, mismatches), socketBytes, insists, data), java, this);
    }

    @Override
    public double clockReadNs()
    {
        return clockReadNs;
    }

    @Override
    public Jitter jitter(final int core)
    {
        return jitter;
    }

    @Override
    public double speedBeside(final int core, final int other)
    {
        return speedBeside;
    }

    @Override
    public long[] forcedWritesNs(final Path folder) throws IOException
    {
        if (forcedWritesNs.length == 0)
        {
            throw new IOException("the disk is gone");
        }
        return forcedWritesNs;
    }

    @Override
    public int receiveBufferBytes(final int bytes)
    {
        return Math.min(bytes, receiveBufferBytes);
    }

    @Override
    public long roomBytes(final Path folder) throws IOException
    {
        if (roomBytes < 0)
        {
            throw new IOException("no such file system");
        }
        return roomBytes;
    }

    @Override
    public String fileSystem(final Path folder)
    {
        return fileSystem;
    }
}

package io.timecoin.doctor;

import io.timecoin.doctor.Finding.State;
import io.timecoin.doctor.Measurements.Jitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the doctor says of machines that a table makes up. */
class DoctorTest
{
    private static final long MS = 1_000_000;

    @TempDir
    private Path root;
    private final FakeMachine machine = new FakeMachine();

    @Test
    void shouldFindNothingAmissOnAHealthyMachine() throws Exception
    {
        pin(2, 3);
        assertThat(machine.check(root).values()).allSatisfy(
            (finding) -> assertThat(finding.state()).as(finding.toString()).isEqualTo(State.OK));
        assertThat(machine.doctor(root).look()).noneMatch(Finding::isTrouble);
    }

    /** Each row: a file, what it says (- for none, DIR for a folder), the finding, its state, and its words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "C/isolated | -                    | cores_isolated | UNKNOWN | there is no /sys/devices/system/cpu/isolated",
        "C/isolated | ''                   | cores_isolated | COSTS   | cores 2-3 are pinned, but not isolated",
        "C/isolated | 0,3                  | cores_isolated | COSTS   | cores 2 are pinned, but not isolated",
        "C/isolated | 3-2                  | cores_isolated | UNKNOWN | says '3-2', which is not a list of cores",
        "C/isolated | two                  | cores_isolated | UNKNOWN | says 'two', which is not a list of cores",
        "C/isolated | DIR                  | cores_isolated | UNKNOWN | cannot be read",
        "C/cpu2/topology/thread_siblings_list | 2-3 | smt_siblings | COSTS | cores 2 (thread-2) and 3 (thread-3) are",
        "C/cpu2/topology/thread_siblings_list | 0,2 | smt_siblings | COSTS | the kernel may use cores 0, siblings of",
        "C/cpu2/topology/thread_siblings_list | -   | smt_siblings | UNKNOWN | there is no",
        "C/cpu2/topology/thread_siblings_list | 2;3 | smt_siblings | UNKNOWN | not a list of cores",
        "C/cpu3/topology/physical_package_id  | 1   | sockets      | COSTS   | pinned cores lie in 2 sockets",
        "C/cpu3/topology/physical_package_id  | -   | sockets      | UNKNOWN | there is no",
        "C/cpu3/topology/physical_package_id  | x   | sockets      | UNKNOWN | says 'x', which is not a number",
        "C/cpu2/cpufreq/scaling_governor | powersave | governor | COSTS   | cores 2 are governed by powersave",
        "C/cpu0/cpufreq/scaling_governor | powersave | governor | OK      | performance",
        "C/cpu2/cpufreq/scaling_governor | -         | governor | OK      | performance",
        "C/cpu2/cpufreq/scaling_governor | 17        | governor | UNKNOWN | says '17', which is not a governor",
        "/sys/fs/cgroup/cpu.max | -               | cpu_quota | OK      | no limit of processor time",
        "/sys/fs/cgroup/cpu.max | 150000 100000   | cpu_quota | COSTS   | limited to that of 1.5 cores",
        "/sys/fs/cgroup/cpu.max | 150000          | cpu_quota | COSTS   | limited to that of 1.5 cores",
        "/sys/fs/cgroup/cpu.max | lots 100000     | cpu_quota | UNKNOWN | says 'lots', which is not a number",
        "/proc/stat | cpu 100 0 100 800 0 0 0 50  | stolen_time | COSTS   | 4.76 % of the time since the start",
        "/proc/stat | cpu 100 0 100               | stolen_time | UNKNOWN | which is not eight times or more",
        "/proc/stat | cpu 1 2 3 4 5 6 7 x         | stolen_time | UNKNOWN | says 'x', which is not a number",
        "/proc/stat | -                           | stolen_time | UNKNOWN | there is no /proc/stat",
        "T/enabled  | always madvise [never]      | huge_pages | OK      | never",
        "T/enabled  | [always] madvise never      | huge_pages | NOTE    | also makes them where nobody asked",
        "T/enabled  | always madvise never        | huge_pages | UNKNOWN | not a word in brackets",
        "T/enabled  | [perhaps]                   | huge_pages | UNKNOWN | says 'perhaps', which is not always",
        "T/enabled  | -                           | huge_pages | UNKNOWN | there is no",
        "T/defrag   | [always] madvise            | huge_page_defrag | COSTS   | always",
        "T/defrag   | ]always[                    | huge_page_defrag | UNKNOWN | not a word in brackets",
        "/proc/swaps | Filename/sda2 partition 1 0 -2 | swap | COSTS   | 1 areas of swap, swappiness 60",
        "/proc/swaps | -                              | swap | UNKNOWN | there is no /proc/swaps",
        "/sys/devices/system/node/online | 0-1 | numa_balancing | OK      | pages stay where they are",
        "/sys/devices/system/node/online | -   | numa_balancing | OK      | one node of memory",
        "/sys/devices/system/node/online | x-y | numa_balancing | UNKNOWN | not a list of cores",
        "/proc/self/limits | Max open files 1024 1024 files | file_descriptors | RISKS   | 1 of 1024 in use",
        "/proc/self/limits | Max open files unlimited files | file_descriptors | OK      | 1 of any number in use",
        "/proc/self/limits | Max open files many 1024 files | file_descriptors | UNKNOWN | says 'many', which is not",
        "/proc/self/limits | Max processes 1 1              | file_descriptors | UNKNOWN | no line that begins with",
        "K/current_clocksource | -            | clock_source | UNKNOWN | there is no",
        "K/current_clocksource | t s c        | clock_source | UNKNOWN | which is not a clock source",
        "/proc/cpuinfo | flags : fpu sse      | fused_multiply_add | COSTS   | no",
        "/proc/cpuinfo | Features : fp asimd  | fused_multiply_add | OK      | yes",
        "/proc/cpuinfo | model : z            | fused_multiply_add | UNKNOWN | has no line that begins with 'Features'",
        "/proc/sys/net/core/rmem_max | 212992 | receive_buffer | OK      | 2048 KiB asked for, 2048 given, 208 allowed",
        "/proc/sys/net/core/rmem_max | much   | receive_buffer | UNKNOWN | says 'much', which is not a number",
        "/proc/net/snmp | N RcvbufErrors/Udp: 9000 1000 | dropped_datagrams | NOTE    | 1000 of 10000 datagrams",
        "/proc/net/snmp | N RcvbufErrors/Udp: 9000 99   | dropped_datagrams | OK      | 99 of 9099 datagrams",
        "/proc/net/snmp | N/Udp: 9000                   | dropped_datagrams | UNKNOWN | not tell RcvbufErrors",
        "/proc/net/snmp | Udp: 9000                     | dropped_datagrams | UNKNOWN | not count datagrams",
        "/proc/net/snmp | N RcvbufErrors/Udp: a b       | dropped_datagrams | UNKNOWN | says 'a', which is",
    })
    void shouldJudgeByWhatTheKernelTells(
        final String file, final String content, final String name, final State state, final String words)
        throws Exception
    {
        pin(2, 3);
        final String path = file.replaceFirst("^C/", FakeMachine.CPU)
            .replaceFirst("^T/", "/sys/kernel/mm/transparent_hugepage/")
            .replaceFirst("^K/", "/sys/devices/system/clocksource/clocksource0/");
        if ("-".equals(content))
        {
            machine.files.remove(path);
        }
        else
        {
            machine.files.put(path, "DIR".equals(content) ? null : content.replaceFirst("^N", "Udp: InDatagrams")
                .replace('/', '\n'));
        }
        assertFinding(name, state, words);
    }

    @Test
    void shouldKnowWhatALimitOfProcessorTimeHasDone() throws Exception
    {
        machine.files.put("/proc/self/cgroup", "0::/a/b");
        machine.files.put("/sys/fs/cgroup/a/b/cpu.max", "50000 100000");
        machine.files.put("/sys/fs/cgroup/a/b/cpu.stat", "usage_usec 5\nnr_throttled 17\nthrottled_usec 9");
        assertThat(assertFinding("cpu_quota", State.COSTS, "0.5 cores").cost()).contains("stopped 17 times");
    }

    @Test
    void shouldMeasureWhatSiblingsCostEachOther() throws Exception
    {
        pin(1, 2);
        machine.files.put(FakeMachine.CPU + "cpu1/topology/thread_siblings_list", "1-2");
        machine.speedBeside = 0.55;
        assertThat(assertFinding("smt_siblings", State.COSTS, "cores 1 (thread-1) and 2").cost())
            .isEqualTo("measured: core 1 computes at 55 % of its speed while core 2 does");
        assertThat(assertFinding("cores_isolated", State.COSTS, "cores 1 are").commands())
            .anyMatch((command) -> command.contains("isolcpus=1-2 nohz_full=1-2 rcu_nocbs=1-2"));
    }

    @Test
    void shouldCountSwapLittleIfTheKernelUsesItLast() throws Exception
    {
        machine.files.put("/proc/swaps", "Filename\n/dev/sda2 partition 1 0 -2\n/swap file 1 0 -3");
        assertThat(assertFinding("swap", State.COSTS, "2 areas").cost()).contains("12 kB of this process are now");
        machine.files.put("/proc/sys/vm/swappiness", "1");
        assertFinding("swap", State.OK, "swappiness 1");
        machine.files.put("/proc/sys/vm/swappiness", "-");
        assertFinding("swap", State.UNKNOWN, "not a number");
    }

    @Test
    void shouldLookAtNodesOfMemory() throws Exception
    {
        machine.files.put("/sys/devices/system/node/online", "0-1");
        machine.files.put("/proc/sys/kernel/numa_balancing", "1");
        assertFinding("numa_balancing", State.COSTS, "2 nodes of memory, and the kernel moves pages");
    }

    @Test
    void shouldAskForTheMemoryThatTheJvmMayTake() throws Exception
    {
        machine.wishes = List.of("-Xms1g", "-Xmx6g", "-XX:MaxDirectMemorySize=1024m", "-XX:+UseSerialGC");
        assertFinding("memory", State.OK, "7812 MiB free, up to 7168 wanted");
        machine.wishes = List.of("-Xmx7000000k", "-XX:MaxDirectMemorySize=2147483648");
        assertThat(assertFinding("memory", State.RISKS, "up to 8883 wanted").remedy()).contains("test.jvm");
        machine.wishes = List.of("-XX:MaxRAMPercentage=90");
        assertFinding("memory", State.OK, "up to 0 wanted");
        machine.files.put("/proc/meminfo", "MemAvailable: plenty kB");
        assertFinding("memory", State.UNKNOWN, "says 'plenty', which is not a number");
        machine.files.put("/proc/meminfo", "MemTotal: 5 kB");
        assertFinding("memory", State.UNKNOWN, "no line that begins with 'MemAvailable:'");
    }

    @Test
    void shouldWantHugePagesOnlyIfTheProfileDoes() throws Exception
    {
        machine.files.put("/sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]");
        machine.wishes = List.of("-XX:+UseTransparentHugePages");
        assertFinding("huge_pages", State.COSTS, "never, but the profile asks the JVM to use them");
    }

    /** Each row: version, mode and options of a JVM, the state, and words of the finding. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "16 | mixed mode       | -Xmx1g                        | RISKS | A JVM 16",
        "17 | mixed mode       | -Xmx1g                        | OK    | A JVM 17",
        "25 | interpreted mode | -Xmx1g                        | COSTS | interpreted mode",
        "25 | mixed mode       | -Xint                         | COSTS | with -Xint",
        "25 | mixed mode       | -XX:TieredStopAtLevel=1       | COSTS | with -XX:TieredStopAtLevel=1",
        "25 | mixed mode       | -XX:TieredStopAtLevel=4       | OK    | A JVM 25",
        "25 | mixed mode       | -agentlib:jdwp=transport=x    | COSTS | with -agentlib:jdwp",
    })
    void shouldJudgeTheJvm(
        final int feature, final String mode, final String option, final State state, final String words)
        throws Exception
    {
        machine.java = new JavaRuntime(feature, "A JVM " + feature, mode, List.of("-Dx=1", option));
        assertFinding("jdk", state, words);
    }

    @Test
    void shouldMindTheOptionsOfAProfileThatWasNamed() throws Exception
    {
        machine.wishes = List.of("-Xmx1g");
        assertFinding("jvm_options", State.OK, "as test.jvm says");
        machine.mismatches = List.of("lacks -Xmx1g");
        assertFinding("jvm_options", State.COSTS, "this JVM lacks -Xmx1g");
        machine.isChosen = false;
        assertFinding("jvm_options", State.NOTE, "this JVM lacks -Xmx1g");
    }

    @Test
    void shouldMeasureTheClock() throws Exception
    {
        machine.clockReadNs = 800;
        assertThat(assertFinding("clock_source", State.COSTS, "tsc, a look takes 800 ns").commands()).hasSize(1);
        machine.files.put("/sys/devices/system/clocksource/clocksource0/available_clocksource", "hpet");
        assertThat(assertFinding("clock_source", State.COSTS, "800 ns").commands()).isEmpty();
    }

    @Test
    void shouldMeasureTheDisk() throws Exception
    {
        assertFinding("disk_flush", State.OK, "ext4: a forced write of 4 KiB takes 0.20 ms");
        machine.forcedWritesNs = new long[]{9 * MS, 10 * MS, 11 * MS};
        assertFinding("disk_flush", State.COSTS, "takes 10.00 ms");
        machine.forcedWritesNs = new long[]{MS, MS, 80 * MS};
        assertFinding("disk_flush", State.COSTS, "takes 1.00 ms, one in a hundred 80.0");
        machine.forcedWritesNs = new long[0];
        assertFinding("disk_flush", State.UNKNOWN, "the disk is gone");
        machine.fileSystem = "tmpfs";
        assertFinding("disk_flush", State.RISKS, "lies in memory");
        machine.roomBytes = 1 << 20;
        assertFinding("disk_room", State.RISKS, "1 MiB free");
        assertFinding("shared_memory", State.COSTS, "1 MiB free, less than 1024");
        machine.roomBytes = -1;
        assertFinding("disk_room", State.UNKNOWN, "does not tell");
        assertFinding("shared_memory", State.UNKNOWN, "does not tell");
        machine.data = null;
        assertFinding("disk_flush", State.NOTE, "not measured");
        assertFinding("disk_room", State.NOTE, "not measured");
    }

    @Test
    void shouldMindABufferThatTheKernelDoesNotGive() throws Exception
    {
        machine.receiveBufferBytes = 212_992;
        assertThat(assertFinding("receive_buffer", State.COSTS, "2048 KiB asked for, 208 given").commands())
            .containsExactly("sudo sysctl -w net.core.rmem_max=2097152");
        machine.insists = true;
        assertFinding("receive_buffer", State.RISKS, "2048 KiB asked for, 208 given");
    }

    @Test
    void shouldNotHoldOldDropsAgainstAMachineThatHasRoomNow() throws Exception
    {
        machine.files.put("/proc/net/snmp", "Udp: InDatagrams RcvbufErrors\nUdp: 9000 1000");
        assertFinding("dropped_datagrams", State.NOTE, "1000 of 10000");
        machine.files.put("/proc/sys/net/core/rmem_max", "212992");
        assertFinding("dropped_datagrams", State.COSTS, "1000 of 10000");
    }

    @Test
    void shouldMeasureEachPinnedCore() throws Exception
    {
        pin(2, 3);
        machine.jitter = new Jitter(true, 1_000 * MS, 3 * MS, 4 * MS, 7);
        assertFinding("jitter_core_2", State.COSTS, "thread-2: largest gap 3.00 ms, 0.40 % of the time lost in 7 gaps");
        machine.jitter = new Jitter(true, 1_000 * MS, MS / 2, 20 * MS, 90);
        assertFinding("jitter_core_3", State.COSTS, "2.00 % of the time");
        machine.jitter = new Jitter(false, 1_000 * MS, 0, 0, 0);
        assertFinding("jitter_core_3", State.COSTS, "does not let a thread be pinned to core 3");
    }

    @Test
    void shouldBearMoreOnCoresThatNobodyPins() throws Exception
    {
        machine.jitter = new Jitter(true, 1_000 * MS, 3 * MS, 100 * MS, 7);
        assertThat(machine.check(root)).containsKeys("jitter_core_0", "jitter_core_3");
        assertFinding("jitter_core_0", State.OK, "largest gap 3.00 ms");
        machine.jitter = new Jitter(true, 1_000 * MS, 60 * MS, 100 * MS, 7);
        assertFinding("jitter_core_0", State.COSTS, "largest gap 60.00 ms");
        machine.jitter = new Jitter(false, 1_000 * MS, 0, 0, 0);
        assertFinding("jitter_core_0", State.UNKNOWN, "does not let a thread be pinned");
        machine.files.put("/proc/self/status", "VmSwap: 0 kB");
        assertThat(machine.check(root)).doesNotContainKey("jitter_core_0");
    }

    @Test
    void shouldGiveARemedyForEachTroubleAndNeverThrowOnAnEmptyMachine() throws Exception
    {
        machine.files.clear();
        assertThat(machine.check(root).values()).noneMatch(Finding::isTrouble)
            .filteredOn((finding) -> finding.state() == State.UNKNOWN).hasSizeGreaterThan(5);
    }

    private Finding assertFinding(final String name, final State state, final String words)
        throws IOException, InterruptedException
    {
        final Finding finding = machine.check(root).get(name);
        assertThat(finding.found()).as("%s", finding).contains(words);
        assertThat(finding.state()).as("%s", finding).isEqualTo(state);
        if (finding.isTrouble())
        {
            assertThat(finding.cost()).isNotEmpty();
            assertThat(finding.remedy()).isNotEmpty();
        }
        return finding;
    }

    private void pin(final int... cores)
    {
        for (final int core : cores)
        {
            machine.pinned.put(core, "thread-" + core);
        }
    }
}

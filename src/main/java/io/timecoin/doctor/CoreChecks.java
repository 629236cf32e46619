package io.timecoin.doctor;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Whether threads get the cores that they are meant to have, whole and at full speed. */
final class CoreChecks
{
    private static final String CPU = "/sys/devices/system/cpu/";
    private static final String CGROUP = "/sys/fs/cgroup";
    private static final String STAT = "/proc/stat";
    private static final int STEAL = 7;
    private static final double STOLEN_SHARE = 0.01;
    private static final double NO_SLOWER = 0.95;

    private final SystemFiles files;
    private final Subject subject;
    private final Measurements measurements;

    CoreChecks(final SystemFiles files, final Subject subject, final Measurements measurements)
    {
        this.files = files;
        this.subject = subject;
        this.measurements = measurements;
    }

    /** Whether the kernel keeps everybody else off the pinned cores. */
    Finding isolated() throws UnreadableException
    {
        final BitSet pinned = subject.pinnedCores();
        if (pinned.isEmpty())
        {
            return Finding.ok("the profile pins no thread: cores are shared by all");
        }
        final BitSet shared = (BitSet)pinned.clone();
        shared.andNot(files.cores(CPU + "isolated"));
        if (shared.isEmpty())
        {
            return Finding.ok("cores " + SystemFiles.list(pinned) + " are isolated");
        }
        final String all = SystemFiles.list(pinned);
        return Finding.costs(
            "cores " + SystemFiles.list(shared) + " are pinned, but not isolated",
            "whatever else runs on them interrupts a thread that spins; the gaps are measured as jitter",
            "isolate them on the kernel's command line",
            "# in /etc/default/grub, add to GRUB_CMDLINE_LINUX: isolcpus=" + all + " nohz_full=" + all +
                " rcu_nocbs=" + all,
            "sudo update-grub && sudo reboot");
    }

    /** Whether two threads that spin share one core's units, or share them with strangers. */
    Finding siblings() throws UnreadableException, InterruptedException
    {
        final BitSet pinned = subject.pinnedCores();
        if (pinned.isEmpty())
        {
            final boolean isOn = files.exists(CPU + "smt/active") && files.number(CPU + "smt/active") == 1;
            return Finding.ok("the profile pins no thread" + (isOn ? "; cores come in pairs that share their units" :
                ""));
        }
        final BitSet isolated = files.exists(CPU + "isolated") ? files.cores(CPU + "isolated") : new BitSet();
        final BitSet strangers = new BitSet();
        for (int core = pinned.nextSetBit(0); core >= 0; core = pinned.nextSetBit(core + 1))
        {
            final BitSet others = files.cores(CPU + "cpu" + core + "/topology/thread_siblings_list");
            others.clear(core);
            final int rival = firstOfBoth(others, pinned);
            if (rival >= 0)
            {
                return Finding.costs("cores " + core + " (" + subject.pinned().get(core) + ") and " + rival + " (" +
                    subject.pinned().get(rival) + ") are two threads of one physical core",
                    slowdown(core, rival), "give each thread of the profile a physical core of its own");
            }
            others.andNot(isolated);
            strangers.or(others);
        }
        if (strangers.isEmpty())
        {
            return Finding.ok("no pinned core shares its units with a core in use");
        }
        final int stranger = strangers.nextSetBit(0);
        final BitSet of = files.cores(CPU + "cpu" + stranger + "/topology/thread_siblings_list");
        final List<String> commands = new ArrayList<>();
        strangers.stream().forEach((core) -> commands.add("echo 0 | sudo tee " + CPU + "cpu" + core + "/online"));
        return Finding.costs("the kernel may use cores " + SystemFiles.list(strangers) + ", siblings of pinned ones",
            slowdown(firstOfBoth(of, pinned), stranger), "take them offline, or isolate them too",
            commands.toArray(new String[0]));
    }

    /** Whether pinned cores lie in one socket. */
    Finding sockets() throws UnreadableException
    {
        final BitSet pinned = subject.pinnedCores();
        final TreeSet<Long> packages = new TreeSet<>();
        for (int core = pinned.nextSetBit(0); core >= 0; core = pinned.nextSetBit(core + 1))
        {
            packages.add(files.number(CPU + "cpu" + core + "/topology/physical_package_id"));
        }
        if (packages.size() <= 1)
        {
            return Finding.ok(pinned.isEmpty() ? "the profile pins no thread" : "pinned cores lie in one socket");
        }
        return Finding.costs("pinned cores lie in " + packages.size() + " sockets",
            "each slot of a ring between them crosses sockets: hundreds of nanoseconds instead of tens",
            "number the profile's cores so that they lie in one socket; 'lscpu --extended' shows them");
    }

    /** Whether cores run at their speed before they have been busy for a while. */
    Finding governor() throws UnreadableException
    {
        final BitSet cores = subject.pinned().isEmpty() ? files.cores(CPU + "online") : subject.pinnedCores();
        final BitSet slow = new BitSet();
        final TreeSet<String> governors = new TreeSet<>();
        boolean isGoverned = false;
        for (int core = cores.nextSetBit(0); core >= 0; core = cores.nextSetBit(core + 1))
        {
            final String file = CPU + "cpu" + core + "/cpufreq/scaling_governor";
            if (files.exists(file))
            {
                final String governor = files.text(file);
                if (!governor.matches("[a-z_]+"))
                {
                    throw SystemFiles.nonsense(file, governor, "a governor");
                }
                isGoverned = true;
                if (!"performance".equals(governor))
                {
                    governors.add(governor);
                    slow.set(core);
                }
            }
        }
        if (!isGoverned)
        {
            return Finding.ok("the kernel does not govern the cores' frequency: the firmware or the host does");
        }
        if (slow.isEmpty())
        {
            return Finding.ok("performance");
        }
        return Finding.costs("cores " + SystemFiles.list(slow) + " are governed by " + String.join(", ", governors),
            frequency(slow.nextSetBit(0)), "let them run at full speed", "sudo cpupower frequency-set -g performance");
    }

    /** Whether a container's share of the cores stops threads that spin. */
    Finding quota() throws UnreadableException
    {
        final String folder = cgroup();
        final String file = folder + "/cpu.max";
        if (!files.exists(file))
        {
            return Finding.ok("no limit of processor time");
        }
        final String[] words = files.text(file).split(" ");
        if ("max".equals(words[0]))
        {
            return Finding.ok("no limit of processor time");
        }
        final double cores = (double)SystemFiles.number(file, words[0]) /
            SystemFiles.number(file, words.length > 1 ? words[1] : "100000");
        final String stat = folder + "/cpu.stat";
        final long throttled = files.exists(stat) ? SystemFiles.number(stat, files.after(stat, "nr_throttled")) : 0;
        return Finding.costs(
            String.format(Locale.ROOT, "processor time is limited to that of %.1f cores", cores),
            throttled == 0 ? "a thread that spins uses it up, and then all stop for the rest of the period" :
                "all threads were stopped " + throttled + " times since the start of this container",
            "run without a limit of processor time, or give whole cores (cpuset) instead of a share");
    }

    /** Whether the host of a virtual machine gives its cores to others. */
    Finding steal() throws UnreadableException
    {
        final String line = files.after(STAT, "cpu ");
        final String[] words = line.split(" +");
        if (words.length <= STEAL)
        {
            throw SystemFiles.nonsense(STAT, line, "eight times or more");
        }
        long total = 0;
        for (int i = 0; i <= STEAL; i++)
        {
            total += SystemFiles.number(STAT, words[i]);
        }
        final double share = total == 0 ? 0 : (double)SystemFiles.number(STAT, words[STEAL]) / total;
        final String found = String.format(Locale.ROOT, "%.2f %% of the time since the start was stolen", 100 * share);
        return share < STOLEN_SHARE ? Finding.ok(found) : Finding.costs(found,
            "a core that others use stops in the middle of a payment, and nobody in the machine sees it",
            "ask for a virtual machine with cores of its own");
    }

    private String slowdown(final int core, final int other) throws InterruptedException
    {
        final double speed = measurements.speedBeside(core, other);
        return speed > NO_SLOWER ? "measured: none with arithmetic, but they share a cache as well" :
            String.format(Locale.ROOT, "measured: core %d computes at %.0f %% of its speed while core %d does",
                core, 100 * speed, other);
    }

    private String frequency(final int core) throws UnreadableException
    {
        final String folder = CPU + "cpu" + core + "/cpufreq/";
        if (!files.exists(folder + "scaling_cur_freq") || !files.exists(folder + "cpuinfo_max_freq"))
        {
            return "a core that was idle takes milliseconds to reach its speed";
        }
        return "core " + core + " runs at " + files.number(folder + "scaling_cur_freq") / 1000 + " MHz of " +
            files.number(folder + "cpuinfo_max_freq") / 1000;
    }

    /** The folder of this process's own group, or the root's. */
    private String cgroup()
    {
        try
        {
            final String own = CGROUP + files.after("/proc/self/cgroup", "0::").replaceFirst("/$", "");
            return files.exists(own + "/cpu.max") ? own : CGROUP;
        }
        catch (final UnreadableException ex)
        {
            // Groups of the old kind, or none: then there is no such limit to find.
            return CGROUP;
        }
    }

    private static int firstOfBoth(final BitSet one, final BitSet other)
    {
        final BitSet both = (BitSet)one.clone();
        both.and(other);
        return both.nextSetBit(0);
    }
}

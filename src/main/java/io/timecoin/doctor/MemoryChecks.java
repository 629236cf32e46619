package io.timecoin.doctor;

import java.io.IOException;

/** Whether memory is there at once when a payment needs it. */
final class MemoryChecks
{
    private static final String PAGES = "/sys/kernel/mm/transparent_hugepage/";
    private static final String SWAPPINESS = "/proc/sys/vm/swappiness";
    private static final String MEMORY = "/proc/meminfo";
    private static final String SHARED = "/dev/shm";
    private static final String BALANCING = "/proc/sys/kernel/numa_balancing";
    /** With less, the media driver's buffers go to the data folder. */
    private static final long SHARED_BYTES = 1L << 30;
    private static final long MIB = 1L << 20;
    private static final long KIB = 1024;

    private final SystemFiles files;
    private final Subject subject;
    private final Measurements measurements;

    MemoryChecks(final SystemFiles files, final Subject subject, final Measurements measurements)
    {
        this.files = files;
        this.subject = subject;
        this.measurements = measurements;
    }

    /** Whether the heap and what lies off it fit what is free. */
    Finding room() throws UnreadableException
    {
        final long wantedBytes = subject.jvm().memoryBytes();
        final long freeBytes = KIB * SystemFiles.number(MEMORY, files.after(MEMORY, "MemAvailable:").split(" ")[0]);
        final String found = freeBytes / MIB + " MiB free, up to " + wantedBytes / MIB + " wanted";
        return freeBytes >= wantedBytes ? Finding.ok(found) : Finding.risks(found,
            "the kernel kills the process that takes the last page, or swaps",
            "stop what else runs, add memory, or lower -Xmx and -XX:MaxDirectMemorySize in " + subject.jvm().file());
    }

    Finding hugePages() throws UnreadableException
    {
        final String mode = files.choice(PAGES + "enabled");
        final boolean isWanted = subject.jvm().options().contains("-XX:+UseTransparentHugePages");
        return switch (mode)
        {
            case "never" -> isWanted ? Finding.costs("never, but the profile asks the JVM to use them",
                "misses of the address cache all over the heap; not measured here",
                "let programs ask for them", "echo madvise | sudo tee " + PAGES + "enabled") : Finding.ok(mode);
            case "always" -> Finding.note("always: the kernel also makes them where nobody asked",
                "madvise gives them to those who ask, and takes no time for others");
            case "madvise" -> Finding.ok(mode);
            default -> throw SystemFiles.nonsense(PAGES + "enabled", mode, "always, madvise or never");
        };
    }

    Finding defragmentation() throws UnreadableException
    {
        final String mode = files.choice(PAGES + "defrag");
        return "always".equals(mode) ? Finding.costs("always",
            "whoever touches new memory may wait for milliseconds while the kernel moves pages; not measured here",
            "let it do so only for those who ask",
            "echo defer+madvise | sudo tee " + PAGES + "defrag") : Finding.ok(mode);
    }

    Finding swap() throws UnreadableException
    {
        final long areas = files.lines("/proc/swaps").size() - 1;
        if (areas <= 0)
        {
            return Finding.ok("none");
        }
        final long swappiness = files.number(SWAPPINESS);
        final String swapped = files.after("/proc/self/status", "VmSwap:");
        final String found = areas + " areas of swap, swappiness " + swappiness;
        return swappiness <= 1 ? Finding.ok(found) : Finding.costs(found,
            "pages that were not used for a while are on disk when a payment needs them; " + swapped +
                " of this process are now",
            "turn it off, or tell the kernel to use it last",
            "sudo swapoff -a", "sudo sysctl -w vm.swappiness=1");
    }

    Finding balancing() throws UnreadableException
    {
        final String nodes = "/sys/devices/system/node/online";
        if (!files.exists(nodes) || files.cores(nodes).cardinality() <= 1)
        {
            return Finding.ok("one node of memory");
        }
        final int count = files.cores(nodes).cardinality();
        return !files.exists(BALANCING) || files.number(BALANCING) == 0 ?
            Finding.ok(count + " nodes of memory, and pages stay where they are") :
            Finding.costs(count + " nodes of memory, and the kernel moves pages between them",
                "it takes pages away to see who wants them back; each costs a fault",
                "turn it off: threads that are pinned stay where their memory is",
                "sudo sysctl -w kernel.numa_balancing=0");
    }

    Finding sharedMemory() throws UnreadableException
    {
        try
        {
            final long roomBytes = measurements.roomBytes(files.path(SHARED));
            final String found = roomBytes / MIB + " MiB free";
            return roomBytes >= SHARED_BYTES ? Finding.ok(found) : Finding.costs(found + ", less than 1024",
                "the buffers of all connections go to the data folder's disk instead",
                "make it larger", "sudo mount -o remount,size=4G " + SHARED);
        }
        catch (final IOException ex)
        {
            throw new UnreadableException(SHARED + " does not tell its room");
        }
    }
}

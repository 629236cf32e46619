package io.timecoin.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether the data folder's disk keeps what it is given, and how soon. */
final class DiskChecks
{
    private static final List<String> IN_MEMORY = List.of("tmpfs", "ramfs");
    private static final long SLOW_MEDIAN_NS = 5_000_000;
    private static final long SLOW_TAIL_NS = 50_000_000;
    private static final long ROOM_BYTES = 2L << 30;
    private static final double NS_PER_MS = 1e6;
    private static final long MIB = 1L << 20;
    private static final Finding UNNAMED = Finding.note("not measured", "name the data folder with --data DIR");

    private final Path data;
    private final Measurements measurements;

    DiskChecks(final Path data, final Measurements measurements)
    {
        this.data = data;
        this.measurements = measurements;
    }

    Finding flush() throws UnreadableException
    {
        if (data == null)
        {
            return UNNAMED;
        }
        try
        {
            final String kind = measurements.fileSystem(data);
            if (IN_MEMORY.contains(kind))
            {
                return Finding.risks(data + " lies in memory (" + kind + ")",
                    "nothing of it is left after the machine stops: neither own votes nor what was accepted",
                    "put the data folder on a disk");
            }
            final long[] timesNs = measurements.forcedWritesNs(data);
            final long medianNs = timesNs[timesNs.length / 2];
            final long tailNs = timesNs[timesNs.length * 99 / 100];
            final String found = String.format(Locale.ROOT,
                "%s: a forced write of 4 KiB takes %.2f ms, one in a hundred %.1f, the longest of %d %.1f", kind,
                medianNs / NS_PER_MS, tailNs / NS_PER_MS, timesNs.length, timesNs[timesNs.length - 1] / NS_PER_MS);
            return medianNs <= SLOW_MEDIAN_NS && tailNs <= SLOW_TAIL_NS ? Finding.ok(found) : Finding.costs(found,
                "measured: what is said to be durable waits for it",
                "use a disk with a cache that survives a loss of power, and nothing else on it");
        }
        catch (final IOException ex)
        {
            throw new UnreadableException(data + " cannot be written to: " + ex.getMessage());
        }
    }

    Finding room() throws UnreadableException
    {
        if (data == null)
        {
            return UNNAMED;
        }
        try
        {
            final long roomBytes = measurements.roomBytes(data);
            final String found = roomBytes / MIB + " MiB free";
            return roomBytes >= ROOM_BYTES ? Finding.ok(found) : Finding.risks(found + ", less than 2048",
                "a full disk halts the node", "make room, or move the data folder");
        }
        catch (final IOException ex)
        {
            throw new UnreadableException(data + " does not tell its room: " + ex.getMessage());
        }
    }
}

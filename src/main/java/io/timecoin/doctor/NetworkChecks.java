package io.timecoin.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Whether datagrams have room until they are read. */
final class NetworkChecks
{
    private static final String MOST = "/proc/sys/net/core/rmem_max";
    private static final String COUNTS = "/proc/net/snmp";
    private static final String UDP = "Udp:";
    private static final String ALLOW = "sudo sysctl -w net.core.rmem_max=";
    private static final double DROPPED_SHARE = 0.0001;
    private static final long MIN_DROPPED = 100;
    private static final int KIB = 1024;

    private final SystemFiles files;
    private final Subject subject;
    private final Measurements measurements;

    NetworkChecks(final SystemFiles files, final Subject subject, final Measurements measurements)
    {
        this.files = files;
        this.subject = subject;
        this.measurements = measurements;
    }

    Finding receiveBuffer() throws UnreadableException
    {
        final int wanted = subject.socketBytes();
        final int given;
        try
        {
            given = measurements.receiveBufferBytes(wanted);
        }
        catch (final IOException ex)
        {
            throw new UnreadableException("no socket can be opened: " + ex.getMessage());
        }
        final long most = files.number(MOST);
        final String found = wanted / KIB + " KiB asked for, " + given / KIB + " given, " + most / KIB + " allowed";
        final String command = ALLOW + wanted;
        if (given >= wanted)
        {
            return Finding.ok(found);
        }
        return subject.insistsOnSocketBytes() ?
            Finding.risks(found, "the media driver refuses to start", "allow more", command) :
            Finding.costs(found, "what comes while the receiver is busy is dropped, and asked for again later; " +
                "dropped_datagrams counts it", "allow more", command);
    }

    /** What was dropped since the machine started because nobody read it in time. */
    Finding drops() throws UnreadableException
    {
        final List<String> lines = files.lines(COUNTS).stream().filter((line) -> line.startsWith(UDP)).toList();
        if (lines.size() != 2)
        {
            throw new UnreadableException(COUNTS + " does not count datagrams");
        }
        final List<String> names = List.of(lines.get(0).split(" +"));
        final String[] values = lines.get(1).split(" +");
        final long received = value(names, values, "InDatagrams");
        final long dropped = value(names, values, "RcvbufErrors");
        final String found = String.format(Locale.ROOT,
            "%d of %d datagrams were dropped since the machine started, for want of room", dropped, received + dropped);
        if (dropped < MIN_DROPPED || dropped < DROPPED_SHARE * received)
        {
            return Finding.ok(found);
        }
        if (files.number(MOST) >= subject.socketBytes())
        {
            // The count goes back to the machine's start, when there may have been less room, or to other programs.
            return Finding.note(found, "if the count grows while a node runs, give its media driver a core of its own");
        }
        return Finding.costs(found, "each is asked for again and comes a round trip later, and all behind it wait",
            "allow more room", ALLOW + subject.socketBytes());
    }

    private static long value(final List<String> names, final String[] values, final String name)
        throws UnreadableException
    {
        final int index = names.indexOf(name);
        if (index < 0 || index >= values.length)
        {
            throw new UnreadableException(COUNTS + " does not tell " + name);
        }
        return SystemFiles.number(COUNTS, values[index]);
    }
}

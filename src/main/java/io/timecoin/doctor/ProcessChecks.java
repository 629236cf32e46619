package io.timecoin.doctor;

import java.util.List;
import java.util.Locale;

/** Whether this process may do what a node does, on a JVM that is as the profile wants it. */
final class ProcessChecks
{
    private static final String LIMITS = "/proc/self/limits";
    private static final String OPEN_FILES = "Max open files";
    private static final String CLOCK = "/sys/devices/system/clocksource/clocksource0/";
    private static final String CPU_INFO = "/proc/cpuinfo";
    private static final int OLDEST_JAVA = 17;
    private static final long DESCRIPTORS = 4096;
    private static final double SLOW_CLOCK_NS = 200;
    private static final List<String> SLOWING =
        List.of("-Xint", "-XX:TieredStopAtLevel=", "-agentlib:jdwp", "-Xrunjdwp", "-Xdebug", "-XX:-Inline");

    private final SystemFiles files;
    private final Subject subject;
    private final JavaRuntime java;
    private final Measurements measurements;

    ProcessChecks(
        final SystemFiles files, final Subject subject, final JavaRuntime java, final Measurements measurements)
    {
        this.files = files;
        this.subject = subject;
        this.java = java;
        this.measurements = measurements;
    }

    Finding descriptors() throws UnreadableException
    {
        final String limit = files.after(LIMITS, OPEN_FILES).split(" +")[0];
        final int used = files.count("/proc/self/fd");
        if ("unlimited".equals(limit))
        {
            return Finding.ok(used + " of any number in use");
        }
        final long most = SystemFiles.number(LIMITS, limit);
        final String found = used + " of " + most + " in use";
        return most >= DESCRIPTORS ? Finding.ok(found) : Finding.risks(found,
            "with many peers and clients a node can open no more files, and halts",
            "allow at least " + DESCRIPTORS + " (LimitNOFILE of a systemd unit, or limits.conf)",
            "ulimit -n 65536");
    }

    Finding clock() throws UnreadableException
    {
        final String source = files.text(CLOCK + "current_clocksource");
        if (!source.matches("[\\w-]+"))
        {
            throw SystemFiles.nonsense(CLOCK + "current_clocksource", source, "a clock source");
        }
        final double readNs = measurements.clockReadNs();
        final String found = String.format(Locale.ROOT, "%s, a look takes %.0f ns", source, readNs);
        if (readNs <= SLOW_CLOCK_NS)
        {
            return Finding.ok(found);
        }
        final boolean hasTsc = files.exists(CLOCK + "available_clocksource") &&
            List.of(files.text(CLOCK + "available_clocksource").split(" +")).contains("tsc");
        final String cost =
            String.format(Locale.ROOT, "measured: %.0f ns instead of about 25, several times a round", readNs);
        return hasTsc ?
            Finding.costs(found, cost, "use the processor's own counter",
                "echo tsc | sudo tee " + CLOCK + "current_clocksource") :
            Finding.costs(found, cost, "the processor's own counter (tsc) is not to be had on this machine; use one " +
                "where it is");
    }

    Finding jdk()
    {
        if (java.feature() < OLDEST_JAVA)
        {
            return Finding.risks(java.version(), "a node does not start on it", "install a JDK 17 or later");
        }
        for (final String slowing : SLOWING)
        {
            for (final String argument : java.arguments())
            {
                if (argument.startsWith(slowing) && !"-XX:TieredStopAtLevel=4".equals(argument))
                {
                    return Finding.costs(java.version() + ", with " + argument,
                        "code is compiled less well, or not at all: a signature takes two to fifty times as long",
                        "start without it");
                }
            }
        }
        return java.mode().startsWith("interpreted") ?
            Finding.costs(java.version() + ", " + java.mode(), "nothing is compiled: fifty times slower",
                "use a JVM with its compilers") : Finding.ok(java.version());
    }

    Finding jvmOptions()
    {
        final Subject.WantedJvm wanted = subject.jvm();
        if (wanted.options().isEmpty())
        {
            return Finding.ok("the profile has no wishes: there is no " + wanted.file());
        }
        if (wanted.mismatches().isEmpty())
        {
            return Finding.ok("as " + wanted.file() + " says");
        }
        final String found = "this JVM " + String.join(", ", wanted.mismatches());
        final String remedy = "start the node, and this check, with java @" + wanted.file() + " -jar timecoin.jar …";
        return subject.isChosen() ? Finding.costs(found, "the lines of " + wanted.file() + " say what each brings",
            remedy) : Finding.note(found, remedy);
    }

    /** Whether the processor can multiply and add in one step: the verifier is built on that. */
    Finding multiplyAdd() throws UnreadableException
    {
        final String flags;
        try
        {
            flags = files.after(CPU_INFO, "flags");
        }
        catch (final UnreadableException ex)
        {
            // Processors of ARM call them otherwise, and all that run Java 17 have this one.
            files.after(CPU_INFO, "Features");
            return Finding.ok("yes");
        }
        return List.of(flags.split("[: ]+")).contains("fma") ? Finding.ok("yes") : Finding.costs("no",
            "signatures are verified by the slower of two ways",
            "use a processor made since 2013, or let the virtual machine show its host's (cpu mode host-passthrough)");
    }
}

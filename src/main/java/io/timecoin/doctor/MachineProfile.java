package io.timecoin.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * What figures depend on besides the build.
 *
 * @param cpu         model of the processor.
 * @param cores       that the JVM may use.
 * @param memoryMb    of the machine, 0 if it does not tell.
 * @param system      name and version of the kernel.
 * @param governor    of the cores' frequency; {@code none} if the kernel does not govern it.
 * @param loadAverage of the last minute, negative if the kernel does not tell.
 * @param java        name and version of the JVM.
 * @param javaMode    how it executes.
 * @param javaOptions that it was started with, without those that only open the JDK.
 */
public record MachineProfile(
    String cpu,
    int cores,
    long memoryMb,
    String system,
    String governor,
    double loadAverage,
    String java,
    String javaMode,
    List<String> javaOptions)
{
    private static final String UNKNOWN = "unknown";
    private static final int KB_PER_MB = 1024;

    /**
     * This machine and the running JVM.
     *
     * @return as they are now.
     */
    public static MachineProfile ofThisMachine()
    {
        return of(new SystemFiles(Path.of("/")), JavaRuntime.running());
    }

    /**
     * A machine.
     *
     * @param files what its kernel tells.
     * @param java  the JVM.
     * @return what can be known of it.
     */
    static MachineProfile of(final SystemFiles files, final JavaRuntime java)
    {
        return new MachineProfile(
            cpu(files),
            Runtime.getRuntime().availableProcessors(),
            memoryMb(files),
            System.getProperty("os.name") + " " + System.getProperty("os.version") + " " +
                System.getProperty("os.arch"),
            governor(files),
            loadAverage(files),
            java.version(),
            java.mode(),
            java.arguments().stream().filter((option) -> !isOpening(option)).toList());
    }

    /** Whether an option only lets code into the JDK's inside, as the jar's manifest does: that changes no speed. */
    private static boolean isOpening(final String option)
    {
        return option.startsWith("--add-opens") || option.startsWith("--add-exports") ||
            option.startsWith("--enable-native-access");
    }

    private static String cpu(final SystemFiles files)
    {
        try
        {
            final String line = files.after("/proc/cpuinfo", "model name");
            return line.substring(line.indexOf(':') + 1).strip();
        }
        catch (final UnreadableException ex)
        {
            return UNKNOWN;
        }
    }

    private static long memoryMb(final SystemFiles files)
    {
        try
        {
            final String text = files.after("/proc/meminfo", "MemTotal:");
            return SystemFiles.number("/proc/meminfo", text.replace(" kB", "")) / KB_PER_MB;
        }
        catch (final UnreadableException ex)
        {
            return 0;
        }
    }

    private static String governor(final SystemFiles files)
    {
        final TreeSet<String> governors = new TreeSet<>();
        for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++)
        {
            final String file = "/sys/devices/system/cpu/cpu" + core + "/cpufreq/scaling_governor";
            try
            {
                if (files.exists(file))
                {
                    governors.add(files.text(file));
                }
            }
            catch (final UnreadableException ex)
            {
                governors.add(UNKNOWN);
            }
        }
        return governors.isEmpty() ? "none" : String.join(", ", governors);
    }

    private static double loadAverage(final SystemFiles files)
    {
        try
        {
            return Double.parseDouble(files.text("/proc/loadavg").split(" ")[0]);
        }
        catch (final UnreadableException | NumberFormatException ex)
        {
            return -1;
        }
    }
}

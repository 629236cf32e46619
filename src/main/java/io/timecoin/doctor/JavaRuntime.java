package io.timecoin.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The JVM that this runs on.
 *
 * @param feature   17 and up.
 * @param version   in full.
 * @param mode      how it executes, such as {@code mixed mode, sharing}.
 * @param arguments options that it was started with.
 */
public record JavaRuntime(int feature, String version, String mode, List<String> arguments)
{
    /**
     * The running one.
     *
     * @return as it tells of itself.
     */
    public static JavaRuntime running()
    {
        return new JavaRuntime(
            Runtime.version().feature(),
            System.getProperty("java.vm.name") + " " + Runtime.version(),
            System.getProperty("java.vm.info", ""),
            ManagementFactory.getRuntimeMXBean().getInputArguments());
    }
}

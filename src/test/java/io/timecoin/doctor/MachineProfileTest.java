package io.timecoin.doctor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class MachineProfileTest
{
    private static final JavaRuntime JAVA = new JavaRuntime(17, "A JVM 17", "mixed mode",
        List.of("-Xmx1g", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"));

    @TempDir
    private Path root;

    @Test
    void shouldTellWhatFiguresDependOn() throws IOException
    {
        write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: A processor: fast\n");
        write("/proc/meminfo", "MemTotal:       16384000 kB\nMemFree: 1 kB\n");
        write("/proc/loadavg", "1.50 1.00 0.50 1/100 4242\n");
        write("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
        final MachineProfile profile = MachineProfile.of(new SystemFiles(root), JAVA);
        assertThat(profile.cpu()).isEqualTo("A processor: fast");
        assertThat(profile.memoryMb()).isEqualTo(16_000);
        assertThat(profile.loadAverage()).isEqualTo(1.5);
        assertThat(profile.governor()).isEqualTo("powersave");
        assertThat(profile.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(profile.javaOptions()).containsExactly("-Xmx1g");
    }

    @Test
    void shouldSaySoIfTheKernelTellsNothing()
    {
        final MachineProfile profile = MachineProfile.of(new SystemFiles(root), JAVA);
        assertThat(profile.cpu()).isEqualTo("unknown");
        assertThat(profile.memoryMb()).isZero();
        assertThat(profile.loadAverage()).isNegative();
        assertThat(profile.governor()).isEqualTo("none");
    }

    private void write(final String path, final String content) throws IOException
    {
        final Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}

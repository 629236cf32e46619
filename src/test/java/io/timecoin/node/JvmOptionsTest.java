package io.timecoin.node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JvmOptionsTest
{
    @Test
    void shouldReadAnArgumentFileAsJavaDoes()
    {
        assertThat(JvmOptions.parse("a.jvm", "# why\n-Xms1g -Xmx1g # both\n\n\t-XX:+UseSerialGC\n#-Xint").options())
            .containsExactly("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");
    }

    /** Each row: what a profile wants, with what the JVM runs, and what is said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-Xmx1g                          | -Xmx1g -Dx=1                    | ''",
        "-Xmx1g                          | -Dx=1                           | lacks -Xmx1g",
        "-Xmx1g                          | -Xmx2g                          | has -Xmx2g instead of -Xmx1g",
        "-Xmx1g                          | -Xmx2g -Xmx1g                   | ''",
        "-Xmx1g                          | -Xms1g                          | lacks -Xmx1g",
        "-XX:+UseSerialGC                | -XX:-UseSerialGC                | has -XX:-UseSerialGC instead of",
        "-XX:+UseZGC                     | -XX:+UseSerialGC                | lacks -XX:+UseZGC",
        "-XX:ConcGCThreads=1             | -XX:ConcGCThreads=4             | has -XX:ConcGCThreads=4 instead of",
        "-XX:ConcGCThreads=1             | -XX:ConcGCThreads=1             | ''",
        "-Da.b=1                         | -Da.b=2                         | has -Da.b=2 instead of -Da.b=1",
        "-Da.b=1                         | -Da=1                           | lacks -Da.b=1",
        "--add-modules=a                 | --add-modules=b --add-modules=a | ''",
        "--add-modules=a                 | --add-modules=b                 | lacks --add-modules=a",
        "-Xint                           | -Xcomp                          | lacks -Xint",
    })
    void shouldSayWhatAJvmLacks(final String wanted, final String running, final String said)
    {
        final List<String> missing = JvmOptions.parse("a.jvm", wanted).missingFrom(List.of(running.split(" +")));
        assertThat(String.join(", ", missing)).startsWith(said).hasSize(said.isEmpty() ? 0 :
            missing.get(0).length());
    }

    @Test
    void shouldTakeNoFileForNoOptionsAndRefuseAnUnreadableOne(@TempDir final Path folder) throws IOException
    {
        assertThat(JvmOptions.read(folder.resolve("none.jvm")).options()).isEmpty();
        assertThat(catchThrowableOfType(NodeException.class, () -> JvmOptions.read(folder)).kind())
            .isEqualTo(NodeException.Kind.CONFIGURATION);
        final Path large = Files.write(folder.resolve("large.jvm"), new byte[70_000]);
        assertThat(catchThrowableOfType(NodeException.class, () -> JvmOptions.read(large)).why()).contains("64 KiB");
        final Path binary = Files.write(folder.resolve("binary.jvm"), new byte[]{(byte)0xC3, (byte)0x28});
        assertThat(catchThrowableOfType(NodeException.class, () -> JvmOptions.read(binary))).isNotNull();
    }
}

package io.timecoin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** House rules that Checkstyle cannot see. The lists of exceptions may only shrink. */
class TidyTest
{
    private static final Path TOP = Path.of("").toAbsolutePath();
    private static final Set<String> AT_THE_TOP = Set.of(
        "pom.xml", "src", "schemas", "tuning", "perf", "README.md", "LICENSE", ".gitignore", ".ci", ".git", "target");
    private static final int MAX_FILE_LINES = 600;
    private static final Set<String> LONGER_FILES = Set.of();
    private static final Pattern CLOCK =
        Pattern.compile("System\\.(nanoTime|currentTimeMillis)|Instant\\.now|Math\\.random");
    /** Rules and stages get time and randomness as arguments. */
    private static final Set<String> WITHOUT_CLOCKS = Set.of(
        "transaction", "crypto", "pending", "validation", "consensus", "genesis", "validator");
    /** Chooses between two ways to the same product by how fast the machine is in one of them. */
    private static final Set<String> MEASURES_THE_MACHINE = Set.of("HardwareFma.java");
    private static final Pattern COMMENTED_OUT = Pattern.compile("^\\s*//.*[;{]\\s*$");

    @Test
    void shouldHoldNothingAtTheTopThatDoesNotBelongThere() throws IOException
    {
        try (Stream<Path> files = Files.list(TOP))
        {
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(AT_THE_TOP);
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shouldFitAFileIntoOneIdea(final Path source) throws IOException
    {
        final List<String> lines = Files.readAllLines(source);
        assertThat(lines.size() <= MAX_FILE_LINES || LONGER_FILES.contains(source.getFileName().toString()))
            .as("%s has %s lines", source, lines.size()).isTrue();
        assertThat(lines).as("commented-out code in %s", source).noneMatch(line -> COMMENTED_OUT.matcher(line).find());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shouldTakeTimeAndRandomnessAsArguments(final Path source) throws IOException
    {
        assertThat(Files.readAllLines(source)).as("clocks in %s", source).noneMatch(line -> CLOCK.matcher(line).find());
    }

    static Stream<Path> sources() throws IOException
    {
        return Stream.concat(javaFiles(TOP.resolve("src/main/java")), javaFiles(TOP.resolve("src/test/java")));
    }

    static Stream<Path> rules() throws IOException
    {
        final Path root = TOP.resolve("src/main/java/io/timecoin");
        return javaFiles(root)
            .filter(file -> WITHOUT_CLOCKS.contains(root.relativize(file).getName(0).toString()))
            .filter(file -> !MEASURES_THE_MACHINE.contains(file.getFileName().toString()));
    }

    private static Stream<Path> javaFiles(final Path root) throws IOException
    {
        try (Stream<Path> files = Files.walk(root))
        {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        }
    }
}

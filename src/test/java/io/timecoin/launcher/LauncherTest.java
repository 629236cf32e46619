package io.timecoin.launcher;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LauncherTest
{
    @ParameterizedTest
    @CsvSource({ "1.8, needs Java 17", "9, needs Java 17", "16, needs Java 17" })
    void shouldNameTheJavaItNeedsToTheUserOfAnOlderOne(final String version, final String words)
    {
        assertThat(Launcher.problemOf(version, true)).contains(words).contains("JDK 17");
    }

    @ParameterizedTest
    @CsvSource({ "17", "25", "100" })
    void shouldSayThatARuntimeWithoutCompilerIsNotEnough(final String version)
    {
        assertThat(Launcher.problemOf(version, false)).contains("needs a JDK").contains("JRE");
    }

    @ParameterizedTest
    @CsvSource({ "17", "21", "25" })
    void shouldStartOnAJdkThatIsRecentEnough(final String version)
    {
        assertThat(Launcher.problemOf(version, true)).isNull();
    }
}

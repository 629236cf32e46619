package io.timecoin.doctor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Measurements of whatever machine this is: only what holds on all of them is asserted. */
class LiveMeasurementsTest
{
    private static final long DURATION_NS = 20_000_000;

    private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
    private final LiveMeasurements measurements = new LiveMeasurements(asked::add, DURATION_NS);

    @Test
    void shouldSpinOnTheCoreThatWasAskedFor() throws InterruptedException
    {
        final Measurements.Jitter jitter = measurements.jitter(7);
        assertThat(asked).containsExactly(7);
        assertThat(jitter.isPinned()).isTrue();
        assertThat(jitter.durationNs()).isGreaterThanOrEqualTo(DURATION_NS);
        assertThat(jitter.largestNs()).isBetween(1L, jitter.durationNs());
        assertThat(jitter.lostShare()).isBetween(0.0, 1.0);
        assertThat(measurements.jitter(7).isPinned()).as("refused the second time").isFalse();
    }

    @Test
    void shouldComputeOnTwoCoresAtATime() throws InterruptedException
    {
        assertThat(measurements.speedBeside(1, 2)).isPositive();
        assertThat(asked).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void shouldForceWritesAndLeaveNothingBehind(@TempDir final Path folder) throws IOException
    {
        assertThat(measurements.forcedWritesNs(folder)).isNotEmpty().isSorted();
        try (Stream<Path> files = Files.list(folder))
        {
            assertThat(files).isEmpty();
        }
        assertThatThrownBy(() -> measurements.forcedWritesNs(folder.resolve("none"))).isInstanceOf(IOException.class);
        assertThat(measurements.roomBytes(folder)).isNotNegative();
        assertThat(measurements.fileSystem(folder)).isNotEmpty();
    }

    @Test
    void shouldReadTheClockAndAskForBuffers() throws IOException
    {
        assertThat(measurements.clockReadNs()).isPositive();
        assertThat(measurements.receiveBufferBytes(4096)).isPositive();
    }
}

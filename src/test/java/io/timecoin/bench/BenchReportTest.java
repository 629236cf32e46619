package io.timecoin.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.timecoin.doctor.MachineProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchReportTest
{
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MachineProfile MACHINE = new MachineProfile("A processor", 2, 8192, "Linux 6 amd64", "none",
        0.25, "A JVM 17", "mixed mode", List.of("-Xmx1g"));

    @Test
    void shouldReadWhatItWrote() throws IOException
    {
        final BenchReport report = report(MACHINE, 10, 11, 12.5);
        final BenchReport read = read(JSON.writeValueAsString(report.toMap()));
        assertThat(read).usingRecursiveComparison().isEqualTo(report);
        assertThat(read.compare(report, 5)).extracting(Change::kind)
            .containsExactly(Change.Kind.WITHIN_NOISE, Change.Kind.WITHIN_NOISE);
        assertThat(read.differences(report)).isEmpty();
    }

    @Test
    void shouldLearnFromSeveralBaselinesHowProcessesDiffer()
    {
        final BenchReport one = report(MACHINE, 10, 10, 10);
        final BenchReport other = report(MACHINE, 14, 14, 14);
        assertThat(other.compare(one, 5).get(0).kind()).isEqualTo(Change.Kind.SLOWER);
        final BenchReport both = one.with(other);
        assertThat(both.results().get(0).sample().values()).containsExactly(10.0, 10.0, 10.0, 14.0, 14.0, 14.0);
        assertThat(other.compare(both, 5).get(0).kind()).isEqualTo(Change.Kind.WITHIN_NOISE);
        assertThat(report(MACHINE, 20, 20, 20).compare(both, 5).get(0).kind()).isEqualTo(Change.Kind.SLOWER);
    }

    @Test
    void shouldTellWhatElseIsDifferent()
    {
        final MachineProfile other = new MachineProfile("Another", 2, 4096, "Linux 6 amd64", "none", 7, "A JVM 25",
            "mixed mode", List.of());
        assertThat(report(MACHINE, 1).differences(report(other, 1))).containsExactly(
            "the processor was Another, now A processor",
            "the JVM was A JVM 25, now A JVM 17",
            "the JVM's options were [], now [-Xmx1g]");
    }

    @Test
    void shouldShowATableWithChanges()
    {
        final BenchReport then = report(MACHINE, 10, 10, 10);
        final BenchReport now = report(MACHINE, 20, 20, 20);
        final String text = BenchText.of(now, now.compare(then, 5));
        assertThat(text.lines())
            .anyMatch((line) -> line.matches("g\\.slow +20\\.00 +0\\.00 {3}µs +SLOWER {2}\\+100\\.0 %"))
            .anyMatch((line) -> line.matches("g\\.fast +4\\.00 +0\\.00 {3}µs {2}5\\.00× ± 0\\.00 +within noise.*"));
        assertThat(BenchText.of(now, List.of())).doesNotContain("baseline").contains("A processor", "load average 0.3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}                                          | no report of 'timecoin bench'",
        "{'format':'timecoin-bench'}                 | 'version' is missing",
        "{'format':'timecoin-bench','version':2}     | its version is 2",
        "{'format':'timecoin-bench','version':1}     | where an object must be",
        "{'format':'timecoin-bench','version':1,'machine':{},'results':[]}     | 'effort' is missing",
        "{'format':'timecoin-bench','version':1,'machine':{},'results':[7]}    | where an object must be",
        "{'format':'timecoin-bench','version':1,'machine':{},'results':[{'unit':'furlong'}]} | no unit furlong",
        "{'format':'timecoin-bench','version':1,'machine':{},'results':[{'unit':'ns','name':'a','what':'b'," +
            "'reference':'','values':[]}]} | values is empty",
        "{'format':'timecoin-bench','version':1,'machine':{},'results':[{'unit':'ns','name':'a','what':'b'," +
            "'reference':'','values':['x']}]} | 'values' is missing or no number",
    }, quoteCharacter = '"')
    void shouldRefuseWhatIsNoReport(final String json, final String why)
    {
        assertThatThrownBy(() -> read(json.replace('\'', '"'))).isInstanceOfSatisfying(BenchException.class, (ex) ->
        {
            assertThat(ex.kind()).isEqualTo(BenchException.Kind.CORRUPT);
            assertThat(ex.why()).contains(why);
        });
    }

    private static BenchReport read(final String json) throws IOException
    {
        return BenchReport.ofMap(JSON.readValue(json, Map.class), "a file");
    }

    private static BenchReport report(final MachineProfile machine, final double... slow)
    {
        final double[] fast = new double[slow.length];
        for (int i = 0; i < slow.length; i++)
        {
            fast[i] = slow[i] / 5;
        }
        final Sample slowSample = new Sample(slow);
        final Sample fastSample = new Sample(fast);
        return new BenchReport("quick", machine, -1, List.of(
            new Result(new Figure("g.slow", "something", Unit.US), slowSample, null),
            new Result(new Figure("g.fast", "the same", Unit.US, "g.slow"), fastSample,
                fastSample.ratioOf(slowSample))));
    }
}

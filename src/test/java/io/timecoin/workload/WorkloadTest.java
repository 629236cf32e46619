package io.timecoin.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.timecoin.capture.CaptureException;
import io.timecoin.capture.CaptureHeader;
import io.timecoin.capture.CaptureKind;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.CaptureWriter;
import io.timecoin.transaction.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the plan says is what the rules say of the file, whatever the shape. */
class WorkloadTest
{
    private static final int ACCOUNTS = 20;

    @TempDir
    private Path folder;

    /** Each row with three seeds; the judge knows the rules and the file, not the plan. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # N   | shape | accounts | depth | invalid | doubles | repeats | rate
        1     | 1x2   | 1        | 1     | 0       | 0       | 0       | 100000
        400   | 1x2   | 50       | 1     | 0       | 0       | 0       | 100000
        400   | 1x2   | 50       | 2     | 0       | 0       | 0       | 1000
        400   | 5x5   | 50       | 3     | 5       | 5       | 5       | 100000
        400   | mixed | 50       | 10    | 10      | 10      | 10      | 50000
        400   | 1x1   | 1        | 100   | 20      | 20      | 20      | 1
        300   | 1x1   | 1        | 1     | 100     | 0       | 0       | 100000
        300   | 3x1   | 2        | 5     | 0       | 100     | 0       | 100000
        300   | 1x3   | 3        | 5     | 0       | 0       | 100     | 100000
        40    | 256x1 | 2        | 3     | 30      | 20      | 10      | 100000
        40    | 1x256 | 2        | 9     | 30      | 20      | 10      | 100000
        60    | 40x40 | 3        | 4     | 30      | 20      | 10      | 100000
        """)
    void shouldPlanWhatTheRulesSay(
        final int transactions,
        final String shape,
        final int accounts,
        final int depth,
        final double invalid,
        final double doubleSpends,
        final double repeats,
        final int rate)
    {
        for (long seed = 1; seed <= 3; seed++)
        {
            final WorkloadParameters parameters = new WorkloadParameters(transactions, shape(shape), accounts, depth,
                new Shares(invalid, doubleSpends, repeats), rate, WorkloadParameters.AS_NEEDED, seed);
            requirePlanned(parameters);
        }
    }

    /** Long enough for decisions to take effect within the file: children and rivals before and behind them. */
    @Test
    void shouldSpendAndContestBeforeAndBehindDecisions()
    {
        final Oracle oracle = requirePlanned(new WorkloadParameters(12_000, Shape.MIXED, 100, 6,
            new Shares(30, 10, 10), 150, WorkloadParameters.AS_NEEDED, 5));
        assertThat(oracle.nearChildren).isGreaterThan(500);
        assertThat(oracle.nearRivals).isGreaterThan(300);
        assertThat(oracle.farRivals).isGreaterThan(300);
        assertThat(oracle.farChildren).isGreaterThan(500);
        assertThat(oracle.witnesses).isGreaterThan(oracle.outcomes().accepted());
    }

    /** Ticks fill the time at low rates, and then a delay is most of the time that a lock lives. */
    @Test
    void shouldNotLetLocksExpire()
    {
        final Oracle oracle = requirePlanned(new WorkloadParameters(400, new Shape(1, 2), 20, 8,
            new Shares(5, 10, 5), 4, WorkloadParameters.AS_NEEDED, 5));
        assertThat(oracle.nearChildren).isPositive();
        assertThat(oracle.farChildren).isPositive();
    }

    /** A payment of one input begins a chain if it takes an output of the genesis. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0.5", "4, 0.75", "50, 0.98"})
    void shouldSpendAgainAsOftenAsTheDepthSays(final int depth, final double share)
    {
        final int transactions = 1_000_000;
        final Treasury treasury = new Treasury(ACCOUNTS);
        final Planner planner = new Planner(new WorkloadParameters(transactions, new Shape(1, 2), ACCOUNTS, depth,
            Shares.NONE, 100_000, WorkloadParameters.AS_NEEDED, 5), treasury, null, null);
        for (int i = 0; i < transactions; i++)
        {
            planner.next();
        }
        long first = 0;
        for (int i = 0; i < ACCOUNTS; i++)
        {
            first += treasury.needed(i) - 1;
        }
        assertThat(1 - first / (double)transactions).isBetween(share - 0.02, share);
    }

    @Test
    void shouldMakeTheSameFileWithAnyNumberOfThreads() throws IOException
    {
        final WorkloadParameters parameters = new WorkloadParameters(3000, Shape.MIXED, ACCOUNTS, 3,
            new Shares(10, 10, 10), 100_000, WorkloadParameters.AS_NEEDED, 5);
        final Path one = folder.resolve("one.tcap");
        final Path many = folder.resolve("many.tcap");
        final WorkloadReport first = write(parameters, one, 1);
        final WorkloadReport second = write(parameters, many, 5);
        assertThat(Files.mismatch(one, many)).isEqualTo(-1);
        assertThat(first.planned()).isEqualTo(second.planned());
        assertThat(first.fileBytes()).isEqualTo(Files.size(one));
    }

    @Test
    void shouldMakeAnotherChainOfAnotherSeed()
    {
        final WorkloadReport first = write(small(1, WorkloadParameters.AS_NEEDED), folder.resolve("a"), 1);
        final WorkloadReport second = write(small(2, WorkloadParameters.AS_NEEDED), folder.resolve("b"), 1);
        assertThat(first.chainId()).isNotEqualTo(second.chainId());
        assertThat(first.stateHash()).isNotEqualTo(second.stateHash());
    }

    @Test
    void shouldBeginWithAsManyOutputsAsAskedFor()
    {
        final WorkloadReport needed = write(small(1, WorkloadParameters.AS_NEEDED), folder.resolve("a"), 1);
        final WorkloadReport more = write(small(1, 12_345), folder.resolve("b"), 1);
        assertThat(needed.initialOutputs()).isEqualTo(100 + ACCOUNTS);
        assertThat(more.initialOutputs()).isEqualTo(12_345);
        assertThat(more.planned().unspentOutputs()).isEqualTo(12_345 + 100);
        assertThat(more.maxOutputs()).isEqualTo(12_345 + 100);
        assertThatThrownBy(() -> write(small(1, 100 + ACCOUNTS - 1), folder.resolve("c"), 1))
            .isInstanceOf(WorkloadException.class).hasMessageContaining("need 120 outputs").hasMessageContaining("119");
        assertThat(folder.resolve("c")).doesNotExist();
    }

    @Test
    void shouldSayWhatItIs()
    {
        final Path file = folder.resolve("a.tcap");
        write(small(9, WorkloadParameters.AS_NEEDED), file, 1);
        try (CaptureReader reader = CaptureReader.open(file))
        {
            final CaptureHeader header = reader.header();
            assertThat(header.kind()).isEqualTo(CaptureKind.WORKLOAD);
            assertThat(header.beginsWithGenesis()).isTrue();
            assertThat(header.createdMs()).isZero();
            assertThat(header.producer()).isEqualTo("timecoin workload --transactions 100 --inputs 1 --outputs 2 " +
                "--accounts 20 --depth 1 --invalid 0.0 --double-spends 0.0 --repeats 0.0 --rate 100000 --seed 9");
            assertThat(header.transactions()).isEqualTo(100);
            // 100 payments at 100,000 a second take a millisecond, less one payment.
            assertThat(header.ticks()).isEqualTo(1);
        }
    }

    private Oracle requirePlanned(final WorkloadParameters parameters)
    {
        final Path file = folder.resolve("planned.tcap");
        final WorkloadReport report = write(parameters, file, 2);
        final Oracle oracle = Oracle.of(file);
        assertThat(oracle.outcomes()).as(parameters.command()).isEqualTo(report.planned());
        oracle.requireShortWaits();
        assertThat(report.maxOutputs()).as(parameters.command()).isGreaterThanOrEqualTo(oracle.most());
        final long sum = report.planned().accepted() + report.planned().rejectedTotal() + report.planned().repeats();
        assertThat(sum).as(parameters.command()).isEqualTo(parameters.transactions());
        if (parameters.shares().invalid() > 0 && parameters.transactions() >= 300)
        {
            assertThat(report.planned().rejected()).as(parameters.command()).containsKeys(Verdict.BAD_SIGNATURE,
                Verdict.OUTPUTS_EXCEED_INPUTS, Verdict.FEE_TOO_LOW, Verdict.MISSING_PARENT, Verdict.NOT_OWNER,
                Verdict.MALFORMED, Verdict.WRONG_CHAIN, Verdict.DUPLICATE_INPUT, Verdict.BAD_OUTPUT,
                Verdict.BAD_WITNESS, Verdict.NOT_YET);
        }
        try (CaptureReader reader = CaptureReader.open(file))
        {
            assertThat(reader.header().planned()).isEqualTo(report.planned());
            assertThat(reader.header().maxOutputs()).isEqualTo(report.maxOutputs());
        }
        return oracle;
    }

    @Test
    void shouldNotBeginWhileSomebodyElseWritesTheFile(@TempDir final Path parent) throws IOException
    {
        final Path file = parent.resolve("w.tcap");
        final List<Long> progress = new ArrayList<>();
        try (FileChannel other = FileChannel.open(
            CaptureWriter.part(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE))
        {
            other.lock();
            assertThatThrownBy(() -> Workload.write(small(1, WorkloadParameters.AS_NEEDED), file, 1,
                (done, total) -> progress.add(done))).isInstanceOf(CaptureException.class);
            assertThat(progress).as("a caller who cleans up from the first call on").isEmpty();
            assertThat(CaptureWriter.part(file)).exists();
        }
        Workload.write(small(1, WorkloadParameters.AS_NEEDED), file, 1, (done, total) ->
        {
            assertThat(CaptureWriter.part(file)).exists();
            progress.add(done);
        });
        assertThat(progress).startsWith(0L).endsWith(100L);
    }

    private static WorkloadParameters small(final long seed, final long initialOutputs)
    {
        return new WorkloadParameters(
            100, new Shape(1, 2), ACCOUNTS, 1, Shares.NONE, 100_000, initialOutputs, seed);
    }

    private static WorkloadReport write(final WorkloadParameters parameters, final Path file, final int threads)
    {
        return Workload.write(parameters, file, threads, (done, total) ->
        {
            // Nobody looks.
        });
    }

    private static Shape shape(final String text)
    {
        if ("mixed".equals(text))
        {
            return Shape.MIXED;
        }
        final String[] counts = text.split("x");
        return new Shape(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]));
    }
}

package io.timecoin.replay;

import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.PlannedOutcomes;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.SortedSetHash;
import io.timecoin.validator.ValidatorBuilder;
import io.timecoin.workload.Shape;
import io.timecoin.workload.Shares;
import io.timecoin.workload.Workload;
import io.timecoin.workload.WorkloadParameters;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The plan of a workload holds in the real pipeline, whatever the sizes of rings and tables. At low rates ticks fill
 * the file, so that few payments are spread over many decisions.
 */
class WorkloadReplayTest
{
    private static final int ACCOUNTS = 50;
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(120);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # N  | inputs | outputs | depth | invalid | doubles | repeats | rate | table  | rings    | workers
        6000 | 0      | 0       | 6     | 30      | 15      | 15      | 80   | 131072 | standard | 2
        6000 | 0      | 0       | 6     | 30      | 15      | 15      | 80   | 16384  | minimal  | 1
        3000 | 1      | 2       | 100   | 5       | 40      | 10      | 30   | 131072 | small    | 3
        300  | 1      | 2       | 4     | 20      | 20      | 20      | 3    | 16384  | small    | 1
        2000 | 5      | 5       | 3     | 40      | 20      | 20      | 20   | 131072 | standard | 1
        3000 | 1      | 1       | 9     | 60      | 10      | 10      | 1000000 | 131072 | small | 2
        """)
    void shouldEndAsPlanned(
        final int transactions,
        final int inputs,
        final int outputs,
        final int depth,
        final double invalid,
        final double doubleSpends,
        final double repeats,
        final int rate,
        final int tableBlocks,
        final String rings,
        final int workers)
    {
        final WorkloadParameters parameters = new WorkloadParameters(transactions,
            inputs == 0 ? Shape.MIXED : new Shape(inputs, outputs), ACCOUNTS, depth,
            new Shares(invalid, doubleSpends, repeats), rate, WorkloadParameters.AS_NEEDED, depth);
        final Path file = folder.resolve("planned.tcap");
        Workload.write(parameters, file, 2, (done, total) ->
        {
            // Nobody looks.
        });
        final PipelineSettings settings = PipelineSettings.of(SignatureVerifiers::fastest)
            .withTableBlocks(tableBlocks)
            .withRings(sizes(rings))
            .withVerification(workers, 16, SignatureVerifiers::fastest);
        try (CaptureSource source = new CaptureSource(CaptureReader.open(file)))
        {
            assertThat(replay(source, settings)).as(parameters.command()).isEqualTo(source.header().planned());
        }
    }

    private static PlannedOutcomes replay(final CaptureSource source, final PipelineSettings settings)
    {
        final InMemoryUtxoStore store = new InMemoryUtxoStore((int)source.maxOutputs());
        source.forEachOutput(store::put);
        final ReplayPipeline pipeline = new ReplayPipeline(source, store, settings);
        pipeline.start(System.nanoTime());
        final long deadlineNs = System.nanoTime() + MAX_NS;
        while (!pipeline.isDone() && System.nanoTime() < deadlineNs)
        {
            pipeline.doWork(System.nanoTime());
        }
        assertThat(pipeline.isDone()).as("done in time").isTrue();
        final Accounting accounting = Accounting.of(
            source, Long.MAX_VALUE, pipeline.outcomes(), pipeline.validationStats(), pipeline.accepted());
        assertThat(accounting.undecided).isZero();
        return new PlannedOutcomes(
            accounting.accepted, accounting.rejected, accounting.repeats, store.size(), SortedSetHash.of(store));
    }

    private static RingSizes sizes(final String name)
    {
        return switch (name)
        {
            case "standard" -> RingSizes.standard();
            case "small" -> RingSizes.small();
            default -> ValidatorBuilder.minimalRings();
        };
    }
}

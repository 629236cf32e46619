package io.timecoin.cli;

import io.timecoin.capture.CaptureCounts;
import io.timecoin.capture.CaptureCursor;
import io.timecoin.capture.CaptureException;
import io.timecoin.capture.CaptureHeader;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.CaptureRecords;
import io.timecoin.capture.RecordKind;
import io.timecoin.capture.SchemaDecoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code capture info}: what a capture holds, or its records one by one. */
@Command(
    name = "info",
    description = "Tell what a capture file holds, also of one that is cut.",
    mixinStandardHelpOptions = true)
final class CaptureInfoCommand implements Callable<Integer>
{
    private static final double NS_PER_SECOND = 1e9;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Parameters(paramLabel = "FILE", description = "The capture file.")
    private Path file;

    @Option(names = "--records", paramLabel = "N",
        description = "Print the first N records instead, one JSON object a line, as the file's own schema reads them.")
    private Long records;

    @Override
    public Integer call()
    {
        try (CaptureReader reader = CaptureReader.open(file))
        {
            if (records != null)
            {
                printRecords(reader);
            }
            else if (report.isJson())
            {
                ReportOption.printJson(spec.commandLine().getOut(), describe(reader));
            }
            else
            {
                final PrintWriter out = spec.commandLine().getOut();
                final Map<String, Object> fields = describe(reader);
                // A row without a value says nothing: no clock told when it was created, or there is no fault.
                fields.values().removeIf(""::equals);
                fields.forEach((name, value) -> out.printf("%-18s %s%n", name, value));
            }
        }
        return ExitCode.OK;
    }

    private void printRecords(final CaptureReader reader)
    {
        final SchemaDecoder decoder = new SchemaDecoder(reader.schemaIr());
        final PrintWriter out = spec.commandLine().getOut();
        try (CaptureRecords stream = reader.records())
        {
            for (long i = 0; i < records && stream.next(); i++)
            {
                ReportOption.printJson(out, decoder.decode(stream.buffer(), stream.offset(), stream.length()));
            }
        }
    }

    private Map<String, Object> describe(final CaptureReader reader)
    {
        final CaptureHeader header = reader.header();
        final Scan scan = scan(reader);
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("bytes", reader.length());
        fields.put("kind", header.kind().name().toLowerCase(Locale.ROOT));
        fields.put("chain", HexFormat.of().formatHex(header.chainId()));
        fields.put("schema_version", header.schemaVersion());
        fields.put("created", header.createdMs() == 0 ? "" : Instant.ofEpochMilli(header.createdMs()).toString());
        fields.put("producer", header.producer());
        fields.put("begins_with", header.beginsWithGenesis() ? "genesis" : "outputs");
        fields.put("initial_outputs", header.initialOutputs());
        fields.put("max_outputs", header.maxOutputs());
        fields.put("duration_s", scan.durationS());
        fields.put("transactions", scan.counts.transactions());
        fields.put("transaction_bytes", scan.transactionBytes);
        fields.put("ticks", scan.counts.ticks());
        fields.put("controls", scan.counts.controls());
        fields.put("decisions", scan.counts.decisions());
        fields.put("gaps", scan.counts.gaps());
        fields.put("lost_transactions", scan.counts.lostTransactions());
        fields.put("lost_controls", scan.counts.lostControls());
        fields.put("lost_decisions", scan.counts.lostDecisions());
        fields.put("planned", header.planned() != null);
        fields.put("whole", header.isWhole() && scan.fault == null);
        fields.put("fault", scan.fault == null ? "" : scan.fault.reason().code() + " at byte " + scan.fault.offset());
        return fields;
    }

    /** Reads the stream once; a file that ends early is told, not refused. */
    private static Scan scan(final CaptureReader reader)
    {
        final Scan scan = new Scan();
        try (CaptureCursor cursor = reader.cursor())
        {
            try
            {
                while (cursor.next())
                {
                    scan.add(cursor);
                }
                scan.fault = reader.fault();
            }
            catch (final CaptureException ex)
            {
                scan.fault = ex;
            }
            scan.counts = cursor.counts();
        }
        return scan;
    }

    /** What only the stream itself tells. */
    private static final class Scan
    {
        private long firstNs = Long.MAX_VALUE;
        private long lastNs = Long.MIN_VALUE;
        private long transactionBytes;
        private CaptureCounts counts;
        private CaptureException fault;

        private void add(final CaptureCursor cursor)
        {
            if (cursor.kind() == RecordKind.TRANSACTION || cursor.kind() == RecordKind.TICK)
            {
                firstNs = Math.min(firstNs, cursor.stampNs());
                lastNs = Math.max(lastNs, cursor.stampNs());
            }
            transactionBytes += cursor.kind() == RecordKind.TRANSACTION ? cursor.length() : 0;
        }

        private double durationS()
        {
            return lastNs < firstNs ? 0 : Math.round((lastNs - firstNs) / NS_PER_SECOND * 1000) / 1000.0;
        }
    }
}

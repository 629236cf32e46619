package io.timecoin.cli;

import io.timecoin.block.BlockException;
import io.timecoin.block.Evidence;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.node.DataFolder;
import io.timecoin.node.EvidenceFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code inspect evidence}: who said two things for one step, and whether that is true. */
@Command(
    name = "evidence",
    description = {
        "Print evidence of validators that signed two votes or two proposals for one step, and verify its signatures.",
        "Whether the key is a validator's, the chain says: compare it with 'timecoin validator list'.",
        "Exit code 0: all of it is true; 4: some is not; 5: there is none; 6: a file is none, or damaged." },
    mixinStandardHelpOptions = true)
final class InspectEvidenceCommand implements Callable<Integer>
{
    private static final String[] STEPS = { "proposal", "prevote", "precommit" };

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files with evidence.")
    private List<Path> files;

    @Option(names = "--data", paramLabel = "DIR", description = "All that is in a node's data folder.")
    private Path data;

    @Override
    public Integer call()
    {
        if (data == null == (files == null))
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "inspect evidence needs either files or --data DIR");
        }
        final SignatureVerifier verifier = SignatureVerifiers.fastest();
        final List<Map<String, Object>> all = new ArrayList<>();
        boolean areTrue = true;
        for (final Path file : data == null ? files : kept())
        {
            final Evidence evidence = read(file);
            final boolean isTrue = evidence.isSigned(verifier);
            areTrue &= isTrue;
            all.add(describe(file, evidence, isTrue));
        }
        print(all);
        return areTrue ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private List<Path> kept()
    {
        final Path folder = DataFolder.evidence(data);
        try
        {
            if (!Files.isDirectory(data))
            {
                throw new CliException(ExitCode.CONFIGURATION, "there is no folder " + data, "",
                    "name a node's data folder");
            }
            final List<Path> kept = EvidenceFolder.files(folder);
            if (kept.isEmpty())
            {
                throw new CliException(ExitCode.UNREACHABLE, "there is no evidence in " + folder, "",
                    "a node keeps some as soon as a validator contradicts itself");
            }
            return kept;
        }
        catch (final IOException ex)
        {
            throw unreadable(folder, ex);
        }
    }

    private static Evidence read(final Path file)
    {
        try
        {
            return EvidenceFolder.read(file);
        }
        catch (final BlockException ex)
        {
            throw new CliException(ExitCode.CORRUPT, file + " is no evidence, or damaged",
                ex.fault().reason() + ": " + ex.getMessage(), "take the file of another node");
        }
        catch (final IOException ex)
        {
            throw unreadable(file, ex);
        }
    }

    private static CliException unreadable(final Path path, final IOException ex)
    {
        return new CliException(ExitCode.CONFIGURATION, "cannot read " + path, ex.getClass().getSimpleName(),
            "check the path and its rights");
    }

    private static Map<String, Object> describe(final Path file, final Evidence evidence, final boolean isTrue)
    {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("true", isTrue);
        fields.put("reason", isTrue ? "" : "bad_signature");
        fields.put("evidence", Hex.format(evidence.id()));
        fields.put("chain", Hex.format(evidence.chainId()));
        fields.put("validator", evidence.validator());
        fields.put("key", Hex.format(evidence.identity()));
        fields.put("height", evidence.height());
        fields.put("round", evidence.round());
        fields.put("step", STEPS[evidence.step()]);
        return fields;
    }

    private void print(final List<Map<String, Object>> all)
    {
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), Map.of("evidence", all));
            return;
        }
        for (final Map<String, Object> fields : all)
        {
            fields.forEach((name, value) ->
            {
                if (!"".equals(value))
                {
                    spec.commandLine().getOut().printf("%-10s %s%n", name, value);
                }
            });
            spec.commandLine().getOut().println();
        }
    }
}

package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockStore;
import io.timecoin.block.Divergence;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.genesis.GenesisException;
import io.timecoin.node.DataFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.agrona.concurrent.UnsafeBuffer;

/** {@code inspect divergence}: where two nodes of one chain part. */
@Command(
    name = "divergence",
    description = {
        "Find the first block in which two nodes differ, or after which their states do, and the differing output.",
        "Exit code 0: they agree as far as both go; 4: they do not." },
    mixinStandardHelpOptions = true)
final class InspectDivergenceCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Parameters(index = "0", paramLabel = "A", description = "Data folder of one node.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Data folder of another.")
    private Path second;

    @Option(names = "--genesis", paramLabel = "FILE",
        description = "The chain's genesis (default: genesis.sbe in A, if it is there).")
    private Path genesis;

    @Override
    public Integer call()
    {
        try (BlockFiles a = open(first, null); BlockFiles b = open(second, a.chainId()))
        {
            final int from = Math.max(a.firstHeight(), b.firstHeight());
            final int to = Math.min(a.lastHeight(), b.lastHeight());
            if (from > to)
            {
                throw new CliException(ExitCode.UNREACHABLE, "the two nodes keep no block of the same height",
                    "blocks " + a.firstHeight() + " to " + a.lastHeight() + " here, " + b.firstHeight() + " to " +
                        b.lastHeight() + " there", "take a node that keeps older blocks");
            }
            final Genesis chain = genesis(a.chainId());
            final Divergence.Result result = new Divergence(a, b).find((sink) ->
            {
                if (chain != null)
                {
                    chain.forEachOutput(sink::onOutput);
                }
            });
            print(describe(result, a, b));
            return result.kind() == Divergence.Kind.NONE ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }
    }

    private static BlockFiles open(final Path folder, final byte[] chainId)
    {
        final BlockFiles blocks = BlockFiles.openReadOnly(DataFolder.blocks(folder), chainId);
        if (blocks.lastHeight() == BlockStore.NO_HEIGHT)
        {
            blocks.close();
            throw new CliException(ExitCode.UNREACHABLE, "there are no blocks in " + DataFolder.blocks(folder), "",
                "name the data folders of two nodes");
        }
        return blocks;
    }

    private Genesis genesis(final byte[] chainId)
    {
        final Path file = genesis != null ? genesis : first.resolve("genesis.sbe");
        if (genesis == null && !Files.exists(file))
        {
            return null;
        }
        try
        {
            final Genesis read = Genesis.decode(Files.readAllBytes(file));
            if (!Arrays.equals(read.chainId(), chainId))
            {
                throw new CliException(ExitCode.CONFIGURATION, file + " is the genesis of another chain", "",
                    "name the right one with --genesis");
            }
            return read;
        }
        catch (final IOException | GenesisException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, "cannot use the genesis " + file,
                ex instanceof GenesisException ? ex.getMessage() : ex.getClass().getSimpleName(),
                "name the right one with --genesis");
        }
    }

    private static Map<String, Object> describe(
        final Divergence.Result result, final BlockStore first, final BlockStore second)
    {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("differs", result.kind().name().toLowerCase(Locale.ROOT));
        fields.put("compared_from", result.fromHeight());
        fields.put("compared_to", result.toHeight());
        if (result.kind() == Divergence.Kind.NONE)
        {
            return fields;
        }
        fields.put("height", result.height());
        fields.put("block_a", first.commit(result.height()).header().idHex());
        fields.put("block_b", second.commit(result.height()).header().idHex());
        if (result.kind() == Divergence.Kind.STATE)
        {
            fields.put("wrong", name(result.wrong()));
            fields.put("output", result.output() == null ? "no single one explains it" : Hex.format(
                Arrays.copyOf(result.output(), Sha256.LENGTH)) + ":" + index(result.output()));
            fields.put("only_in", name(result.owner()));
        }
        return fields;
    }

    private static int index(final byte[] outpoint)
    {
        return new UnsafeBuffer(outpoint).getShort(Sha256.LENGTH, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    private static String name(final Divergence.Side side)
    {
        return switch (side)
        {
            case FIRST -> "A";
            case SECOND -> "B";
            case UNKNOWN -> "unknown";
        };
    }

    private void print(final Map<String, Object> fields)
    {
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), fields);
            return;
        }
        fields.forEach((name, value) -> spec.commandLine().getOut().printf("%-14s %s%n", name, value));
    }
}

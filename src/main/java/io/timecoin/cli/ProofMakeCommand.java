package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockStore;
import io.timecoin.crypto.Sha256;
import io.timecoin.proof.FinalityProof;
import org.agrona.concurrent.UnsafeBuffer;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code proof make}: the proof for one payment, from the blocks of a node. */
@Command(
    name = "make",
    description = "Write the proof that a payment is final, from the blocks of a node, running or stopped.",
    mixinStandardHelpOptions = true)
final class ProofMakeCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private BlocksOption blocks;
    @Mixin
    private ReportOption report;

    @Parameters(paramLabel = "TXID", description = "The payment's id, 64 hexadecimal digits.")
    private String txid;

    @Option(names = "--out", paramLabel = "FILE", description = "The proof (default: TXID.proof).")
    private Path out;

    @Override
    public Integer call()
    {
        final byte[] id = Hex.parse(spec, "TXID", txid);
        if (id.length != Sha256.LENGTH)
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "TXID has 64 hexadecimal digits, not " + txid.length());
        }
        final Path file = out == null ? Path.of(Hex.format(id) + ".proof") : out;
        try (BlockFiles store = blocks.open(spec))
        {
            final BlockStore.Place place = store.find(new UnsafeBuffer(id), 0, store.firstHeight());
            if (place == null)
            {
                throw new CliException(ExitCode.CHECK_FAILED, "no final block here lists this payment",
                    "blocks " + store.firstHeight() + " to " + store.lastHeight() + " were searched",
                    "wait for its block; or ask a node that keeps older ones");
            }
            final byte[] proof = FinalityProof.of(store, place).encode();
            write(file, proof);
            print(file, proof.length, place);
        }
        return ExitCode.OK;
    }

    private void print(final Path file, final int length, final BlockStore.Place place)
    {
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("file", file.toString());
            json.put("bytes", length);
            json.put("height", place.height());
            json.put("position", place.position());
            ReportOption.printJson(spec.commandLine().getOut(), json);
            return;
        }
        spec.commandLine().getOut().println("wrote " + file + ", " + length + " bytes: payment " + place.position() +
            " of block " + place.height());
    }

    static void write(final Path file, final byte[] bytes)
    {
        try
        {
            Files.write(file, bytes);
        }
        catch (final IOException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, "cannot write " + file, ex.getClass().getSimpleName(),
                "choose another file with --out");
        }
    }
}

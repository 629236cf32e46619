package io.timecoin.cli;

import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.Certificate;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.proof.FinalityProof;
import io.timecoin.proof.ProofVerifier;
import io.timecoin.proof.ValidatorsFile;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code proof verify}: whether a proof is true, by nothing but the validators. */
@Command(
    name = "verify",
    description = {
        "Verify a proof by nothing but the chain's validators; needs no node.",
        "Exit code 0: the payment is final; 4: the proof is not true; 6: the file is no proof, or damaged." },
    mixinStandardHelpOptions = true)
final class ProofVerifyCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Parameters(paramLabel = "FILE", description = "The proof.")
    private Path file;

    @Option(names = "--validators", paramLabel = "FILE", required = true,
        description = "Who votes: the chain's genesis file, or what 'timecoin proof validators' writes.")
    private Path validators;

    @Override
    public Integer call()
    {
        final ValidatorsFile known = ValidatorsOption.read(validators);
        final byte[] bytes = bytes();
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final BlockFault malformed = FinalityProof.check(buffer, 0, bytes.length);
        if (malformed != BlockFault.NONE)
        {
            throw new CliException(ExitCode.CORRUPT, file + " is no proof, or a damaged one", malformed.reason(),
                "make it again with 'timecoin proof make'");
        }
        final FinalityProof proof = FinalityProof.decode(buffer, 0, bytes.length);
        final BlockFault fault = new ProofVerifier(known, SignatureVerifiers.fastest()).verify(proof);
        print(describe(proof, known, fault), fault);
        return fault == BlockFault.NONE ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private byte[] bytes()
    {
        try
        {
            if (Files.size(file) > FinalityProof.MAX_LENGTH)
            {
                throw new CliException(ExitCode.CORRUPT, file + " is no proof", "it is larger than any proof",
                    "make it again with 'timecoin proof make'");
            }
            return Files.readAllBytes(file);
        }
        catch (final IOException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, "cannot read " + file, ex.getClass().getSimpleName(),
                "check the path and its rights");
        }
    }

    private static Map<String, Object> describe(
        final FinalityProof proof, final ValidatorsFile known, final BlockFault fault)
    {
        final BlockHeader header = proof.commit().header();
        final Certificate certificate = proof.commit().certificate();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("final", fault == BlockFault.NONE);
        fields.put("reason", fault == BlockFault.NONE ? "" : fault.reason());
        fields.put("transaction", Hex.format(proof.transactionId()));
        fields.put("chain", Hex.format(header.chainId()));
        fields.put("height", header.height());
        fields.put("block", header.idHex());
        fields.put("position", proof.position());
        fields.put("time", Instant.ofEpochMilli(header.timeMs()).toString());
        fields.put("signers", certificate.count());
        fields.put("validators", known.roster().size());
        return fields;
    }

    private void print(final Map<String, Object> fields, final BlockFault fault)
    {
        if (report.isJson())
        {
            ReportOption.printJson(spec.commandLine().getOut(), fields);
            return;
        }
        fields.forEach((name, value) ->
        {
            if (!name.equals("reason") || fault != BlockFault.NONE)
            {
                spec.commandLine().getOut().printf("%-12s %s%n", name, value);
            }
        });
    }
}

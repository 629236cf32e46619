package io.timecoin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.timecoin.crypto.KeyHash;
import io.timecoin.wallet.KeyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys show}: what everybody may know of a key. */
@Command(
    name = "show",
    description = "Show the public half of a key and its address; takes no passphrase.",
    mixinStandardHelpOptions = true)
final class KeysShowCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;
    @Mixin
    private NetworkOption network;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The key's file.")
    private Path key;

    @Override
    public Integer call()
    {
        print(spec, report, network, key, KeyAccess.read(key));
        return ExitCode.OK;
    }

    static void print(
        final CommandSpec spec,
        final ReportOption report,
        final NetworkOption network,
        final Path path,
        final KeyFile keyFile)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", path.toString());
        fields.put("encrypted", keyFile.isEncrypted());
        fields.put("public_key", Hex.format(keyFile.publicKey()));
        fields.put("key_hash", Hex.format(KeyHash.of(keyFile.publicKey())));
        fields.put("address", network.addressOf(keyFile.publicKey()).toString());
        if (report.isJson())
        {
            ReportOption.printJson(out, fields);
            return;
        }
        fields.forEach((name, value) -> out.printf("%-10s  %s%n", name, value));
    }
}

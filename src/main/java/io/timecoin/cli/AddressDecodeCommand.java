package io.timecoin.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.timecoin.transaction.Address;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code address decode}: what an address says. */
@Command(
    name = "decode",
    description = "Show the network and the key hash of an address.",
    mixinStandardHelpOptions = true)
final class AddressDecodeCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Parameters(paramLabel = "ADDRESS", description = "In lower case, or all in upper case.")
    private String address;

    @Override
    public Integer call()
    {
        final Address decoded = parse();
        final PrintWriter out = spec.commandLine().getOut();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", decoded.toString());
        fields.put("network", NetworkOption.name(decoded.testnet()));
        fields.put("key_hash", Hex.format(decoded.keyHash()));
        if (report.isJson())
        {
            ReportOption.printJson(out, fields);
        }
        else
        {
            fields.forEach((name, value) -> out.printf("%-8s  %s%n", name, value));
        }
        return ExitCode.OK;
    }

    private Address parse()
    {
        try
        {
            return Address.parse(address);
        }
        catch (final IllegalArgumentException e)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}

package io.timecoin.cli;

import io.timecoin.node.ConfigKey;
import io.timecoin.node.Spelling;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code config explain}: what a key means, takes and changes; without a key, all of them in a line each. */
@Command(
    name = "explain",
    description = "Explain one key, or list all of them.",
    mixinStandardHelpOptions = true)
final class ConfigExplainCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "KEY", description = "Such as network.listen, or listen.")
    private String name;

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (name == null)
        {
            for (final ConfigKey key : ConfigKey.values())
            {
                out.printf("%-40s %s%n", key.fullName(), key.description());
            }
            return ExitCode.OK;
        }
        explain(out, find());
        return ExitCode.OK;
    }

    private ConfigKey find()
    {
        final List<String> names = new ArrayList<>();
        for (final ConfigKey key : ConfigKey.values())
        {
            if (key.fullName().equals(name) || key.key().equals(name))
            {
                return key;
            }
            names.add(key.fullName());
            names.add(key.key());
        }
        throw new CommandLine.ParameterException(spec.commandLine(), "unknown key '" + name + "'" +
            Spelling.nearest(name, names).map((right) -> ": did you mean '" + right + "'?").orElse(""));
    }

    private static void explain(final PrintWriter out, final ConfigKey key)
    {
        out.println(key.fullName());
        out.println("  " + key.description());
        out.println("  type:    " + key.typeDescription());
        final String testnet = ConfigKey.render(key.defaultValue(true));
        final String mainnet = ConfigKey.render(key.defaultValue(false));
        out.println("  default: " + switch (key.scope())
        {
            case GENESIS -> "what the genesis says; a file may only repeat it";
            case NODE, LATER -> Objects.equals(testnet, mainnet) ? testnet :
                testnet + " (testnet), " + mainnet + " (mainnet)";
        });
        out.println("  effect:  " + key.effect());
    }
}

package io.timecoin.cli;

import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code config show}: every key, its value and where it came from; the text is itself a configuration. */
@Command(
    name = "show",
    description = "Print what is in force and where each value came from.",
    mixinStandardHelpOptions = true)
final class ConfigShowCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;
    @Mixin
    private ReportOption report;

    @Override
    public Integer call()
    {
        final NodeConfig inForce = ChainFile.read(config.read()).config();
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            ReportOption.printJson(out, json(inForce));
        }
        else
        {
            printText(out, inForce);
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> json(final NodeConfig config)
    {
        final List<Map<String, Object>> settings = new ArrayList<>();
        for (final ConfigKey key : ConfigKey.values())
        {
            final NodeConfig.Setting setting = config.setting(key);
            final Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", key.fullName());
            entry.put("value", setting.value());
            entry.put("source", setting.source().name().toLowerCase(Locale.ROOT));
            entry.put("line", setting.line() == NodeConfig.NULL_LINE ? null : setting.line());
            entry.put("in_effect", key.scope() != ConfigKey.Scope.LATER);
            settings.add(entry);
        }
        final Map<String, Object> report = new LinkedHashMap<>();
        report.put("file", config.file().toAbsolutePath().toString());
        report.put("settings", settings);
        return report;
    }

    private static void printText(final PrintWriter out, final NodeConfig config)
    {
        out.println("# " + config.file().toAbsolutePath());
        String section = "";
        for (final ConfigKey key : ConfigKey.values())
        {
            if (!key.section().equals(section))
            {
                section = key.section();
                out.println();
                out.println("[" + section + "]");
            }
            final NodeConfig.Setting setting = config.setting(key);
            final String effect = key.scope() == ConfigKey.Scope.LATER ? ", no effect in this version" : "";
            out.printf("%-40s # %s%s%n", key.key() + " = " + setting.render(), origin(config, setting), effect);
        }
    }

    private static String origin(final NodeConfig config, final NodeConfig.Setting setting)
    {
        return switch (setting.source())
        {
            case DEFAULT -> "default of " + (config.isTestnet() ? "testnet" : "mainnet");
            case FILE -> "line " + setting.line();
            case GENESIS -> "genesis";
            case PROGRAM -> "set by the program";
        };
    }
}

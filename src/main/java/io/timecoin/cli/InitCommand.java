package io.timecoin.cli;

import io.timecoin.genesis.Genesis;
import io.timecoin.node.NetworkFolders;
import io.timecoin.node.NetworkPlan;
import io.timecoin.node.NodeConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code init}: a new chain with the folder of its only validator, or of each of its validators. */
@Command(
    name = "init",
    description = "Make configuration, genesis and keys of a new chain: one validator (--data) or several (--out).",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer>
{
    private static final int MAX_PORT = 65_535;

    private enum Network
    {
        testnet, mainnet
    }

    private enum Rule
    {
        quorum, sampled
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private ReportOption report;

    @Option(names = "--network", paramLabel = "testnet|mainnet", defaultValue = "testnet",
        description = "Whose defaults apply (default: ${DEFAULT-VALUE}).")
    private Network network = Network.testnet;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of the one validator.")
    private Path data;

    @Option(names = "--validators", paramLabel = "N", description = "Number of validators, a folder each.")
    private Integer validators;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the folders node0, node1, ... come to stand.")
    private Path out;

    @Option(names = "--base-port", paramLabel = "PORT", defaultValue = "24100",
        description = "UDP port of the first validator; the next ones follow (default: ${DEFAULT-VALUE}).")
    private int basePort = 24100;

    @Option(names = "--rule", paramLabel = "quorum|sampled",
        description = "Acceptance rule (default: quorum for up to twice the sample size, else sampled).")
    private Rule rule;

    @Option(names = "--sample-size", paramLabel = "K", description = "Sample size of the sampled rule.")
    private Integer sampleSize;

    @Option(names = "--accounts", paramLabel = "N", defaultValue = "100",
        description = "Accounts of the faucet (default: ${DEFAULT-VALUE}).")
    private int accounts = 100;

    @Option(names = "--outputs", paramLabel = "N", defaultValue = "1000",
        description = "Unspent outputs of each account (default: ${DEFAULT-VALUE}).")
    private long outputs = 1000;

    @Option(names = "--seed", paramLabel = "S",
        description = "For tests: the same chain again. Whoever knows the seed knows every key.")
    private Long seed;

    @Override
    public Integer call()
    {
        checkOptions();
        final NetworkFolders folders = new NetworkFolders(plan());
        final List<Path> written;
        if (data != null)
        {
            folders.writeSingle(data);
            written = List.of(data);
        }
        else
        {
            written = folders.writeAll(out);
        }
        print(folders, written);
        return ExitCode.OK;
    }

    private void checkOptions()
    {
        if (data == null == (out == null))
        {
            throw usage("init needs either --data DIR, or --validators N and --out DIR");
        }
        if (out != null == (validators == null))
        {
            throw usage(out == null ? "--validators needs --out DIR" : "--out needs --validators N");
        }
        requireRange("--validators", count(), 1, Genesis.MAX_VALIDATORS);
        requireRange("--base-port", basePort, 1, MAX_PORT - count() + 1);
        requireRange("--accounts", accounts, 1, Genesis.MAX_ALLOCATIONS);
        requireRange("--outputs", outputs, 1, Genesis.MAX_OUTPUTS);
        if (sampleSize != null)
        {
            requireRange("--sample-size", sampleSize, 1, 1000);
        }
    }

    private NetworkPlan plan()
    {
        final NetworkPlan.FaucetPlan standard = NetworkPlan.FaucetPlan.standard();
        return new NetworkPlan(
            network == Network.testnet,
            count(),
            basePort,
            rule == null ? Genesis.RULE_BY_SIZE : rule == Rule.quorum ? Genesis.RULE_QUORUM : Genesis.RULE_SAMPLED,
            sampleSize == null ? NetworkPlan.NETWORKS_SAMPLE_SIZE : sampleSize,
            seed == null ? new SecureRandom().nextLong() : seed,
            seed != null,
            new NetworkPlan.FaucetPlan(accounts, outputs, standard.amount()));
    }

    private int count()
    {
        return validators == null ? 1 : validators;
    }

    private void print(final NetworkFolders folders, final List<Path> written)
    {
        final PrintWriter writer = spec.commandLine().getOut();
        final String chainId = HexFormat.of().formatHex(folders.genesis().chainId());
        final Path faucet = (data == null ? out : data).resolve(NetworkFolders.FAUCET_KEY);
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("chain_id", chainId);
            json.put("folders", written.stream().map(Path::toString).toList());
            json.put("faucet_key", faucet.toString());
            ReportOption.printJson(writer, json);
            return;
        }
        writer.println("chain " + chainId);
        written.forEach((folder) -> writer.println("validator in " + folder));
        writer.println("first money in " + faucet);
        writer.println("next: timecoin start --config " + written.get(0).resolve(NodeConfig.FILE_NAME) +
            (written.size() > 1 ? ", and so for each" : ""));
    }

    private void requireRange(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw usage(option + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    private CommandLine.ParameterException usage(final String message)
    {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}

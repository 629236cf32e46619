package io.timecoin.cli;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.node.JoiningFolder;
import io.timecoin.node.NetworkFolders;
import io.timecoin.node.NetworkPlan;
import io.timecoin.node.NodeConfig;
import io.timecoin.transaction.Address;
import io.timecoin.transaction.Amounts;
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

/** {@code init}: a new chain with a folder for each of its validators, or the folder of a node that is to join one. */
@Command(
    name = "init",
    description = "Make configuration, genesis and keys of a new chain, of one validator (--data) or several " +
        "(--out); or the folder of a node that is to join a chain (--join).",
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

    @Option(names = "--network", paramLabel = "testnet|mainnet",
        description = "Whose defaults apply (default: testnet).")
    private Network network;

    @Option(names = "--data", paramLabel = "DIR",
        description = "Folder of the one validator, or of the node that is to join.")
    private Path data;

    @Option(names = "--validators", paramLabel = "N", description = "Number of validators, a folder each.")
    private Integer validators;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the folders node0, node1, ... come to stand.")
    private Path out;

    @Option(names = "--base-port", paramLabel = "PORT", defaultValue = "24100",
        description = "UDP port of the first validator; the next ones follow (default: ${DEFAULT-VALUE}).")
    private int basePort = 24100;

    @Option(names = "--bond-unit", paramLabel = "AMOUNT", converter = AmountConverter.class,
        description = "What a validator's unit of weight costs, in TIME; each of the first validators has one unit. " +
            "0: they stay for ever (default: 1000 for four validators or more, else 0).")
    private Long bondUnit;

    @Option(names = "--join", paramLabel = "GENESIS|FOLDER",
        description = "Make the folder of a node that is to join this chain, known by its genesis or a node's " +
            "folder.")
    private Path join;

    @Option(names = "--peers", paramLabel = "HOST:PORT", split = ",",
        description = "With --join: where the chain's validators are (default: as in the node's folder).")
    private List<String> peers;

    @Option(names = "--listen", paramLabel = "ADDRESS:PORT",
        description = "With --join: where the new node is reached (default, if the peers are on this machine: the " +
            "port after theirs).")
    private String listen;

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
        if (join != null)
        {
            return join();
        }
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

    private int join()
    {
        if (data == null)
        {
            throw usage("--join needs --data DIR");
        }
        if (out != null || validators != null || network != null || bondUnit != null || rule != null ||
            sampleSize != null || seed != null)
        {
            throw usage("--join takes the chain as it is: only --data, --peers and --listen go with it");
        }
        final JoiningFolder folder = new JoiningFolder(join, peers == null ? List.of() : peers, listen);
        final KeyPair identity = folder.write(data);
        final Genesis genesis = folder.genesis();
        final String address = Address.ofPublicKey(genesis.testnet(), identity.publicKey()).toString();
        final PrintWriter writer = spec.commandLine().getOut();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("chain_id", HexFormat.of().formatHex(genesis.chainId()));
            json.put("folders", List.of(data.toString()));
            json.put("address", address);
            ReportOption.printJson(writer, json);
            return ExitCode.OK;
        }
        final Path config = data.resolve(NodeConfig.FILE_NAME);
        writer.println("chain " + HexFormat.of().formatHex(genesis.chainId()));
        writer.println("node in " + data + ", identity " + address);
        writer.println("next: timecoin start --config " + config + ", which waits for its bond,");
        writer.println("      and timecoin validator bond --config " + config + " --from KEY, which makes it");
        return ExitCode.OK;
    }

    private void checkOptions()
    {
        if (peers != null || listen != null)
        {
            throw usage("--peers and --listen go with --join");
        }
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
            network != Network.mainnet,
            count(),
            basePort,
            rule == null ? Genesis.RULE_BY_SIZE : rule == Rule.quorum ? Genesis.RULE_QUORUM : Genesis.RULE_SAMPLED,
            sampleSize == null ? NetworkPlan.NETWORKS_SAMPLE_SIZE : sampleSize,
            seed == null ? new SecureRandom().nextLong() : seed,
            seed != null,
            new NetworkPlan.FaucetPlan(accounts, outputs, standard.amount()),
            bondUnit != null ? bondUnit :
                count() < NetworkPlan.MIN_OPEN_VALIDATORS ? NetworkPlan.CLOSED : NetworkPlan.DEFAULT_BOND_UNIT);
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
            json.put("bond_unit", Amounts.format(folders.genesis().bondUnit()));
            ReportOption.printJson(writer, json);
            return;
        }
        writer.println("chain " + chainId);
        written.forEach((folder) -> writer.println("validator in " + folder));
        writer.println("first money in " + faucet);
        writer.println(folders.genesis().bondUnit() == NetworkPlan.CLOSED ? "its validators stay for ever" :
            "others may join for " + Amounts.format(folders.genesis().bondUnit()) + " TIME a unit of weight");
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

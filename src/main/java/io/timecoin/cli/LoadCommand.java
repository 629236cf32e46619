package io.timecoin.cli;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.load.ClientSubmitter;
import io.timecoin.load.Coins;
import io.timecoin.load.LoadProfile;
import io.timecoin.load.LoadReport;
import io.timecoin.load.LoadRun;
import io.timecoin.load.LoadStats;
import io.timecoin.load.PaymentPlan;
import io.timecoin.load.SignedAhead;
import io.timecoin.network.DriverSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.NetworkFolders;
import io.timecoin.node.NodeConfig;
import io.timecoin.wallet.Faucet;
import org.agrona.concurrent.BackoffIdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** {@code load}: open-loop load against the running nodes of a network. */
@Command(
    name = "load",
    description = "Send payments to running nodes at a fixed rate and report what became of them.",
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer>
{
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long MAX_PARK_NS = 200_000L;
    private static final double RAMP_FIRST_TPS = 300;
    private static final double NS_PER_SECOND = 1e9;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;
    @Mixin
    private ReportOption report;
    @Mixin
    private LoadOptions load;
    @Mixin
    private KeyAccess access;

    @Option(names = "--faucet", paramLabel = "FILE",
        description = "Key of the chain's first money (default: faucet.key in or above the node's folder).")
    private Path faucet;

    @Override
    public Integer call() throws IOException
    {
        final LoadProfile profile = load.profile();
        final int clients = load.clients();
        final ChainFile chain = ChainFile.read(config.read());
        final Path key = faucetKey(chain.config());
        final List<KeyPair> accounts = new Faucet(access.open(key).seed()).accountsOf(chain.genesis());
        final SpentMark mark = new SpentMark(key);
        final int spent = mark.read(chain.chainIdHex());
        final int bonded = new SpentMark(key, SpentMark.BONDED_SUFFIX).read(chain.chainIdHex());
        final Coins coins = Coins.ofGenesis(chain.genesis(), accounts).withoutLast(bonded).skip(spent);
        if (coins.initialLeft() < 2)
        {
            throw new CliException(ExitCode.CONFIGURATION, "the faucet has no outputs left to spend",
                accounts.isEmpty() ? key + " is not the faucet of this chain" : spent + " were spent by earlier loads",
                accounts.isEmpty() ? "name the right one with --faucet" : "make a new chain with 'timecoin init'");
        }
        mark.write(chain.chainIdHex(), spent + coins.initialLeft());
        final int before = coins.initialLeft();
        try
        {
            return run(profile, clients, chain, accounts, coins);
        }
        finally
        {
            mark.write(chain.chainIdHex(), spent + before - coins.initialLeft());
        }
    }

    private int run(
        final LoadProfile profile,
        final int clients,
        final ChainFile chain,
        final List<KeyPair> accounts,
        final Coins coins) throws IOException
    {
        final Genesis genesis = chain.genesis();
        final List<String> endpoints = endpoints(chain.config());
        final Path buffers = Files.createTempDirectory("timecoin-load-");
        final PrintWriter err = spec.commandLine().getErr();
        final AtomicReference<Throwable> death = new AtomicReference<>();
        try (EmbeddedDriver driver = EmbeddedDriver.launch(DriverSettings.shared(), buffers, death::set);
            ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal());
            ClientSubmitter submitter =
                new ClientSubmitter(driver, genesis.chainId(), endpoints, clients, (validator) -> true);
            SignedAhead signed = new SignedAhead(new PaymentPlan(genesis.chainId(), accounts, coins, profile)))
        {
            progress.show("connecting to " + endpoints.size() + " validators");
            connect(submitter, endpoints);
            signed.prepare(profile, Runtime.getRuntime().availableProcessors(),
                (count) -> progress.show("signing payments: " + count));
            final LoadRun run = new LoadRun(profile, RAMP_FIRST_TPS, new LoadRun.Ends(signed, submitter, coins),
                System::nanoTime, new BackoffIdleStrategy(1, 1, 1_000, MAX_PARK_NS), progress)
                .abortWhen(() -> death.get() != null);
            run.warmUp();
            final long startNs = System.nanoTime();
            run.send();
            refuseIfDead(death.get());
            final double durationS = (System.nanoTime() - startNs) / NS_PER_SECOND;
            final LoadStats stats = run.settle(SETTLE_NS, () -> true);
            progress.show("");
            return print(new LoadReport(endpoints.size(), lost(submitter, endpoints), durationS, profile.warmUpS(),
                stats, run.warmUpStats(), run.unsent()));
        }
        finally
        {
            Files.deleteIfExists(buffers);
        }
    }

    private static void connect(final ClientSubmitter submitter, final List<String> endpoints)
    {
        if (submitter.awaitConnected(CONNECT_NS))
        {
            return;
        }
        final List<String> missing = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++)
        {
            if (!submitter.isConnected(i))
            {
                missing.add(endpoints.get(i));
            }
        }
        throw new CliException(ExitCode.UNREACHABLE, "cannot reach " + String.join(", ", missing),
            "no session within " + TimeUnit.NANOSECONDS.toSeconds(CONNECT_NS) +
                " s: a node is down, on another chain, or has no place for more clients",
            "start it ('timecoin start'), look at it ('timecoin status'), or take it off the configuration's peers");
    }

    private static List<String> lost(final ClientSubmitter submitter, final List<String> endpoints)
    {
        final List<String> lost = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++)
        {
            if (!submitter.isAlive(i))
            {
                lost.add(endpoints.get(i));
            }
        }
        return lost;
    }

    private int print(final LoadReport result)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            ReportOption.printJson(out, result.toMap());
        }
        else
        {
            out.print(result.toText());
        }
        return result.faults().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static List<String> endpoints(final NodeConfig config)
    {
        final List<String> endpoints = new ArrayList<>();
        endpoints.add(config.text(ConfigKey.LISTEN));
        endpoints.addAll(config.peers());
        return endpoints;
    }

    private Path faucetKey(final NodeConfig config)
    {
        if (faucet != null)
        {
            return faucet;
        }
        final Path folder = config.file().toAbsolutePath().getParent();
        final Path own = folder.resolve(NetworkFolders.FAUCET_KEY);
        final Path above = folder.resolveSibling(NetworkFolders.FAUCET_KEY);
        if (!Files.exists(own) && !Files.exists(above))
        {
            throw new CliException(ExitCode.CONFIGURATION, "there is no key of the chain's first money",
                "neither " + own + " nor " + above + " exists",
                "name it with --faucet; 'timecoin init' writes it where it makes a network");
        }
        return Files.exists(own) ? own : above;
    }

    private static void refuseIfDead(final Throwable death)
    {
        if (death != null)
        {
            throw new CliException(ExitCode.INTERNAL, "the media driver of this process died: " + death.getMessage(),
                "the machine may be starved of time or memory", "run it again with less load on the machine");
        }
    }
}

package io.timecoin.testnet;

import io.timecoin.capture.CaptureExport;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.load.ClientSubmitter;
import io.timecoin.load.Coins;
import io.timecoin.load.LoadProfile;
import io.timecoin.load.LoadRun;
import io.timecoin.load.LoadStats;
import io.timecoin.load.PaymentPlan;
import io.timecoin.load.SignedAhead;
import io.timecoin.load.VerifierSpeed;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.node.NodeException;
import io.timecoin.node.NodeMedia;
import io.timecoin.node.TuningProfile;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoView;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Starts validators, sends them a load, waits until they have settled, and reports. */
public final class Testnet
{
    /** Hears how it goes. */
    public interface Listener extends LoadRun.Progress
    {
        /**
         * A step has begun.
         *
         * @param what it does, for a progress line.
         */
        void onStep(String what);

        /**
         * Something that a user must know now.
         *
         * @param sentence what it is.
         */
        void onNotice(String sentence);
    }

    private static final long READY_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long SETTLE_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(300);
    /** Polls give a pair of rivals up after some seconds, and a block decides it soon after that. */
    private static final long CONTESTED_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long VERIFIER_NS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final double RAMP_START = 0.3;
    /** More than a ramp sends of what the cores could verify: it begins with less, and pauses when it was too much. */
    private static final double RAMP_STOCK = 0.7;
    private static final long MAX_PARK_NS = 200_000L;

    private final TestnetOptions options;
    private final long startNs;
    private final Listener listener;
    private final List<String> events = new ArrayList<>();
    private final boolean[] isLost;
    private final AtomicReference<Throwable> driverDeath = new AtomicReference<>();

    /**
     * A testnet.
     *
     * @param options  of it.
     * @param startNs  when the command began.
     * @param listener hears how it goes.
     */
    public Testnet(final TestnetOptions options, final long startNs, final Listener listener)
    {
        this.options = options;
        this.startNs = startNs;
        this.listener = listener;
        isLost = new boolean[options.validators()];
    }

    /**
     * Runs it.
     *
     * @return what it showed.
     * @throws IOException          if files or ports cannot be had.
     * @throws InterruptedException if interrupted.
     */
    public TestnetReport run() throws IOException, InterruptedException
    {
        try (Workspace workspace = Workspace.open(options.data()))
        {
            listener.onStep("making keys and genesis");
            final TestnetFolders folders = TestnetFolders.make(options, workspace.folder());
            if (!folders.genesis().usesQuorumRule(options.validators()))
            {
                listener.onNotice(SampledNotice.of(options.validators(), folders.genesis().parameters()));
            }
            final TestnetReport report = run(folders, workspace);
            export(folders);
            return report;
        }
    }

    private TestnetReport run(final TestnetFolders folders, final Workspace workspace) throws InterruptedException
    {
        try (EmbeddedDriver driver = NodeMedia.launch(
            tuning(), workspace.folder().resolve("driver"), driverDeath::set);
            Cluster cluster = cluster(folders, driver))
        {
            final Observer observer = new Observer(folders.data(), cluster);
            listener.onStep("starting " + options.validators() + " validators");
            cluster.start();
            awaitReady(cluster, observer);
            return load(folders, driver, cluster, observer);
        }
    }

    private void export(final TestnetFolders folders)
    {
        if (options.capture() != null)
        {
            listener.onStep("exporting what came in");
            final CaptureExport.Result result = CaptureExport.write(folders.data().get(0), options.capture());
            listener.onNotice("what came in at validator 0 is in " + result.file() +
                (result.sentence().isEmpty() ? "" : "; " + result.sentence()));
        }
    }

    private Cluster cluster(final TestnetFolders folders, final EmbeddedDriver driver)
    {
        return options.isProcesses() ? new ProcessCluster(folders.nodes(), options.tuning()) :
            new LocalCluster(folders.nodes(), tuning(), driver);
    }

    private TuningProfile tuning()
    {
        return options.tuning() == null ? TuningProfile.builtIn() : TuningProfile.read(options.tuning());
    }

    private void awaitReady(final Cluster cluster, final Observer observer)
    {
        final long deadlineNs = System.nanoTime() + READY_TIMEOUT_NS;
        while (!observer.isEveryoneReady())
        {
            for (int i = 0; i < options.validators(); i++)
            {
                if (!cluster.isAlive(i))
                {
                    throw new NodeException(NodeException.Kind.UNREACHABLE, "a validator did not start",
                        cluster.lossOf(i), "mend what it says and try again; --data DIR keeps all logs");
                }
            }
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new NodeException(NodeException.Kind.TIMEOUT, "the validators were not ready in time",
                    "not all of them see each other after " + TimeUnit.NANOSECONDS.toSeconds(READY_TIMEOUT_NS) + " s",
                    "check that UDP on 127.0.0.1 is not blocked; --data DIR keeps all logs");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private TestnetReport load(
        final TestnetFolders folders, final EmbeddedDriver driver, final Cluster cluster, final Observer observer)
    {
        final LoadProfile profile = options.load();
        final Coins coins = Coins.ofGenesis(folders.genesis(), folders.accounts());
        final PaymentPlan plan = new PaymentPlan(folders.genesis().chainId(), folders.accounts(), coins, profile);
        final int cores = Runtime.getRuntime().availableProcessors();
        try (SignedAhead signed = new SignedAhead(plan);
            ClientSubmitter submitter = new ClientSubmitter(
                driver, folders.genesis().chainId(), folders.endpoints(), options.clients(), cluster::isAlive))
        {
            final double boundPerS = profile.isRamp() ? verifierPerS() * cores / options.validators() : 0;
            sign(signed, profile, boundPerS);
            connect(submitter);
            final double firstRate = profile.isRamp() ? RAMP_START * boundPerS : profile.rate();
            final Bottleneck.Probe probe = observer.probe();
            final LoadRun run = new LoadRun(profile, firstRate, new LoadRun.Ends(signed, submitter, coins),
                System::nanoTime, new BackoffIdleStrategy(1, 1, 1_000, MAX_PARK_NS), listener);
            run.abortWhen(() -> !watch(cluster));
            run.warmUp();
            probe.start();
            final long loadStartNs = System.nanoTime();
            run.send();
            final double durationS = (System.nanoTime() - loadStartNs) / 1e9;
            final Bottleneck bottleneck = probe.end();
            final LoadStats stats = settle(run, cluster, observer);
            final LoadStats warmUp = run.warmUpStats();
            final long firstNs = warmUp.firstAcceptedNs() == 0 ? stats.firstAcceptedNs() : warmUp.firstAcceptedNs();
            return new TestnetReport(options, folders.genesis().usesQuorumRule(options.validators()) ? "quorum" :
                "sampled", durationS, stats, warmUp, run.unsent(),
                doubleSpends(stats, cluster) + doubleSpends(warmUp, cluster), observer.look(), events,
                firstNs == 0 ? -1 : (firstNs - startNs) / 1e9, bottleneck, profile.isRamp() ? verifierPerS() : 0,
                run.unconfirmed());
        }
    }

    private void sign(final SignedAhead signed, final LoadProfile profile, final double boundPerS)
    {
        final int threads = Runtime.getRuntime().availableProcessors();
        final LongConsumer progress = (count) -> listener.onStep("signing payments: " + count);
        if (profile.isRamp())
        {
            final double seconds = (profile.warmUpNs() + profile.durationNs()) / 1e9;
            signed.prepareRamp((long)(RAMP_STOCK * boundPerS * seconds), threads, progress);
        }
        else
        {
            signed.prepare(profile, threads, progress);
        }
    }

    private static void connect(final ClientSubmitter submitter)
    {
        if (!submitter.awaitConnected(READY_TIMEOUT_NS))
        {
            throw new NodeException(NodeException.Kind.TIMEOUT, "the clients have no session with every validator",
                "none came about in " + TimeUnit.NANOSECONDS.toSeconds(READY_TIMEOUT_NS) + " s",
                "ask for fewer --clients; --data DIR keeps all logs");
        }
    }

    private double verifierPerS()
    {
        listener.onStep("measuring the verifier");
        return VerifierSpeed.perSecond(SignatureVerifiers.fastest(), VERIFIER_NS);
    }

    private LoadStats settle(final LoadRun run, final Cluster cluster, final Observer observer)
    {
        final long[] settledSinceNs = {Long.MAX_VALUE};
        return run.settle(SETTLE_TIMEOUT_NS, () ->
        {
            watch(cluster);
            final long nowNs = System.nanoTime();
            final boolean isSettled = run.unconfirmed() == 0 && observer.isSettled(run.told());
            settledSinceNs[0] = isSettled ? Math.min(nowNs, settledSinceNs[0]) : Long.MAX_VALUE;
            // Double spends may still be decided: agreement counts once it has lasted.
            return isSettled && nowNs - settledSinceNs[0] >= (hasUndecided(run) ? CONTESTED_NS : QUIET_NS);
        });
    }

    /** Whether pairs of rivals wait for polls or blocks; with a lost validator some may wait for ever. */
    private boolean hasUndecided(final LoadRun run)
    {
        boolean isAnyLost = false;
        for (final boolean isGone : isLost)
        {
            isAnyLost |= isGone;
        }
        return !isAnyLost && (run.stats().doubleSpendsAttempted() > run.stats().decidedPairs() ||
            run.warmUpStats().doubleSpendsAttempted() > run.warmUpStats().decidedPairs());
    }

    /** Notices lost validators; false once nobody is left. */
    private boolean watch(final Cluster cluster)
    {
        if (driverDeath.get() != null)
        {
            throw new IllegalStateException("the media driver died", driverDeath.get());
        }
        int alive = 0;
        for (int i = 0; i < isLost.length; i++)
        {
            if (!isLost[i] && !cluster.isAlive(i))
            {
                isLost[i] = true;
                events.add(cluster.lossOf(i));
                listener.onNotice(cluster.lossOf(i));
            }
            alive += isLost[i] ? 0 : 1;
        }
        return alive > 0;
    }

    /** What outcomes said, or, where the unspent outputs can be seen, what became of both halves. */
    private long doubleSpends(final LoadStats stats, final Cluster cluster)
    {
        long found = 0;
        for (final LoadStats.Pair pair : stats.pairs())
        {
            found += isAnywhere(pair.id(), cluster) && isAnywhere(pair.rivalId(), cluster) ? 1 : 0;
        }
        return Math.max(found, stats.bothAccepted());
    }

    private boolean isAnywhere(final byte[] transactionId, final Cluster cluster)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(TransactionBuilder.outpoint(transactionId, 0));
        final UtxoEntry entry = new UtxoEntry();
        for (int i = 0; i < options.validators(); i++)
        {
            final UtxoView view = cluster.utxo(i);
            if (view != null && view.get(outpoint, 0, entry))
            {
                return true;
            }
        }
        return false;
    }
}

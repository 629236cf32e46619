package io.timecoin.node;

import io.timecoin.block.BlockHeader;
import io.timecoin.capture.CaptureSink;
import io.timecoin.capture.Recorder;
import io.timecoin.consensus.AcceptanceTrace;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.SignatureSelfTest;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.finality.ChainConflict;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.metrics.CountersView;
import io.timecoin.network.AeronTransport;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.network.NetworkLimits;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.Halt;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.StageAgent;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.utxo.UtxoView;
import io.timecoin.validator.Validator;
import io.timecoin.validator.ValidatorLimits;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One running validator: files, sockets and threads around a {@link Validator}. It opens everything in an order in
 * which each step can still refuse, stops gracefully within five seconds, and halts in one way.
 */
public final class Node implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long BLOCKS_LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long DRAIN_LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long DRAIN_POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long JOIN_LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long BYTES_PER_MB = 1_000_000;

    /**
     * What a node shares with others in its process.
     *
     * @param name   prefix of its threads; empty for the only node.
     * @param driver the process's media driver; null to start one.
     * @param onHalt told once, on the thread that failed, if the node stops by itself.
     * @param isEnding whether a node that waits for its place is to give up.
     */
    public record Surroundings(
        String name, EmbeddedDriver driver, Consumer<HaltReport> onHalt, BooleanSupplier isEnding)
    {
        /**
         * Those of a node that waits for its place as long as it takes.
         *
         * @param name   prefix of its threads; empty for the only node.
         * @param driver the process's media driver; null to start one.
         * @param onHalt told once, on the thread that failed, if the node stops by itself.
         */
        public Surroundings(final String name, final EmbeddedDriver driver, final Consumer<HaltReport> onHalt)
        {
            this(name, driver, onHalt, () -> false);
        }
    }

    /** Something that is open. */
    private record Part(String name, AutoCloseable resource)
    {
    }

    private final Surroundings surroundings;
    private final Halt halt = new Halt(this::onHalt);
    /** What to close, the last opened first: whatever has a state to save. */
    private final Deque<Part> opened = new ArrayDeque<>();
    /** What to close after that, the last opened first: a driver that hangs must not cost the state. */
    private final Deque<Part> media = new ArrayDeque<>();
    private final List<AgentThread> threads = new ArrayList<>();
    private final DataFolder data;
    private byte[] chainId;
    private Counters counters;
    private CountersView view;
    private UtxoStore store;
    private Validator validator;
    private AcceptanceLog log;
    private Housekeeping housekeeping;
    private String endpoint;
    private int place;
    private boolean isRestart;
    private boolean leavesNoVote;
    private final StopSteps steps = new StopSteps();
    private volatile boolean isSaved;
    private boolean isStarted;
    private boolean isClosed;

    private Node(final DataFolder data, final Surroundings surroundings)
    {
        this.data = data;
        this.surroundings = surroundings;
    }

    /**
     * Opens everything that a node needs; nothing runs yet. A node that is to join, and whose blocks do not say yet
     * that it has, waits here until its bond is final.
     *
     * @param chain        genesis and configuration.
     * @param tuning       threads and sizes.
     * @param surroundings what it shares.
     * @return ready to start; to be closed even if it never is; null if it was to end before it had a place.
     * @throws NodeException if anything refuses; nothing stays open then.
     */
    public static Node open(final ChainFile chain, final TuningProfile tuning, final Surroundings surroundings)
    {
        final int self = chain.selfIndex();
        final Node node = new Node(DataFolder.open(chain.config().path(ConfigKey.DATA)), surroundings);
        try
        {
            if (node.openAll(chain, tuning, self))
            {
                return node;
            }
            node.closeOpened();
            return null;
        }
        catch (final OutOfMemoryError ex)
        {
            node.closeOpened();
            throw new NodeException(NodeException.Kind.CONFIGURATION, "there is not enough memory for this node",
                ex.getMessage() + "; the transaction table and the rings are allocated at the start",
                "lower pool.size_mb or storage.cache_size_mb, or allow more with " +
                    "'java -Xmx… -XX:MaxDirectMemorySize=…'");
        }
        catch (final RuntimeException ex)
        {
            node.closeOpened();
            throw ex;
        }
    }

    /**
     * Starts the threads; the node becomes ready once enough of the others are connected.
     *
     * @throws InterruptedException if the calling thread is interrupted.
     */
    public void start() throws InterruptedException
    {
        data.markOpenVotes();
        isStarted = true;
        threads.forEach(AgentThread::start);
        log.start();
        opened.push(new Part("log", log));
        housekeeping.start();
        opened.push(new Part("housekeeping", housekeeping));
        for (final AgentThread thread : threads)
        {
            thread.awaitPinning();
        }
        if (!halt.isHalted())
        {
            counters.check(Check.RUNNING, 1, 1);
        }
    }

    /**
     * Whether the node takes and accepts payments.
     *
     * @return as {@code status} says it.
     */
    public boolean isReady()
    {
        return view.isReady();
    }

    /**
     * Why the node stopped by itself.
     *
     * @return null if it has not.
     */
    public HaltReport haltReport()
    {
        return halt.isHalted() ? HaltReport.of(halt.reason()) : null;
    }

    /**
     * Where the node listens.
     *
     * @return host:port.
     */
    public String endpoint()
    {
        return endpoint;
    }

    /**
     * Which validator this is.
     *
     * @return its index, for ever.
     */
    public int place()
    {
        return place;
    }

    /**
     * What the node counts.
     *
     * @return live.
     */
    public CountersView counters()
    {
        return view;
    }

    /**
     * The unspent outputs, until the node is closed.
     *
     * @return safe to read on any thread.
     */
    public UtxoView utxo()
    {
        return store;
    }

    /**
     * Whether votes may be open that an earlier process gave: such a node first only answers what it knows.
     *
     * @return false at the first start, and after a stop that left nothing undecided.
     */
    public boolean isRestart()
    {
        return isRestart;
    }

    /**
     * Stops: readiness fails first, intake stops, what is on its way goes through, what is decided is applied, and the
     * set of unspent outputs is closed with its mark; then the media and the folder are given up.
     */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        isClosed = true;
        if (isStarted)
        {
            steps.begin("blocks", System.nanoTime());
            awaitBlocks();
        }
        steps.begin("pipeline", System.nanoTime());
        validator.quiesce();
        if (isStarted)
        {
            awaitDrained();
        }
        counters.check(Check.RUNNING, 0, 1);
        steps.begin("threads", System.nanoTime());
        threads.forEach(AgentThread::stop);
        if (joinAll())
        {
            validator.close();
            leavesNoVote = isStarted && !halt.isHalted() && validator.openVotes() == 0;
            if (!halt.isHalted())
            {
                steps.begin("leftover", System.nanoTime());
                leave();
            }
            closeOpened();
        }
        else
        {
            // A thread that does not end may still write: to unmap the files under it would crash the process.
            LOG.error("a thread does not end; the data folder is left as after a crash");
        }
        steps.end(System.nanoTime());
    }

    /** Whether a stop has come so far that ending the process loses nothing; false for good if a part did not close. */
    boolean isSaved()
    {
        return isSaved;
    }

    /** How far a stop has come. */
    StopSteps steps()
    {
        return steps;
    }

    /** The one way to halt, which all agents share. */
    Halt halt()
    {
        return halt;
    }

    /** Returns false if the node was to end before it had a place. */
    private boolean openAll(final ChainFile chain, final TuningProfile tuning, final int ofGenesis)
    {
        // Closed after the unspent outputs, and while the folder is still this process's own.
        opened.push(new Part("votes", this::closeVotes));
        SignatureSelfTest.run(SignatureVerifiers.fastest());
        final NodeConfig config = chain.config();
        final Genesis genesis = chain.genesis();
        chainId = genesis.chainId();

        isRestart = data.mayHaveOpenVotes();
        final SecureRandom random = new SecureRandom();
        final boolean isNew = !ChronicleUtxoStore.exists(data.utxo());
        final NodeBlocks blocks = NodeBlocks.open(
            data, genesis, chain.identity(), times(config), random.nextLong());
        opened.push(new Part("block files", blocks));
        createCounters(tuning);
        final EmbeddedDriver driver = driver(tuning);
        final Membership membership = FinalitySettings.membership(genesis, blocks.store());
        place = ofGenesis != Identities.NO_PLACE ? ofGenesis : placeOf(chain.identity().publicKey(), membership);
        if (place == Identities.NO_PLACE)
        {
            counters.set(Counter.PLACE, place);
            place = PlaceSearch.find(
                chain, driver, random.nextLong(), () -> surroundings.isEnding().getAsBoolean() || halt.isHalted());
            if (halt.isHalted())
            {
                throw new NodeException(NodeException.Kind.UNREACHABLE, "this node cannot ask for its place any more",
                    HaltReport.of(halt.reason()).what(), "start it again");
            }
            if (place == Identities.NO_PLACE)
            {
                return false;
            }
        }
        counters.set(Counter.PLACE, place);
        final ValidatorRoster voters = membership.roster(membership.height() + 1);
        counters.set(Counter.WEIGHT, place < voters.size() ? voters.set().weight(place) : 0);
        final Leftover leftover = data.takeLeftover(genesis.chainId());
        store = NodeStore.open(data.utxo(), genesis, config.integer(ConfigKey.UTXO_CAPACITY),
            config.integer(ConfigKey.CACHE_SIZE_MB) << 20, blocks.store(), leftover.height());
        opened.push(new Part("unspent outputs", store));
        final AeronTransport transport =
            NodeMedia.listen(driver, tuning.terms(), config.text(ConfigKey.LISTEN));
        media.push(new Part("transport", transport));
        endpoint = transport.endpoint();
        final Recorder recorder = recorder(config, genesis, driver);
        opened.push(new Part("recorder", recorder));
        final CaptureSink recordAtOnce = config.isTrue(ConfigKey.CAPTURE_ENABLED) ?
            recorder.begin(isNew, System.currentTimeMillis()) : null;
        final AcceptanceTrace trace = AcceptanceLog.traceIfLogged();
        log = new AcceptanceLog(surroundings.name(), trace, view);
        validator = Validator.builder()
            .genesis(genesis)
            .self(place)
            .identity(chain.identity().publicKey())
            .limits(limits(config, tuning))
            .store(store)
            .transport(transport, endpoint, config.peers())
            .counters(counters)
            .secrets(random.nextLong(), random.nextLong())
            .restart(isRestart)
            .acceptanceTrace(trace)
            .capture(recordAtOnce)
            .blocks(blocks.of(place), BlockHeader.MAX_TRANSACTIONS)
            .membership(membership)
            .resumeAfter(blocks.store().lastHeight(), leftover.payments())
            .build();
        recorder.stage(validator.capture());
        housekeeping = new Housekeeping(surroundings.name(), recorder, blocks);
        makeThreads(tuning);
        return true;
    }

    private void createCounters(final TuningProfile tuning)
    {
        final CounterNames names = Validator.counterNames(tuning.verify().workers());
        final UnsafeBuffer buffer = data.createCounters(Counters.requiredLength(names));
        counters = new Counters(buffer, names);
        view = new CountersView(buffer);
        counters.check(Check.RUNNING, 0, 1);
        counters.set(Counter.START_TIME_MS, System.currentTimeMillis());
        counters.set(Counter.PID, ProcessHandle.current().pid());
    }

    private EmbeddedDriver driver(final TuningProfile tuning)
    {
        if (surroundings.driver() != null)
        {
            return surroundings.driver();
        }
        final EmbeddedDriver driver = NodeMedia.launch(tuning, data.aeron(), halt);
        media.push(new Part("media driver", driver));
        return driver;
    }

    private static BftParameters times(final NodeConfig config)
    {
        final long intervalNs = TimeUnit.MILLISECONDS.toNanos(config.integer(ConfigKey.BLOCK_INTERVAL_MS));
        return BftParameters.DEFAULT.withIntervals(
            intervalNs, Math.max(intervalNs, BftParameters.DEFAULT.idleIntervalNs()));
    }

    private static int placeOf(final byte[] identity, final Membership membership)
    {
        for (int i = 0; i < membership.places(); i++)
        {
            if (Arrays.equals(membership.identity(i), identity))
            {
                return i;
            }
        }
        return Identities.NO_PLACE;
    }

    private Recorder recorder(final NodeConfig config, final Genesis genesis, final EmbeddedDriver driver)
    {
        return new Recorder(new Recorder.Settings(data.captures(), config.integer(ConfigKey.CAPTURE_MAX_BYTES), genesis,
            driver.aeron().context().aeronDirectoryName()), store, counters);
    }

    private void makeThreads(final TuningProfile tuning)
    {
        final Map<String, Agent> agents = new LinkedHashMap<>();
        for (final Validator.NamedCycle agent : validator.agents())
        {
            agents.put(agent.name(), new StageAgent(
                agent.name(), agent.cycle(), SystemNanoClock.INSTANCE, counters.agent(agent.name()), halt));
        }
        for (final TuningProfile.ThreadProfile thread : tuning.threads())
        {
            // A node that makes no blocks has no agent for them.
            final List<Agent> own = thread.agents().stream().map(agents::get).filter(Objects::nonNull).toList();
            if (!own.isEmpty())
            {
                threads.add(new AgentThread(surroundings.name(), thread, own, halt));
            }
        }
    }

    private static ValidatorLimits limits(final NodeConfig config, final TuningProfile tuning)
    {
        final NetworkLimits standard = config.isTestnet() ? NetworkLimits.testnet() : NetworkLimits.mainnet();
        final NetworkLimits network = standard
            .withMaxClients((int)config.integer(ConfigKey.MAX_CLIENTS))
            .withTransactionsPerSecond((int)config.integer(ConfigKey.RATE_LIMIT_TX))
            .withMaxMessageBytes((int)config.integer(ConfigKey.MAX_MESSAGE_SIZE))
            .withIdleTimeoutNs(TimeUnit.MILLISECONDS.toNanos(config.integer(ConfigKey.IDLE_TIMEOUT_MS)));
        final long poolBytes = config.integer(ConfigKey.POOL_SIZE_MB) * BYTES_PER_MB;
        final int blocks = (int)Math.min(TransactionTable.MAX_BLOCKS, poolBytes / TransactionTable.BLOCK_LENGTH);
        return ValidatorLimits.standard()
            .withRings(tuning.rings())
            .withVerification(tuning.verify().workers(), tuning.verify().batch())
            .withTableBlocks(blocks)
            .withNetwork(network)
            .withTimeouts(
                TimeUnit.MILLISECONDS.toNanos(config.integer(ConfigKey.LOCK_TIMEOUT_MS)),
                TimeUnit.MILLISECONDS.toNanos(config.integer(ConfigKey.QUERY_TIMEOUT_MS)));
    }

    /** On the thread that failed: readiness first, then the one line that an operator needs, then everything else. */
    private void onHalt(final Halt.Reason reason)
    {
        if (counters != null)
        {
            counters.check(Check.RUNNING, 0, 1);
        }
        final HaltReport report = HaltReport.of(reason);
        final Path details = data.writeHaltLog(reason.agent(), reason.cause());
        if (reason.cause() instanceof ChainConflict conflict)
        {
            data.writeConflict(conflict.commit());
        }
        LOG.atError()
            .addKeyValue("agent", report.agent())
            .addKeyValue("reason", report.what())
            .addKeyValue("next", report.next())
            .addKeyValue("details", details)
            .log("halted");
        surroundings.onHalt().accept(report);
    }

    /** What clients were told is accepted should be in a block before this node leaves; the others go on. */
    private void awaitBlocks()
    {
        validator.stopIntake();
        final long startNs = System.nanoTime();
        while (!halt.isHalted() && validator.unlisted() > 0 && System.nanoTime() - startNs < BLOCKS_LIMIT_NS)
        {
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
    }

    /** Brings the outputs to the state of the last block, and keeps what is accepted beyond it for the next start. */
    private void leave()
    {
        final List<byte[]> payments = new ArrayList<>();
        final long height = validator.rollBackToBlock(payments::add);
        if (height == Validator.NO_HEIGHT)
        {
            LOG.warn("a block is half applied; the next start makes the unspent outputs anew of the blocks");
            return;
        }
        Collections.reverse(payments);
        data.leave(new Leftover(height, payments), chainId);
    }

    private void awaitDrained()
    {
        final long startNs = System.nanoTime();
        while (!halt.isHalted() && !validator.isDrained())
        {
            if (System.nanoTime() - startNs > DRAIN_LIMIT_NS)
            {
                LOG.warn("what is on its way did not go through in time; it was not decided");
                return;
            }
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
    }

    private boolean joinAll()
    {
        final long deadlineNs = System.nanoTime() + JOIN_LIMIT_NS;
        boolean allEnded = true;
        for (final AgentThread thread : threads)
        {
            allEnded &= thread.join(deadlineNs);
        }
        return allEnded;
    }

    private void closeVotes()
    {
        if (leavesNoVote)
        {
            data.clearOpenVotes();
        }
    }

    private void closeOpened()
    {
        isSaved = closeAll(opened);
        closeAll(media);
        close(new Part("data folder", data));
    }

    private boolean closeAll(final Deque<Part> parts)
    {
        boolean isClean = true;
        while (!parts.isEmpty())
        {
            isClean &= close(parts.pop());
        }
        return isClean;
    }

    private boolean close(final Part part)
    {
        steps.begin(part.name(), System.nanoTime());
        try
        {
            part.resource().close();
            return true;
        }
        catch (final Exception ex)
        {
            LOG.atError().addKeyValue("part", part.name()).addKeyValue("reason", ex.getMessage())
                .log("did not close");
            return false;
        }
    }
}

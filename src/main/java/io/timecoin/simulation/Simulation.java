package io.timecoin.simulation;

import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.Validator;
import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A whole network in the calling thread: validators with all their stages, clients, a virtual network between them
 * and a virtual clock. The same settings give the same course, to the last frame.
 */
public final class Simulation
{
    /** Validators find each other before clients begin. */
    static final long START_NS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final int PHASES = 4;
    private static final long PHASE_NS = TimeUnit.MICROSECONDS.toNanos(250);
    private static final long CLIENT_WAY_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(4);
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MIN_CAPACITY = 256;
    private static final long EPOCH_MS = 1_700_000_000_000L;
    // Validators look up no names for strangers.
    private static final String CLIENT_ENDPOINT = "10.0.0.1:1";

    private final SimulationSettings settings;
    private final Workload workload;
    private final VirtualNetwork network;
    private final AcceptanceLog log = new AcceptanceLog();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Violations violations = new Violations();
    private final ChainOracle oracle;
    private final ValidatorNodes validators;
    private final long[] fingerprints;
    private final long[] clockJumpsMs;
    private final VirtualClient client;
    private final String course;
    private final boolean isContestExcused;
    private long quietNs;

    /**
     * A network at time 0.
     *
     * @param settings what it is to be.
     */
    public Simulation(final SimulationSettings settings)
    {
        this(settings, null);
    }

    Simulation(final SimulationSettings settings, final ValidatorNodes.Rules rules)
    {
        this.settings = settings;
        final SplitMix random = new SplitMix(settings.seed());
        workload = new Workload(settings, random.split(), START_NS);
        network = new VirtualNetwork(settings.validators(), settings.betweenValidators(),
            LinkConditions.reliable(CLIENT_WAY_NS, 0), random.split());
        fingerprints = new long[settings.validators()];
        clockJumpsMs = new long[settings.validators()];
        oracle = settings.blocks() ? new ChainOracle(workload.genesis(), violations) : null;
        final String[] endpoints = new String[settings.validators()];
        final VirtualTransport[] transports = new VirtualTransport[endpoints.length];
        for (int i = 0; i < endpoints.length; i++)
        {
            endpoints[i] = "validator-" + i + ":1";
            transports[i] = network.join(endpoints[i]);
        }
        validators = new ValidatorNodes(workload.genesis(), List.of(endpoints), rules, random.split());
        for (int i = 0; i < endpoints.length; i++)
        {
            final SimulatedBlocks blocks = settings.blocks() ? blocks(i, random.next()) : null;
            nodes.add(new SimulatedNode(life(i, transports[i], blocks, false), blocks, random.nextInt(PHASES)));
        }
        final byte[] name = new byte[Txid.LENGTH];
        random.fill(name);
        client = new VirtualClient(network.join(CLIENT_ENDPOINT), workload.genesis().chainId(), endpoints, name);
        quietNs = START_NS + settings.spreadNs();
        final String liars =
            FaultyValidators.place(settings, network, workload, random.split(), quietNs + LATE_NS);
        final FaultPlan plan = FaultPlan.make(settings, this, random);
        quietNs = Math.max(quietNs, plan.lastNs());
        isContestExcused = plan.crashed() >= 0 && isTooMuch(plan.crashed());
        course = "Byzantine [" + liars + "], " + plan.course();
        for (final SimulatedPayment payment : workload.payments())
        {
            log.expect(payment);
            network.at(payment.submitNs(), () -> client.submit(payment));
            if (settings.faults().contains(Fault.CRASH) && settings.blocks())
            {
                network.at(payment.submitNs() + AGAIN_NS, () -> submitAgain(payment, payment.validator() + 1));
            }
        }
        if (settings.blocks())
        {
            network.tap(new SignedOnce(settings::isHonest, violations)::onFrame);
        }
    }

    /**
     * Lets the network run until everything is decided, or until the bound.
     *
     * @return what became of it.
     */
    public SimulationReport run()
    {
        final long boundNs = quietNs + settings.boundNs();
        long contestEndNs = Long.MAX_VALUE;
        while (network.nowNs() < Math.min(boundNs, contestEndNs) && violations.isEmpty())
        {
            runUntil(network.nowNs() + TimeUnit.MILLISECONDS.toNanos(10));
            if (!settings.blocks() && network.nowNs() >= quietNs && contestEndNs == Long.MAX_VALUE && isDone(false))
            {
                contestEndNs = network.nowNs() + settings.contestNs();
            }
            if (network.nowNs() >= quietNs && (settings.blocks() ? isFinal() : isDone(true)))
            {
                break;
            }
        }
        return report();
    }

    /**
     * Lets the network run for a while.
     *
     * @param untilNs time of the clock at which to stop.
     */
    void runUntil(final long untilNs)
    {
        while (network.nowNs() < untilNs)
        {
            network.advance(network.nowNs() + PHASE_NS);
            final long nowNs = network.nowNs();
            final int phase = (int)(nowNs / PHASE_NS % PHASES);
            violations.time(nowNs);
            for (int i = 0; i < nodes.size(); i++)
            {
                if (nodes.get(i).phase() == phase)
                {
                    halted(i, nodes.get(i).doWork(nowNs));
                }
            }
            if (phase == 0)
            {
                client.doWork(nowNs);
            }
        }
    }

    /** Ends a validator's life; of what it had not forced to disk only the first part is written. */
    void crash(final int validator, final int kept)
    {
        final SimulatedNode node = nodes.get(validator);
        if (!node.isDown())
        {
            node.end();
            network.leave(node.transport());
            node.blocks().crash(kept);
        }
    }

    /** Begins a validator's next life, with nothing but its own votes and what all know from the beginning. */
    void restart(final int validator)
    {
        final SimulatedNode node = nodes.get(validator);
        fingerprints[validator] = 0;
        node.begin(life(validator, network.joinAgain(node.transport()), node.blocks(), true));
    }

    /** Changes a validator's wall clock. */
    void jump(final int validator, final long jumpMs)
    {
        clockJumpsMs[validator] += jumpMs;
    }

    SimulatedNode node(final int validator)
    {
        return nodes.get(validator);
    }

    /** Ends all nodes. */
    void close()
    {
        nodes.forEach((node) -> node.validator().close());
    }

    VirtualNetwork network()
    {
        return network;
    }

    AcceptanceLog log()
    {
        return log;
    }

    Workload workload()
    {
        return workload;
    }

    /** Submits at once what the workload did not plan. */
    void submit(final SimulatedPayment payment)
    {
        log.expect(payment);
        client.submit(payment);
    }

    SimulationReport report()
    {
        final SimulationReport report = new SimulationReport(settings, workload.payments(), log.conflicts(),
            network.counts(), client.verdicts(), network.nowNs());
        report.course(course);
        report.events(network.events() + nodes.stream().mapToLong(SimulatedNode::wakings).sum());
        if (settings.blocks())
        {
            reportBlocks(report);
        }
        else
        {
            reportAcceptances(report);
            compareStates(report);
        }
        violations.lines().forEach(report::problem);
        return report;
    }

    private void reportAcceptances(final SimulationReport report)
    {
        for (final SimulatedPayment payment : workload.payments())
        {
            if (!payment.isContested() && payment.acceptances() != settings.honest())
            {
                report.problem(payment + " was accepted by " + payment.acceptances() + " of " + settings.honest() +
                    " honest validators");
            }
            // With liars about, a strong minority may stay alone until a block decides.
            if (payment.isContested() && settings.byzantine() == 0 && payment.acceptances() != 0 &&
                payment.acceptances() != settings.honest())
            {
                report.problem(payment + " was accepted by " + payment.acceptances() + " of " + settings.honest() +
                    " validators and no more");
            }
        }
    }

    /** What was noticed on the way explains the rest; if nothing was, all must be final, and sets as they should be. */
    /** Nobody honest ever contradicts itself, restarts included. */
    private void requireHonestUncaught(final SimulationReport report)
    {
        for (int i = 0; i < settings.honest(); i++)
        {
            for (int other = 0; other < settings.honest(); other++)
            {
                if (nodes.get(i).blocks().stage().against(other) != null)
                {
                    report.problem("validator " + i + " has evidence against honest validator " + other);
                }
            }
        }
    }

    private void reportBlocks(final SimulationReport report)
    {
        requireHonestUncaught(report);
        report.height(oracle.height());
        if (!violations.isEmpty() || !log.conflicts().isEmpty())
        {
            return;
        }
        for (int i = 0; i < settings.honest(); i++)
        {
            final SimulatedBlocks blocks = nodes.get(i).blocks();
            boolean isAllFinal = true;
            for (final SimulatedPayment payment : workload.payments())
            {
                final boolean isRivalFinal = payment.rival() != null && blocks.isFinal(payment.rival().txid());
                isAllFinal &= !isExcused(payment);
                if (blocks.isFinal(payment.txid()) == isRivalFinal && !isExcused(payment))
                {
                    isAllFinal = false;
                    report.problem(payment + (isRivalFinal ? " and its rival are both final" : " is not final") +
                        " at validator " + i + ", of height " + blocks.height() + " of " + oracle.height());
                }
            }
            if (isAllFinal)
            {
                oracle.compareSet(i, blocks.height(), nodes.get(i).store());
            }
        }
    }

    /** Whether everything is final everywhere that must be. */
    private boolean isFinal()
    {
        for (int i = 0; i < settings.honest(); i++)
        {
            final SimulatedBlocks blocks = nodes.get(i).blocks();
            for (final SimulatedPayment payment : workload.payments())
            {
                if (!blocks.isFinal(payment.txid()) &&
                    (payment.rival() == null || !blocks.isFinal(payment.rival().txid())) && !isExcused(payment))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private void halted(final int validator, final RuntimeException ex)
    {
        if (ex != null && settings.isHonest(validator))
        {
            violations.add("validator " + validator + " halted: " + ex + " at " +
                (ex.getStackTrace().length == 0 ? "?" : ex.getStackTrace()[0]));
        }
    }

    /**
     * Until marks are on disk, a validator that forgot its own says nothing more about payments in conflict that it
     * saw before it had heard of all again. If with it a third is faulty, nobody may be able to decide them: then it is
     * not promised that one of a pair becomes final, but still that whichever does is final everywhere, and that
     * everything else is in time.
     */
    private boolean isTooMuch(final int crashed)
    {
        long total = 0;
        long faulty = settings.weight(crashed);
        for (int i = 0; i < settings.validators(); i++)
        {
            total += settings.weight(i);
            faulty += settings.isHonest(i) ? 0 : settings.weight(i);
        }
        return 3 * faulty >= total;
    }

    private boolean isExcused(final SimulatedPayment payment)
    {
        return isContestExcused && payment.isContested() && !oracle.isFinal(payment.txid()) &&
            !oracle.isFinal(payment.rival().txid());
    }

    /** A wallet that hears nothing asks elsewhere: the first to be asked may have forgotten all. */
    private void submitAgain(final SimulatedPayment payment, final int validator)
    {
        final boolean isRivalFinal = payment.rival() != null && oracle.isFinal(payment.rival().txid());
        if (!oracle.isFinal(payment.txid()) && !isRivalFinal)
        {
            client.submit(payment, validator % settings.honest());
            network.at(network.nowNs() + AGAIN_NS, () -> submitAgain(payment, validator + 1));
        }
    }

    private SimulatedBlocks blocks(final int validator, final long secret)
    {
        return new SimulatedBlocks(workload.genesis(), validator, workload.identity(validator),
            new SimulatedBlocks.Means(validators.verifier(),
                () -> EPOCH_MS + TimeUnit.NANOSECONDS.toMillis(network.nowNs()) + clockJumpsMs[validator], secret,
                (header, ids, bodies, sums) ->
                {
                    if (settings.isHonest(validator))
                    {
                        oracle.onBlock(validator, header, ids, bodies, sums);
                    }
                }));
    }

    private SimulatedNode.Life life(
        final int validator, final VirtualTransport transport, final SimulatedBlocks blocks, final boolean isRestart)
    {
        final UtxoStore store = store(validator);
        return new SimulatedNode.Life(
            validators.create(validator, transport, store, blocks, isRestart), transport, store);
    }

    /** Validators that accepted the same must hold the same. */
    private void compareStates(final SimulationReport report)
    {
        final Map<Long, ByteBuffer> states = new HashMap<>();
        for (int i = 0; i < settings.honest(); i++)
        {
            final ByteBuffer state = ByteBuffer.wrap(nodes.get(i).store().stateHash());
            final ByteBuffer first = states.putIfAbsent(fingerprints[i], state);
            if (first != null && !first.equals(state))
            {
                report.problem("validator " + i + " accepted what others did and holds another set");
            }
        }
    }

    private boolean isDone(final boolean isContestedToo)
    {
        for (final SimulatedPayment payment : workload.payments())
        {
            final boolean isSettled = payment.acceptances() >= settings.honest();
            if (!isSettled && (isContestedToo ? !payment.isContested() || !isRivalSettled(payment) :
                !payment.isContested()))
            {
                return false;
            }
        }
        return true;
    }

    private boolean isRivalSettled(final SimulatedPayment payment)
    {
        return payment.rival() != null && payment.rival().acceptances() >= settings.honest();
    }

    private UtxoStore store(final int validator)
    {
        final Genesis genesis = workload.genesis();
        final int capacity = Math.max(MIN_CAPACITY, 4 * (int)genesis.outputCount());
        final InMemoryUtxoStore memory = new InMemoryUtxoStore(capacity);
        Validator.loadGenesis(genesis, memory);
        return new ObservedStore(memory, new ObservedStore.Observer()
        {
            @Override
            public void onCommit(final TransactionView transaction, final DirectBuffer txid, final int txidOffset)
            {
                // A sum, so that the order of acceptance does not matter.
                fingerprints[validator] += txid.getLong(txidOffset);
                if (settings.isHonest(validator))
                {
                    log.onCommit(validator, transaction, txid, txidOffset, network.nowNs());
                    if (settings.blocks() && !log.conflicts().isEmpty() && genesis.usesQuorumRule(nodes.size()))
                    {
                        violations.add(log.conflicts().get(log.conflicts().size() - 1));
                    }
                }
            }

            @Override
            public void onRollback()
            {
                if (settings.isHonest(validator) && genesis.usesQuorumRule(nodes.size()))
                {
                    violations.add("validator " + validator + " took back what it had accepted");
                }
            }
        });
    }
}

package io.timecoin.simulation;

import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.Validator;

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
    private static final long PARTITION_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MIN_CAPACITY = 256;
    // Validators look up no names for strangers.
    private static final String CLIENT_ENDPOINT = "10.0.0.1:1";

    private final SimulationSettings settings;
    private final Workload workload;
    private final VirtualNetwork network;
    private final AcceptanceLog log = new AcceptanceLog();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final long[] fingerprints;
    private final VirtualClient client;
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
        final String[] endpoints = new String[settings.validators()];
        final VirtualTransport[] transports = new VirtualTransport[endpoints.length];
        for (int i = 0; i < endpoints.length; i++)
        {
            endpoints[i] = "validator-" + i + ":1";
            transports[i] = network.join(endpoints[i]);
        }
        final ValidatorNodes validators =
            new ValidatorNodes(workload.genesis(), List.of(endpoints), rules, random.split());
        for (int i = 0; i < endpoints.length; i++)
        {
            final UtxoStore store = store(i);
            final SimulatedBlocks blocks = !settings.blocks() ? null : new SimulatedBlocks(workload.genesis(), i,
                workload.identity(i), validators.verifier(), this::clockMs, random.next());
            nodes.add(new SimulatedNode(
                validators.create(i, transports[i], store, blocks), store, blocks, random.nextInt(PHASES)));
        }
        final byte[] name = new byte[Txid.LENGTH];
        random.fill(name);
        client = new VirtualClient(network.join(CLIENT_ENDPOINT), workload.genesis().chainId(), endpoints, name);
        quietNs = START_NS + settings.spreadNs();
        FaultyValidators.place(settings, network, random.split(), quietNs + LATE_NS);
        planPartition(random);
        for (final SimulatedPayment payment : workload.payments())
        {
            log.expect(payment);
            network.at(payment.submitNs(), () -> client.submit(payment));
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
        while (network.nowNs() < Math.min(boundNs, contestEndNs))
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
            for (int i = 0; i < nodes.size(); i++)
            {
                if (nodes.get(i).phase() == phase)
                {
                    nodes.get(i).doWork(nowNs);
                }
            }
            if (phase == 0)
            {
                client.doWork(nowNs);
            }
        }
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
        if (settings.blocks())
        {
            compareBlocks(report);
        }
        else
        {
            compareStates(report);
        }
        return report;
    }

    /** Heights hold the same block everywhere, and with it the same state; and all that was paid is in one. */
    private void compareBlocks(final SimulationReport report)
    {
        final SimulatedBlocks first = nodes.get(0).blocks();
        for (int i = 0; i < settings.honest(); i++)
        {
            final SimulatedBlocks blocks = nodes.get(i).blocks();
            for (int height = 1; height <= Math.min(first.height(), blocks.height()); height++)
            {
                if (!first.commit(height).header().equals(blocks.commit(height).header()))
                {
                    report.problem("validators 0 and " + i + " hold different blocks of height " + height);
                }
            }
            for (final SimulatedPayment payment : workload.payments())
            {
                final boolean isRivalFinal = payment.rival() != null && blocks.isFinal(payment.rival().txid());
                if (blocks.isFinal(payment.txid()) ? isRivalFinal : !isRivalFinal)
                {
                    report.problem(payment + (isRivalFinal ? " and its rival are both final" : " is not final") +
                        " at validator " + i);
                }
            }
        }
    }

    private boolean isFinal()
    {
        for (int i = 0; i < settings.honest(); i++)
        {
            final SimulatedBlocks blocks = nodes.get(i).blocks();
            for (final SimulatedPayment payment : workload.payments())
            {
                if (!blocks.isFinal(payment.txid()) &&
                    (payment.rival() == null || !blocks.isFinal(payment.rival().txid())))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private long clockMs()
    {
        return TimeUnit.NANOSECONDS.toMillis(network.nowNs());
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

    private void planPartition(final SplitMix random)
    {
        if (!settings.faults().contains(Fault.PARTITION))
        {
            return;
        }
        final int count = Math.max(1, (settings.validators() - 1) / 3);
        final int first = random.nextInt(settings.validators());
        final boolean isNoticed = random.nextInt(2) == 0;
        final long cutNs = START_NS + random.next(Math.max(1, settings.spreadNs()));
        network.at(cutNs, () -> network.cut(
            (validator) -> Math.floorMod(validator - first, settings.validators()) < count, isNoticed));
        network.at(cutNs + PARTITION_NS, network::heal);
        quietNs = Math.max(quietNs, cutNs + PARTITION_NS);
    }

    private UtxoStore store(final int validator)
    {
        final Genesis genesis = workload.genesis();
        final int capacity = Math.max(MIN_CAPACITY, 4 * (int)genesis.outputCount());
        final InMemoryUtxoStore memory = new InMemoryUtxoStore(capacity);
        Validator.loadGenesis(genesis, memory);
        return new ObservedStore(memory,
            (transaction, txid, txidOffset) ->
            {
                // A sum, so that the order of acceptance does not matter.
                fingerprints[validator] += txid.getLong(txidOffset);
                if (settings.isHonest(validator))
                {
                    log.onCommit(validator, transaction, txid, txidOffset, network.nowNs());
                }
            });
    }
}

package io.timecoin.replay;

import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.Topology;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.utxo.Coinbases;
import io.timecoin.utxo.UtxoStage;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validation.ValidationParameters;
import io.timecoin.validation.ValidationStage;
import io.timecoin.validation.ValidationStats;
import io.timecoin.validation.VerifyStage;

import java.util.ArrayList;
import java.util.List;

/**
 * The node's own rings and stages with a reader in ingress's place, a decider in consensus's and a drain in egress's,
 * wired for one pass. Whoever made it gives each agent to a thread, or calls {@link #doWork(long)}.
 */
final class ReplayPipeline
{
    /**
     * An agent under the name that threads, counters and reports use.
     *
     * @param name  one of {@link #agentNames(int)}.
     * @param cycle what it does in each round.
     */
    record Agent(String name, DutyCycle cycle)
    {
    }

    private final Rings rings;
    private final Counters counters;
    private final Progress progress = new Progress();
    private final Outcomes outcomes;
    private final Latencies latencies = new Latencies();
    private final ReaderStage reader;
    private final ReplayPace pace = new ReplayPace(progress);
    private final ValidationStage validation;
    private final DeciderStage decider;
    private final DrainStage drain;
    private final List<TimedVerifier> verifiers = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private final DutyCycle[] cycles;

    /**
     * A pass that has not begun.
     *
     * @param source   read from its beginning.
     * @param store    holds the outputs with which the source begins; the caller closes it.
     * @param settings of the pass.
     */
    ReplayPipeline(final ReplaySource source, final UtxoStore store, final PipelineSettings settings)
    {
        counters = Counters.inMemory(
            new CounterNames(agentNames(settings.verifyWorkers()), List.of(), List.of()));
        rings = new Rings(settings.rings(), 1);
        final TransactionTable table = new TransactionTable(settings.tableBlocks());
        final long transactions = source.transactions() < 0 ? -1 : Math.min(source.transactions(), settings.limit());
        outcomes = new Outcomes(transactions);
        final Arrivals arrivals = new Arrivals(transactions);
        final RecordedDecisions recorded = settings.isRecorded() ? new RecordedDecisions() : null;

        reader = new ReaderStage(source.cursor(), settings, rings, progress, arrivals, recorded, counters);
        add(ReaderStage.NAME, reader);
        for (int i = 0; i < settings.verifyWorkers(); i++)
        {
            final TimedVerifier verifier = new TimedVerifier(settings.verifiers().get());
            verifiers.add(verifier);
            add(Topology.verifyAgentName(i), new VerifyStage(rings.readUnverified(), source.chainId(),
                new TransactionCheck(source.chainId(), source.maxSupply()), verifier,
                settings.verifyBatch(), counters));
        }
        // What reads a ring behind another stage is wired after it.
        final DutyCycle utxo = new UtxoStage(
            table, store, new Coinbases(source.chainId(),
                new Identities(source.identities(), source.identities().size())), true, rings, counters);
        final ValidationParameters parameters = ValidationParameters.defaults(source.chainId(), source.maxSupply(),
            settings.rings().transactions(), settings.tableBlocks(), PipelineSettings.SALT);
        validation = new ValidationStage(parameters, table, store, rings, pace, counters);
        decider = new DeciderStage(table, rings, progress, recorded, counters);
        drain = new DrainStage(rings, outcomes, arrivals, latencies);
        add(Stage.VALIDATION.label(), validation);
        add(DeciderStage.NAME, decider);
        add(Stage.UTXO.label(), utxo);
        add(DrainStage.NAME, drain);
        cycles = agents.stream().map(Agent::cycle).toArray(DutyCycle[]::new);
    }

    /**
     * The agents of a replay, in the order in which one thread runs them.
     *
     * @param verifyWorkers agents that verify signatures.
     * @return names that tuning profiles use.
     */
    static List<String> agentNames(final int verifyWorkers)
    {
        final List<String> names = new ArrayList<>();
        names.add(ReaderStage.NAME);
        for (int i = 0; i < verifyWorkers; i++)
        {
            names.add(Topology.verifyAgentName(i));
        }
        names.addAll(List.of(Stage.VALIDATION.label(), DeciderStage.NAME, Stage.UTXO.label(), DrainStage.NAME));
        return names;
    }

    List<Agent> agents()
    {
        return agents;
    }

    /** Runs each agent once, on the caller's thread. */
    int doWork(final long nowNs)
    {
        int work = 0;
        for (final DutyCycle cycle : cycles)
        {
            work += cycle.doWork(nowNs);
        }
        return work;
    }

    /** Lets the reader begin; the clock of the measured time. */
    void start(final long nowNs)
    {
        progress.start(nowNs);
    }

    /** Whether all was read, decided and applied, and all is told; from any thread. */
    boolean isDone()
    {
        return progress.isFinished() && rings.isDrained();
    }

    /** From the start to the last effect. After the end. */
    long elapsedNs()
    {
        return Math.max(progress.finishedNs(), drain.lastWorkNs()) - progress.startNs();
    }

    /** Slots that validation is done with, from any thread. */
    long completedSlots()
    {
        return progress.completed();
    }

    Rings rings()
    {
        return rings;
    }

    Counters counters()
    {
        return counters;
    }

    Outcomes outcomes()
    {
        return outcomes;
    }

    Latencies latencies()
    {
        return latencies;
    }

    ReaderStage reader()
    {
        return reader;
    }

    DrainStage drain()
    {
        return drain;
    }

    ValidationStats validationStats()
    {
        return validation.stats();
    }

    long decisionWaits()
    {
        return pace.waits();
    }

    /** Transactions that were accepted, peers' included. After the end. */
    long accepted()
    {
        return decider.accepted();
    }

    long unmatchedDecisions()
    {
        return decider.unmatched();
    }

    long signatures()
    {
        return counters.get(Counter.VERIFY_SIGNATURES);
    }

    /** Time that all workers spent verifying. After the end. */
    long verifierBusyNs()
    {
        return verifiers.stream().mapToLong(TimedVerifier::busyNs).sum();
    }

    /** Hash over all verdicts and outcomes in their order. After the end. */
    String verdictsHash()
    {
        final OrderedHash all = new OrderedHash();
        all.add(drain.verdictsHash());
        all.add(drain.endsHash());
        return all.toString();
    }

    private void add(final String name, final DutyCycle cycle)
    {
        agents.add(new Agent(name, cycle));
    }
}

package io.timecoin.validator;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.SignedStatements;
import io.timecoin.capture.CaptureStage;
import io.timecoin.consensus.ConsensusStage;
import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.avalanche.AvalancheParameters;
import io.timecoin.consensus.avalanche.AvalancheStats;
import io.timecoin.consensus.avalanche.Electorate;
import io.timecoin.consensus.avalanche.SamplingParameters;
import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.genesis.ConsensusParameters;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.network.Egress;
import io.timecoin.network.EgressStage;
import io.timecoin.network.EgressStats;
import io.timecoin.network.FrameFault;
import io.timecoin.network.IngressStage;
import io.timecoin.network.IngressStats;
import io.timecoin.network.NetworkParameters;
import io.timecoin.network.SessionTable;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Identities;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.Topology;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.utxo.Coinbases;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStage;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validation.Bonds;
import io.timecoin.validation.ValidationParameters;
import io.timecoin.validation.ValidationStage;
import io.timecoin.validation.ValidationStats;
import io.timecoin.validation.VerifyStage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One whole validator without sockets, files, threads and clocks: the rings and the stages of {@link Topology}, wired.
 * A node gives each agent to a thread; a simulation calls {@link #doWork(long)}.
 */
public final class Validator
{
    /**
     * A stage, or one worker of it, under the name that threads and counters use.
     *
     * @param name  as in {@link Topology#agentNames(int)}.
     * @param cycle what it does in each round.
     */
    public record NamedCycle(String name, DutyCycle cycle)
    {
    }

    /** No height at all. */
    public static final long NO_HEIGHT = -1;

    private final Rings rings;
    private final Counters counters;
    private final IngressStage ingress;
    private final CaptureStage capture;
    private final UtxoStage utxo;
    private final TransactionTable table;
    private final ValidationStage validation;
    private final ConsensusStage consensus;
    private final EgressStage egress;
    private final List<NamedCycle> agents = new ArrayList<>();
    private final DutyCycle[] cycles;

    private Validator(final ValidatorBuilder parts)
    {
        final Genesis genesis = parts.genesis;
        final ValidatorLimits limits = parts.limits;
        final BondTerms terms = terms(genesis);
        final ValidatorSet validators = validatorSet(genesis, terms.capacity());
        final Identities identities = new Identities(identities(genesis), terms.capacity());
        if (parts.identity != null)
        {
            identities.put(parts.self, parts.identity);
        }
        final NetworkParameters network = new NetworkParameters(genesis.chainId(), identities, parts.self,
            parts.endpoint, parts.peers, limits.network(), parts.secret);
        final SessionTable sessions = new SessionTable(limits.network().maxClients(), validators.size());
        table = new TransactionTable(limits.tableBlocks());
        counters = parts.counters;
        rings = new Rings(limits.rings(), identities);

        // In the order of the table; but what reads a ring behind another stage is wired after it.
        ingress = new IngressStage(network, sessions, parts.transport, rings, counters);
        final DutyCycle[] verify = new DutyCycle[limits.verifyWorkers()];
        for (int i = 0; i < verify.length; i++)
        {
            verify[i] = new VerifyStage(rings.readUnverified(), genesis.chainId(),
                new TransactionCheck(genesis.chainId(), genesis.maxSupply(), genesis.bondUnit()),
                parts.verifiers.get(), limits.verifyBatch(), counters);
        }
        capture = parts.isCapturable ? new CaptureStage(table, rings, counters, parts.capture) : null;
        utxo = new UtxoStage(
            table, parts.store, new Coinbases(genesis.chainId(), identities), parts.blocks == null, rings, counters);
        validation = new ValidationStage(validationParameters(parts), table, parts.store, rings, counters);
        consensus = new ConsensusStage(acceptance(parts, validators, table), rings, counters);
        final DutyCycle blocks = parts.blocks == null ? null : parts.blocks.make(table, rings, counters);
        egress = new EgressStage(new Egress(network, sessions, parts.transport), rings, counters);

        ingress.resubmit(parts.leftover);
        utxo.resumeAfter(parts.height);
        validation.resumeAfter(parts.height);
        addAgents(verify, blocks);
        cycles = agents.stream().map(NamedCycle::cycle).toArray(DutyCycle[]::new);
        counters.check(Check.INTAKE, 1, 1);
    }

    /**
     * Begins a validator.
     *
     * @return everything to be told but defaults.
     */
    public static ValidatorBuilder builder()
    {
        return new ValidatorBuilder();
    }

    static Validator of(final ValidatorBuilder parts)
    {
        return new Validator(parts);
    }

    /**
     * The names of a validator's counters.
     *
     * @param verifyWorkers agents that verify signatures.
     * @return what {@link Counters} is to be made with.
     */
    public static CounterNames counterNames(final int verifyWorkers)
    {
        return new CounterNames(
            Topology.agentNames(verifyWorkers),
            Arrays.stream(RingName.values()).map(RingName::label).toList(),
            Arrays.stream(FrameFault.values()).map(fault -> fault.name().toLowerCase(Locale.ROOT)).toList());
    }

    /**
     * Puts the first outputs of a chain into an empty set.
     *
     * @param genesis of the chain.
     * @param store   without outputs.
     */
    public static void loadGenesis(final Genesis genesis, final UtxoStore store)
    {
        final UtxoEntry entry = new UtxoEntry();
        entry.coinbaseHeight = UtxoEntry.NOT_COINBASE;
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            entry.amount = amount;
            entry.lockType = lockType;
            System.arraycopy(keyHash, 0, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
            store.put(outpoint, offset, entry);
        });
    }

    /**
     * All agents, in the order in which one thread runs them.
     *
     * @return one for each of {@link Topology#agentNames(int)}, but for capture if nobody may record, and for blocks if
     *     none are made.
     */
    public List<NamedCycle> agents()
    {
        return List.copyOf(agents);
    }

    /**
     * Runs each agent once, on the caller's thread.
     *
     * @param nowNs the time.
     * @return work done.
     */
    public int doWork(final long nowNs)
    {
        int work = 0;
        for (final DutyCycle cycle : cycles)
        {
            work += cycle.doWork(nowNs);
        }
        return work;
    }

    /** Takes no more payments from clients, who are told so. What is on its way goes on. Any thread may call. */
    public void stopIntake()
    {
        counters.check(Check.INTAKE, 0, 1);
        ingress.intake(false);
    }

    /** Reads nothing from the network any more, so that the rings drain while the agents go on. Any thread may call. */
    public void quiesce()
    {
        stopIntake();
        ingress.stop();
    }

    /**
     * Whether all that came in before {@link #quiesce()} went through: what is decided is then applied and told. Any
     * thread may ask.
     *
     * @return true when nothing is on its way between the stages.
     */
    public boolean isDrained()
    {
        return rings.isDrained() && consensus.isIdle() && rings.isDrained();
    }

    /**
     * Payments on which another validator may count a vote of this one, and which are not decided or not applied. Call
     * it when no agent runs any more.
     *
     * @return 0 if a restart forgets nothing.
     */
    public long openVotes()
    {
        return consensus.openVotes() + rings.waiting(RingName.DECISIONS);
    }

    /**
     * Accepted payments that are in no final block. Any thread may ask.
     *
     * @return 0 or more.
     */
    public int unlisted()
    {
        return consensus.unlisted();
    }

    /**
     * Brings the unspent outputs to the state after the last block: what is accepted and in no block is taken back.
     * Call it when no agent runs any more and nothing is on its way.
     *
     * @param payments receives the bytes of what was taken back, the last accepted first.
     * @return height of that block; {@link #NO_HEIGHT} if the outputs could not be brought to any block's state.
     */
    public long rollBackToBlock(final Consumer<byte[]> payments)
    {
        if (rings.waiting(RingName.DECISIONS) != 0 || consensus.openDecisions() != 0)
        {
            return NO_HEIGHT;
        }
        final boolean isBetweenBlocks = consensus.forEachUnlistedBackwards((handle) ->
        {
            final byte[] payment = new byte[table.length(handle)];
            table.copyTo(handle, new UnsafeBuffer(payment), 0);
            payments.accept(payment);
            utxo.takeBack(handle);
        });
        return isBetweenBlocks ? utxo.height() : NO_HEIGHT;
    }

    /** Closes the links to others. Call it when no agent runs any more. */
    public void close()
    {
        egress.egress().close();
    }

    /**
     * The recorder.
     *
     * @return null if nobody may record.
     */
    public CaptureStage capture()
    {
        return capture;
    }

    /**
     * The rings, for tests and measurements.
     *
     * @return this node's.
     */
    public Rings rings()
    {
        return rings;
    }

    /**
     * What ingress counted.
     *
     * @return live counts.
     */
    public IngressStats ingressStats()
    {
        return ingress.stats();
    }

    /**
     * What validation counted.
     *
     * @return live counts.
     */
    public ValidationStats validationStats()
    {
        return validation.stats();
    }

    /**
     * What acceptance counted.
     *
     * @return live counts.
     */
    public AvalancheStats avalancheStats()
    {
        return consensus.stats();
    }

    /**
     * What egress counted.
     *
     * @return live counts.
     */
    public EgressStats egressStats()
    {
        return egress.egress().stats();
    }

    private void addAgents(
        final DutyCycle[] verify, final DutyCycle blocks)
    {
        add(Stage.INGRESS, ingress);
        for (int i = 0; i < verify.length; i++)
        {
            agents.add(new NamedCycle(Topology.verifyAgentName(i), verify[i]));
        }
        if (capture != null)
        {
            add(Stage.CAPTURE, capture);
        }
        add(Stage.VALIDATION, validation);
        add(Stage.CONSENSUS, consensus);
        add(Stage.UTXO, utxo);
        if (blocks != null)
        {
            add(Stage.BLOCKS, blocks);
        }
        add(Stage.EGRESS, egress);
    }

    private void add(final Stage stage, final DutyCycle cycle)
    {
        agents.add(new NamedCycle(stage.label(), cycle));
    }

    private static ValidationParameters validationParameters(final ValidatorBuilder parts)
    {
        return ValidationParameters.defaults(
            parts.genesis.chainId(),
            parts.genesis.maxSupply(),
            parts.limits.rings().transactions(),
            parts.limits.tableBlocks(),
            parts.secret).withLockTimeoutNs(parts.limits.lockTimeoutNs()).withBonds(bonds(parts));
    }

    private static ConsensusStage.Acceptance acceptance(
        final ValidatorBuilder parts, final ValidatorSet validators, final TransactionTable table)
    {
        final ConsensusParameters rules = parts.genesis.parameters();
        final AvalancheParameters parameters = new AvalancheParameters(
            new SamplingParameters(rules.sampleSize(), rules.preferenceThreshold(), rules.confidenceThreshold(),
                rules.finalityConfidence(), rules.beta()),
            rules.maxRounds(),
            Math.max(1, rules.pollAllMax()),
            parts.limits.queryTimeoutNs(),
            AvalancheParameters.RETENTION_NS,
            parts.isRestart,
            parts.limits.acceptance());
        final Electorate electorate = electorate(parts, validators);
        final AcceptanceRule rule = parts.rule != null ? parts.rule :
            AcceptanceRule.of(parts.genesis.rule(), parameters, validators.voters(), electorate);
        return new ConsensusStage.Acceptance(
            parameters, rule, electorate, table, parts.seed, parts.trace,
            parts.blocks == null ? null :
                new ConsensusStage.BlockTerms(
                    parts.maxBlockTransactions, parts.genesis.blockSubsidy(), parts.blocks.openHeight()));
    }

    /** Who votes on the block after the last one that is here. */
    private static Electorate electorate(final ValidatorBuilder parts, final ValidatorSet first)
    {
        final Membership membership = parts.membership;
        if (membership == null)
        {
            return new Electorate(first, parts.self);
        }
        final int height = membership.height() + 1;
        final ValidatorSet voters = membership.roster(height).set();
        final long[] weights = new long[first.size()];
        for (int i = 0; i < voters.size(); i++)
        {
            weights[i] = voters.weight(i);
        }
        return new Electorate(new ValidatorSet(weights), parts.self, membership.since(height));
    }

    private static Bonds bonds(final ValidatorBuilder parts)
    {
        final Genesis genesis = parts.genesis;
        final BondTerms terms = terms(genesis);
        if (!terms.areOpen())
        {
            return Bonds.NONE;
        }
        return new FollowedBonds(parts.membership != null ? parts.membership : new Membership(terms,
            new ValidatorRoster(identities(genesis).toArray(byte[][]::new),
                genesis.validators().stream().mapToLong(Genesis.Validator::weight).toArray())));
    }

    private static BondTerms terms(final Genesis genesis)
    {
        return BondTerms.of(genesis.bondUnit(), genesis.validators().size(), SignedStatements.EPOCH_LENGTH);
    }

    /** Places that are free have no weight. */
    private static ValidatorSet validatorSet(final Genesis genesis, final int capacity)
    {
        return new ValidatorSet(Arrays.copyOf(
            genesis.validators().stream().mapToLong(Genesis.Validator::weight).toArray(), capacity));
    }

    private static List<byte[]> identities(final Genesis genesis)
    {
        return genesis.validators().stream().map(Genesis.Validator::identity).toList();
    }
}

package io.timecoin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.block.MemoryBlockStore;
import io.timecoin.block.StoredMembership;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.consensus.bft.MemoryVoteLog;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.crypto.TestKeys;
import io.timecoin.finality.BlocksStage;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.validator.Validator;
import io.timecoin.validator.ValidatorLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Validators join and leave by transaction in short epochs, while payments and double spends go on: what one honest
 * validator accepts no other contradicts, nothing accepted is taken back, all end with the same state.
 */
class EpochsSimulationTest
{
    private static final long UNIT = 10_000;
    private static final long COIN = 10_000_000;
    private static final int WEIGHT = 2;
    private static final int EPOCH = 10;
    private static final int EPOCHS = 9;
    private static final int JOINERS = 2;
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PAYMENT_NS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(60);
    private static final BftParameters TIMES = BftParameters.ofMillis(50, 100, 300, 100, 100, 100);

    /**
     * What goes wrong. The last of the first validators is the liar. Either one that has joined loses its disk, or
     * another one stops and starts again: who came back says nothing for a while about conflicts that it heard of then,
     * so both together would be too much.
     */
    private record Trouble(long seed, int first, double loss, boolean isLying, boolean isLost, boolean isStopped)
    {
        int size()
        {
            return first + JOINERS;
        }

        boolean isHonest(final int validator)
        {
            return !isLying || validator != first - 1;
        }
    }

    /** What outlives a validator that stops. */
    private record Disk(
        MemoryVoteLog log, MemoryBlockStore blocks, InMemoryUtxoStore outputs, List<byte[]> leftover)
    {
    }

    private static final class Node
    {
        private final Set<ByteBuffer> finals = new HashSet<>();
        private final BlockStore blocks;
        private final Disk disk;
        private final VirtualTransport transport;
        private final Validator validator;
        private final Set<ByteBuffer> accepted = new HashSet<>();
        private int rollbacks;
        private BlocksStage stage;

        /** A new one, with nothing but its own votes if it has any. */
        private Node(
            final Genesis genesis, final int self, final VirtualTransport transport, final List<String> peers,
            final RememberingVerifier verifier, final MemoryVoteLog log)
        {
            this(genesis, self, transport, peers, verifier,
                new Disk(log, new MemoryBlockStore(), new InMemoryUtxoStore(8_192), List.of()));
            Validator.loadGenesis(genesis, disk.outputs);
        }

        private Node(
            final Genesis genesis, final int self, final VirtualTransport transport, final List<String> peers,
            final RememberingVerifier verifier, final Disk disk)
        {
            this.transport = transport;
            this.disk = disk;
            blocks = new ObservedBlocks(disk.blocks, (header, ids, bodies, sums) ->
            {
                for (int i = 0; i < header.transactionCount(); i++)
                {
                    finals.add(Txid.of(ids, i * Txid.LENGTH));
                }
            });
            final FinalitySettings settings = FinalitySettings.of(genesis, self, TestKeys.key(self), disk.log, blocks)
                .withMeans(verifier.another(), () -> 0, self)
                .withLimits(TIMES, 512, 128)
                .withEpochs(EPOCH);
            validator = Validator.builder()
                .genesis(genesis)
                .self(self)
                .identity(TestKeys.key(self).publicKey())
                .membership(StoredMembership.recall(settings.terms(), settings.roster(), blocks))
                .resumeAfter(Math.max(0, blocks.lastHeight()), disk.leftover)
                .limits(ValidatorLimits.simulated())
                .store(new ObservedStore(disk.outputs, observer()))
                .transport(transport, endpoint(self), peers)
                .verifiers(verifier::another)
                .secrets(self, disk.log.last() == null ? self : self + 100)
                .restart(disk.log.last() != null)
                .blocks((table, rings, counters) ->
                {
                    stage = new BlocksStage(settings, table, rings, counters);
                    return stage;
                }, 512)
                .build();
        }

        private ObservedStore.Observer observer()
        {
            return new ObservedStore.Observer()
            {
                @Override
                public void onCommit(final TransactionView transaction, final DirectBuffer txid, final int txidOffset)
                {
                    accepted.add(Txid.of(txid, txidOffset));
                }

                @Override
                public void onRollback()
                {
                    rollbacks++;
                }
            };
        }

        private int height()
        {
            return blocks.lastHeight();
        }

        private boolean isFinal(final byte[] txid)
        {
            return finals.contains(Txid.of(txid));
        }
    }

    /** One network from one seed. */
    private static final class Run
    {
        private final Trouble trouble;
        private final SplitMix random;
        private final RememberingVerifier verifier = new RememberingVerifier(SignatureVerifiers.fastest());
        private final KeyPair payer = TestKeys.key(50);
        private final Genesis genesis;
        private final List<byte[]> coins = new ArrayList<>();
        private final VirtualNetwork network;
        private final List<Node> nodes = new ArrayList<>();
        private final List<String> peers = new ArrayList<>();
        private final List<SimulatedPayment> payments = new ArrayList<>();
        private final Map<ByteBuffer, SimulatedPayment> byId = new HashMap<>();
        private final VirtualClient client;
        private long nextPaymentNs = TimeUnit.MILLISECONDS.toNanos(1_500);
        private int numbers;

        private Run(final Trouble trouble)
        {
            this.trouble = trouble;
            random = new SplitMix(trouble.seed);
            genesis = genesis(trouble.first, payer);
            genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
            {
                final byte[] copy = new byte[34];
                outpoint.getBytes(offset, copy);
                coins.add(copy);
            });
            network = new VirtualNetwork(trouble.size(),
                LinkConditions.reliable(TimeUnit.MILLISECONDS.toNanos(2), TimeUnit.MILLISECONDS.toNanos(2))
                    .withFaults(trouble.loss, trouble.loss, trouble.loss),
                LinkConditions.reliable(TimeUnit.MICROSECONDS.toNanos(500), 0), random.split());
            final List<VirtualTransport> transports = new ArrayList<>();
            final String[] endpoints = new String[trouble.size()];
            for (int i = 0; i < trouble.size(); i++)
            {
                endpoints[i] = endpoint(i);
                transports.add(network.join(endpoints[i]));
                if (i < trouble.first)
                {
                    peers.add(endpoints[i]);
                }
            }
            for (int i = 0; i < trouble.size(); i++)
            {
                nodes.add(new Node(genesis, i, transports.get(i), peers, verifier, new MemoryVoteLog()));
            }
            if (trouble.isLying)
            {
                network.behaviour(trouble.first - 1, trouble.seed % 2 == 0 ?
                    Lying.opposite() : Lying.twoFaced((other) -> other % 2 == 0));
            }
            client = new VirtualClient(
                network.join("10.0.0.99:1"), genesis.chainId(), endpoints, new byte[32]);
        }

        void play()
        {
            runUntil(() -> nodes.get(1).height() >= 2);
            bond(0, 2);
            runUntil(() -> nodes.get(1).height() >= EPOCH + 3);
            // In one block, or in two: what goes and what comes counts from the same boundary on.
            leave(0);
            bond(1, 2);
            if (trouble.isLost)
            {
                runUntil(() -> nodes.get(1).height() >= 5 * EPOCH - 2);
                restart(trouble.first);
            }
            runUntil(() -> nodes.get(1).height() >= 5 * EPOCH + 5);
            leave(trouble.first + 1);
            if (trouble.isStopped)
            {
                runUntil(() -> nodes.get(2).height() >= 6 * EPOCH + 4);
                stopAndStart(2);
            }
            runUntil(() -> nodes.get(1).height() >= EPOCHS * EPOCH + 2);
            nextPaymentNs = Long.MAX_VALUE;
            // What was on its way to a validator that stopped is known to nobody.
            payments.stream().filter((payment) -> payment.acceptances() == 0)
                .forEach((payment) -> client.submit(payment, 1));
            runUntil(() -> undecided() == null);
        }

        void check()
        {
            final Node first = nodes.get(1);
            for (int i = 0; i < nodes.size(); i++)
            {
                final Node node = nodes.get(i);
                // A header tells the state before it, and each validator has found it to be its own.
                assertThat(node.height()).as("%s, validator %d", trouble, i).isGreaterThan(EPOCHS * EPOCH);
                for (int height = 1; height <= Math.min(node.height(), first.height()); height++)
                {
                    final BlockHeader header = node.blocks.commit(height).header();
                    assertThat(header).as("%s, validator %d", trouble, i)
                        .isEqualTo(first.blocks.commit(height).header());
                }
                // One joins, then one goes and one comes, then one goes; what is too much at once takes longer.
                final long electorates = node.validator.avalancheStats().electorates;
                if (trouble.isStopped && i == 2)
                {
                    assertThat(electorates).as("%s, validator %d", trouble, i).isPositive();
                }
                else
                {
                    assertThat(electorates).as("%s, validator %d", trouble, i)
                        .isGreaterThanOrEqualTo(3).isEqualTo(first.validator.avalancheStats().electorates);
                }
            }
            assertThat(payments.size()).as(trouble.toString()).isGreaterThan(100);
            assertThat(nodes.stream().mapToLong((node) -> node.validator.avalancheStats().conflicted).sum())
                .as(trouble.toString()).isPositive();
        }

        /** What is not final everywhere, nor a rival of it. */
        private String undecided()
        {
            for (int i = 0; i < nodes.size(); i++)
            {
                for (final SimulatedPayment payment : payments)
                {
                    if (!nodes.get(i).isFinal(payment.txid()) &&
                        (payment.rival() == null || !nodes.get(i).isFinal(payment.rival().txid())))
                    {
                        return payment + " at " + i;
                    }
                }
            }
            return null;
        }

        private void bond(final int joiner, final int weight)
        {
            final KeyPair identity = TestKeys.key(trouble.first + joiner);
            submit(new TransactionBuilder(genesis.chainId())
                .input(coins.remove(0), identity)
                .bond(weight * UNIT, identity.keyHash())
                .output(COIN - weight * UNIT - UNIT, identity.keyHash()), 1, false);
        }

        private void leave(final int validator)
        {
            final KeyPair identity = TestKeys.key(validator);
            final boolean isFirst = validator < trouble.first;
            if (isFirst)
            {
                submit(new TransactionBuilder(genesis.chainId())
                    .input(coins.remove(0), identity).leave(COIN - UNIT, identity.keyHash()), 1, false);
                return;
            }
            // The bond and the change of what it was bonded from, which pays the fee.
            final byte[] bond = payments.stream().filter((payment) -> payment.validator() == 1)
                .filter((payment) -> spendsFor(payment, identity)).findFirst().orElseThrow().txid();
            submit(new TransactionBuilder(genesis.chainId())
                .input(TransactionBuilder.outpoint(bond, 0), identity)
                .input(TransactionBuilder.outpoint(bond, 1), identity)
                .leave(COIN - 2 * UNIT, identity.keyHash()), 1, false);
        }

        private static boolean spendsFor(final SimulatedPayment payment, final KeyPair identity)
        {
            final TransactionView view = new TransactionView();
            view.wrap(new UnsafeBuffer(payment.bytes()), 0, payment.bytes().length);
            final byte[] keyHash = new byte[20];
            view.buffer().getBytes(view.keyHashOffset(0), keyHash);
            return view.lockType(0) != 0 && java.util.Arrays.equals(keyHash, identity.keyHash());
        }

        private void pay()
        {
            final byte[] coin = coins.remove(coins.size() - 1);
            final int one = random.nextInt(trouble.first);
            final SimulatedPayment payment = submit(payment(coin, COIN / 2), one, random.nextInt(3) == 0);
            if (payment.isContested())
            {
                final int other = (one + 1 + random.nextInt(trouble.first - 1)) % trouble.first;
                payment.rival(submit(payment(coin, COIN / 3), other, true));
            }
        }

        private TransactionBuilder payment(final byte[] coin, final long amount)
        {
            return new TransactionBuilder(genesis.chainId()).input(coin, payer).output(amount, payer.keyHash());
        }

        private SimulatedPayment submit(final TransactionBuilder builder, final int validator, final boolean contested)
        {
            final byte[] bytes = builder.build();
            final TransactionView view = new TransactionView();
            view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
            final byte[] txid = new byte[Txid.LENGTH];
            new TransactionIds(genesis.chainId()).txid(view, new UnsafeBuffer(txid), 0);
            final SimulatedPayment payment = new SimulatedPayment(
                ++numbers, bytes, txid, validator, network.nowNs(), contested);
            payments.add(payment);
            byId.put(Txid.of(txid), payment);
            client.submit(payment);
            return payment;
        }

        /** In the midst of an epoch behind which others vote, with all that it has on disk. */
        private void stopAndStart(final int validator)
        {
            final Node before = nodes.get(validator);
            final List<byte[]> leftover = new ArrayList<>();
            before.validator.quiesce();
            runUntil(before.validator::isDrained);
            long height = before.validator.rollBackToBlock(leftover::add);
            while (height == Validator.NO_HEIGHT)
            {
                // A block is half applied.
                before.validator.doWork(network.nowNs());
                height = before.validator.rollBackToBlock(leftover::add);
            }
            assertThat(height).as(trouble.toString()).isEqualTo(before.height());
            before.validator.close();
            network.leave(before.transport);
            java.util.Collections.reverse(leftover);
            final Node after = new Node(genesis, validator, network.joinAgain(before.transport), peers, verifier,
                new Disk(before.disk.log, before.disk.blocks, before.disk.outputs, leftover));
            after.finals.addAll(before.finals);
            nodes.set(validator, after);
        }

        private void restart(final int validator)
        {
            final Node before = nodes.get(validator);
            before.validator.close();
            network.leave(before.transport);
            nodes.set(validator, new Node(
                genesis, validator, network.joinAgain(before.transport), peers, verifier, before.disk.log));
        }

        private void runUntil(final BooleanSupplier condition)
        {
            while (!condition.getAsBoolean())
            {
                assertThat(network.nowNs()).as("%s, heights %s, payments %d, undecided %s, verdicts %s", trouble,
                    nodes.stream().map(Node::height).toList(), payments.size(), undecided(), client.verdicts())
                    .isLessThan(BOUND_NS);
                network.advance(network.nowNs() + STEP_NS);
                for (final Node node : nodes)
                {
                    for (int i = 0; i < 64 && node.validator.doWork(network.nowNs()) > 0; i++)
                    {
                        continue;
                    }
                }
                client.doWork(network.nowNs());
                requireAgreement();
                if (network.nowNs() >= nextPaymentNs)
                {
                    nextPaymentNs += PAYMENT_NS;
                    pay();
                }
            }
        }

        private void requireAgreement()
        {
            for (int i = 0; i < nodes.size(); i++)
            {
                final Node node = nodes.get(i);
                for (final ByteBuffer txid : node.accepted)
                {
                    final SimulatedPayment payment = byId.get(txid);
                    if (payment != null && payment.rival() != null && trouble.isHonest(i))
                    {
                        assertThat(payment.rival().acceptances()).as("%s: %s and its rival at %d, %d ms",
                            trouble, payment, i, network.nowNs() / 1_000_000).isZero();
                    }
                    if (payment != null && trouble.isHonest(i))
                    {
                        payment.accepted(i, network.nowNs());
                    }
                }
                node.accepted.clear();
                assertThat(trouble.isHonest(i) ? node.rollbacks : 0).as("%s: taken back at %d, %d ms", trouble, i,
                    network.nowNs() / 1_000_000).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void shouldKeepItsPromisesWhileValidatorsComeAndGo(final Trouble trouble)
    {
        final Run run = new Run(trouble);
        run.play();
        run.check();
        run.nodes.forEach((node) -> node.validator.close());
    }

    static Stream<Trouble> shouldKeepItsPromisesWhileValidatorsComeAndGo()
    {
        return Stream.of(
            new Trouble(1, 4, 0, false, false, true),
            new Trouble(2, 4, 0.03, false, true, false),
            new Trouble(3, 7, 0, true, true, false),
            new Trouble(4, 7, 0.02, true, false, true));
    }

    private static String endpoint(final int validator)
    {
        return "10.0.0." + (validator + 1) + ":1";
    }

    private static Genesis genesis(final int first, final KeyPair payer)
    {
        final Genesis.Builder builder = Genesis.builder().rule(Genesis.RULE_QUORUM).bondUnit(UNIT).seed(1);
        for (int i = 0; i < first; i++)
        {
            builder.validator(TestKeys.key(i).publicKey(), WEIGHT);
        }
        // In the order in which they are spent.
        return builder.allocation(COIN, TestKeys.key(first).keyHash(), 1)
            .allocation(COIN, TestKeys.key(0).keyHash(), 1)
            .allocation(COIN, TestKeys.key(first + 1).keyHash(), 1)
            .allocation(COIN, payer.keyHash(), 2_000).build();
    }
}

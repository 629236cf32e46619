package io.timecoin.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.Certificate;
import io.timecoin.block.MemoryBlockStore;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.consensus.bft.MemoryVoteLog;
import io.timecoin.consensus.validators.MisplacedValidator;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.crypto.TestKeys;
import io.timecoin.finality.BlocksStage;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.validator.Validator;
import io.timecoin.validator.ValidatorLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fifth validator joins four by transaction and one of the four leaves, payments going on all the time. */
class MembershipSimulationTest
{
    private static final int FIRST = 4;
    private static final int JOINER = 4;
    private static final long UNIT = 10_000;
    private static final long BOND = 100 * UNIT;
    private static final long COIN = 10_000_000;
    private static final int EPOCH = 100;
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PAYMENT_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(190);
    private static final BftParameters TIMES = BftParameters.ofMillis(50, 100, 300, 100, 100, 100);

    private static final class Node
    {
        private final MemoryBlockStore blocks = new MemoryBlockStore();
        private final InMemoryUtxoStore outputs = new InMemoryUtxoStore(4_096);
        private final MemoryVoteLog log;
        private final VirtualTransport transport;
        private final Validator validator;
        private BlocksStage stage;

        private Node(
            final Genesis genesis, final int self, final VirtualTransport transport, final List<String> peers,
            final SignatureVerifier verifier, final MemoryVoteLog log)
        {
            this(genesis, self, self, transport, peers, verifier, log);
        }

        private Node(
            final Genesis genesis, final int self, final int place, final VirtualTransport transport,
            final List<String> peers, final SignatureVerifier verifier, final MemoryVoteLog log)
        {
            this.transport = transport;
            this.log = log;
            final FinalitySettings settings =
                FinalitySettings.of(genesis, place, TestKeys.key(self), log, blocks)
                    .withMeans(verifier, () -> 0, self)
                    .withLimits(TIMES, 512, 128);
            Validator.loadGenesis(genesis, outputs);
            validator = Validator.builder()
                .genesis(genesis)
                .self(place)
                .identity(TestKeys.key(self).publicKey())
                .limits(ValidatorLimits.simulated())
                .store(outputs)
                .transport(transport, endpoint(self), peers)
                .verifiers(() -> verifier)
                .secrets(self, log.last() == null ? self : self + FIRST + 1)
                .restart(log.last() != null)
                .blocks((table, rings, counters) ->
                {
                    stage = new BlocksStage(settings, table, rings, counters);
                    return stage;
                }, 512)
                .build();
        }

        private int height()
        {
            return blocks.lastHeight();
        }

        private boolean isFinal(final byte[] txid)
        {
            return blocks.find(new UnsafeBuffer(txid), 0, 1) != null;
        }

        private boolean signed(final int height, final int signer)
        {
            final Certificate certificate = blocks.commit(height).certificate();
            for (int i = 0; i < certificate.count(); i++)
            {
                if (certificate.validator(i) == signer)
                {
                    return true;
                }
            }
            return false;
        }
    }

    private final SignatureVerifier verifier = new RememberingVerifier(SignatureVerifiers.fastest());
    private final KeyPair payer = TestKeys.key(50);
    private final Genesis genesis = genesis();
    private final List<byte[]> coins = new ArrayList<>();
    private final VirtualNetwork network = new VirtualNetwork(FIRST + 1,
        LinkConditions.reliable(TimeUnit.MILLISECONDS.toNanos(2), 0),
        LinkConditions.reliable(TimeUnit.MICROSECONDS.toNanos(500), 0), new SplitMix(7));
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> peers = new ArrayList<>();
    private final List<SimulatedPayment> payments = new ArrayList<>();
    private final VirtualClient client;
    private long nextPaymentNs = TimeUnit.MILLISECONDS.toNanos(1_500);

    MembershipSimulationTest()
    {
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final byte[] copy = new byte[34];
            outpoint.getBytes(offset, copy);
            coins.add(copy);
        });
        final List<VirtualTransport> transports = new ArrayList<>();
        for (int i = 0; i <= FIRST; i++)
        {
            transports.add(network.join(endpoint(i)));
            if (i < FIRST)
            {
                peers.add(endpoint(i));
            }
        }
        for (int i = 0; i <= FIRST; i++)
        {
            nodes.add(new Node(genesis, i, transports.get(i), peers, verifier, new MemoryVoteLog()));
        }
        client = new VirtualClient(network.join("10.0.0.99:1"), genesis.chainId(), new String[] { endpoint(0),
            endpoint(1), endpoint(2), endpoint(3) }, new byte[32]);
    }

    @AfterEach
    void close()
    {
        nodes.forEach((node) -> node.validator.close());
    }

    @Test
    void shouldLetOneJoinAndOneLeaveByTransaction()
    {
        runUntil(() -> nodes.get(0).height() >= 3);
        assertThat(nodes.get(JOINER).height()).isZero();

        final SimulatedPayment bond = submit(new TransactionBuilder(genesis.chainId())
            .input(coins.remove(0), TestKeys.key(JOINER))
            .bond(BOND, TestKeys.key(JOINER).keyHash())
            .output(COIN - BOND - UNIT, TestKeys.key(JOINER).keyHash()));
        final SimulatedPayment leave = submit(new TransactionBuilder(genesis.chainId())
            .input(coins.remove(0), TestKeys.key(0))
            .leave(COIN - UNIT, TestKeys.key(0).keyHash()));
        runUntil(() -> nodes.get(1).isFinal(bond.txid()) && nodes.get(1).isFinal(leave.txid()));
        assertThat(nodes.get(1).height()).isLessThan(EPOCH);

        // From the block on that bonds it, it is let in, and catches up long before it has a vote.
        runUntil(() -> nodes.get(JOINER).height() > nodes.get(1).height() - 5);
        assertThat(nodes.get(JOINER).height()).isLessThan(2 * EPOCH);

        // It loses all but its own votes, and learns again from the blocks that it is a validator.
        runUntil(this::hasJoinerVoted);
        restart(JOINER);
        assertThat(nodes.get(JOINER).height()).isZero();

        runUntil(() -> nodes.get(JOINER).height() >= 3 * EPOCH);
        runUntil(this::hasJoinerVoted);
        runUntil(() -> least() >= 3 * EPOCH + 20);
        final Node any = nodes.get(JOINER);
        for (int height = 1; height <= least(); height++)
        {
            final BlockHeader header = any.blocks.commit(height).header();
            for (final Node node : nodes)
            {
                assertThat(node.blocks.commit(height).header()).isEqualTo(header);
            }
            if (height <= 2 * EPOCH)
            {
                assertThat(any.signed(height, JOINER)).as("height %d", height).isFalse();
            }
            if (height > 3 * EPOCH)
            {
                assertThat(any.signed(height, 0)).as("height %d", height).isFalse();
                assertThat(header.proposer()).isNotZero();
            }
        }
        requireAllFinal();
    }

    /** Others told it a wrong place: it learns the right one from the block that bonds it, long before it may vote. */
    @Test
    void shouldHaltBeforeItVotesIfItsPlaceIsAnother()
    {
        final Node before = nodes.get(JOINER);
        before.validator.close();
        network.leave(before.transport);
        nodes.set(JOINER, new Node(
            genesis, JOINER, JOINER + 2, network.joinAgain(before.transport), peers, verifier, before.log));
        runUntil(() -> nodes.get(0).height() >= 3);
        submit(new TransactionBuilder(genesis.chainId())
            .input(coins.remove(0), TestKeys.key(JOINER))
            .bond(BOND, TestKeys.key(JOINER).keyHash())
            .output(COIN - BOND - UNIT, TestKeys.key(JOINER).keyHash()));
        assertThatThrownBy(() -> runUntil(() -> false)).isInstanceOf(MisplacedValidator.class)
            .hasMessageContaining("its place is " + (JOINER + 2) + ", but the blocks give it " + JOINER);
        assertThat(nodes.get(JOINER).log.last()).as("it has signed nothing").isNull();
        assertThat(nodes.get(JOINER).height()).isLessThan(2 * EPOCH);
    }

    private void restart(final int validator)
    {
        final Node before = nodes.get(validator);
        before.validator.close();
        network.leave(before.transport);
        nodes.set(validator, new Node(
            genesis, validator, network.joinAgain(before.transport), peers, verifier, before.log));
    }

    /** Whether the last block that the joiner holds was decided by its own vote too. */
    private boolean hasJoinerVoted()
    {
        final int height = nodes.get(JOINER).height();
        return height > 0 && nodes.get(JOINER).signed(height, JOINER);
    }

    private void requireAllFinal()
    {
        final int planned = payments.size();
        nextPaymentNs = Long.MAX_VALUE;
        runUntil(() -> payments.stream().allMatch(
            (payment) -> nodes.stream().allMatch((node) -> node.isFinal(payment.txid()))));
        assertThat(client.verdicts()).containsOnlyKeys(Verdict.ADMITTED).containsEntry(Verdict.ADMITTED, planned);
        runUntil(() -> nodes.stream().allMatch((node) -> node.height() == nodes.get(0).height()));
        for (final Node node : nodes)
        {
            assertThat(node.stage.stateHash()).isEqualTo(nodes.get(0).stage.stateHash());
        }
    }

    private int least()
    {
        return nodes.stream().mapToInt(Node::height).min().getAsInt();
    }

    private SimulatedPayment submit(final TransactionBuilder builder)
    {
        final byte[] bytes = builder.build();
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final byte[] txid = new byte[Txid.LENGTH];
        new TransactionIds(genesis.chainId()).txid(view, new UnsafeBuffer(txid), 0);
        final SimulatedPayment payment = new SimulatedPayment(
            payments.size() + 1, bytes, txid, 1 + payments.size() % (FIRST - 1), network.nowNs(), false);
        payments.add(payment);
        client.submit(payment);
        return payment;
    }

    private void runUntil(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            assertThat(network.nowNs()).as("heights %s, payments %d, verdicts %s", nodes.stream().map(Node::height)
                .toList(), payments.size(), client.verdicts()).isLessThan(BOUND_NS);
            network.advance(network.nowNs() + STEP_NS);
            for (final Node node : nodes)
            {
                for (int i = 0; i < 64 && node.validator.doWork(network.nowNs()) > 0; i++)
                {
                    continue;
                }
            }
            client.doWork(network.nowNs());
            if (network.nowNs() >= nextPaymentNs)
            {
                nextPaymentNs += PAYMENT_NS;
                submit(new TransactionBuilder(genesis.chainId())
                    .input(coins.remove(coins.size() - 1), payer).output(COIN / 2, payer.keyHash()));
            }
        }
    }

    private static String endpoint(final int validator)
    {
        return "10.0.0." + (validator + 1) + ":1";
    }

    private Genesis genesis()
    {
        final Genesis.Builder builder = Genesis.builder().rule(Genesis.RULE_QUORUM).bondUnit(UNIT).seed(1);
        for (int i = 0; i < FIRST; i++)
        {
            builder.validator(TestKeys.key(i).publicKey(), 100);
        }
        return builder.allocation(COIN, TestKeys.key(JOINER).keyHash(), 1)
            .allocation(COIN, TestKeys.key(0).keyHash(), 1)
            .allocation(COIN, payer.keyHash(), 1_000).build();
    }
}

package io.timecoin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.timecoin.block.BlockStore;
import io.timecoin.block.Evidence;
import io.timecoin.block.MemoryBlockStore;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.consensus.bft.MemoryVoteLog;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.crypto.TestKeys;
import io.timecoin.finality.BlocksStage;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.InMemoryUtxoStore;
import io.timecoin.validator.Validator;
import io.timecoin.validator.ValidatorLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One of four proposes and votes twice for one step, is caught, and has no vote any more two epochs later. */
class EvidenceSimulationTest
{
    private static final int COUNT = 4;
    private static final int LIAR = 3;
    private static final int EPOCH = 100;
    private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(190);
    private static final BftParameters TIMES = BftParameters.ofMillis(50, 100, 300, 100, 100, 100);

    private final SignatureVerifier verifier = new RememberingVerifier(SignatureVerifiers.fastest());
    private final VirtualNetwork network = new VirtualNetwork(COUNT,
        LinkConditions.reliable(TimeUnit.MILLISECONDS.toNanos(2), 0),
        LinkConditions.reliable(TimeUnit.MICROSECONDS.toNanos(500), 0), new SplitMix(7));
    private final List<Validator> validators = new ArrayList<>();
    private final List<BlocksStage> stages = new ArrayList<>();
    private final List<BlockStore> stores = new ArrayList<>();

    @AfterEach
    void close()
    {
        validators.forEach(Validator::close);
    }

    @Test
    void shouldChargeWhoContradictsItselfAndNobodyElse()
    {
        begin(10_000);
        runTo(2 * EPOCH + 20);

        int charges = 0;
        for (int height = 1; height <= 2 * EPOCH + 20; height++)
        {
            for (final BlockStore store : stores)
            {
                assertThat(store.commit(height).header()).isEqualTo(stores.get(0).commit(height).header());
                assertThat(store.evidence(height)).isEqualTo(stores.get(0).evidence(height));
            }
            for (final Evidence evidence : stores.get(0).evidence(height).entries())
            {
                assertThat(evidence.validator()).isEqualTo(LIAR);
                assertThat(height).isLessThan(EPOCH);
                charges++;
            }
            assertThat(stores.get(0).commit(height).header().proposer() == LIAR && height > 2 * EPOCH).isFalse();
        }
        assertThat(charges).isOne();
        for (final BlocksStage stage : stages)
        {
            assertThat(stage.stats().charged).isOne();
        }
        requireOnlyTheLiarIsKnown();
    }

    /** Where validators stay for ever it is known, and no block charges it. */
    @Test
    void shouldOnlyKeepItWhereNobodyCanBeCharged()
    {
        begin(0);
        runTo(40);

        for (int height = 1; height <= 40; height++)
        {
            assertThat(stores.get(0).evidence(height).size()).isZero();
        }
        requireOnlyTheLiarIsKnown();
    }

    private void requireOnlyTheLiarIsKnown()
    {
        for (int i = 0; i < LIAR; i++)
        {
            for (int other = 0; other < LIAR; other++)
            {
                assertThat(stages.get(i).against(other)).isNull();
            }
            assertThat(stages.get(i).against(LIAR)).isNotNull();
            assertThat(stages.get(i).stats().badEvidence).containsOnly(0);
        }
    }

    private void runTo(final int height)
    {
        while (stores.stream().anyMatch((store) -> store.lastHeight() < height))
        {
            assertThat(network.nowNs()).as("heights %s", stores.stream().map(BlockStore::lastHeight).toList())
                .isLessThan(BOUND_NS);
            network.advance(network.nowNs() + TimeUnit.MILLISECONDS.toNanos(1));
            for (final Validator validator : validators)
            {
                for (int i = 0; i < 64 && validator.doWork(network.nowNs()) > 0; i++)
                {
                    continue;
                }
            }
        }
    }

    private void begin(final long bondUnit)
    {
        final Genesis.Builder builder = Genesis.builder().rule(Genesis.RULE_QUORUM).bondUnit(bondUnit).seed(1);
        final List<String> peers = new ArrayList<>();
        final List<VirtualTransport> transports = new ArrayList<>();
        for (int i = 0; i < COUNT; i++)
        {
            builder.validator(TestKeys.key(i).publicKey(), 100);
            peers.add("10.0.0." + (i + 1) + ":1");
            transports.add(network.join(peers.get(i)));
        }
        final Genesis genesis = builder.allocation(1_000_000, TestKeys.key(9).keyHash(), 4).build();
        for (int i = 0; i < COUNT; i++)
        {
            final int self = i;
            final MemoryBlockStore store = new MemoryBlockStore();
            final FinalitySettings settings =
                FinalitySettings.of(genesis, self, TestKeys.key(self), new MemoryVoteLog(), store)
                    .withMeans(verifier, () -> 0, self)
                    .withLimits(TIMES, 512, 128);
            final InMemoryUtxoStore outputs = new InMemoryUtxoStore(4_096);
            Validator.loadGenesis(genesis, outputs);
            stores.add(store);
            validators.add(Validator.builder()
                .genesis(genesis)
                .self(self)
                .identity(TestKeys.key(self).publicKey())
                .limits(ValidatorLimits.simulated())
                .store(outputs)
                .transport(transports.get(self), peers.get(self), peers)
                .verifiers(() -> verifier)
                .secrets(self, self)
                .blocks((table, rings, counters) ->
                {
                    stages.add(new BlocksStage(settings, table, rings, counters));
                    return stages.get(self);
                }, 512)
                .build());
        }
        network.behaviour(LIAR, new Equivocating(new Forger(genesis.chainId(), LIAR, TestKeys.key(LIAR)),
            new Faces((validator) -> validator % 2 == 0), new SplitMix(3)));
    }
}

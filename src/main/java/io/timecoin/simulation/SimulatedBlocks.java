package io.timecoin.simulation;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

import io.timecoin.block.BlockStore;
import io.timecoin.block.MemoryBlockStore;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.consensus.bft.MemoryVoteLog;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.finality.BlocksStage;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Rings;
import io.timecoin.validator.BlocksFactory;

/** One simulated validator's part in blocks: its stage, and what would be its disk. */
final class SimulatedBlocks implements BlocksFactory
{
    private static final int EXPECTED_EFFECTS = 128;
    private static final BftParameters TIMES = BftParameters.ofMillis(1_000, 5_000, 1_000, 500, 500, 500);

    private final Genesis genesis;
    private final int self;
    private final KeyPair identity;
    private final Means means;
    private final MemoryVoteLog log = new MemoryVoteLog();
    private final Set<ByteBuffer> finals = new HashSet<>();
    private BlockStore store;
    private FinalitySettings settings;
    private BlocksStage stage;

    /** What its blocks stage is given from outside. */
    record Means(SignatureVerifier verifier, LongSupplier clockMs, long secret, ObservedBlocks.Observer observer)
    {
    }

    SimulatedBlocks(final Genesis genesis, final int self, final KeyPair identity, final Means means)
    {
        this.genesis = genesis;
        this.self = self;
        this.identity = identity;
        this.means = means;
        begin();
    }

    /**
     * Ends a life: blocks are fetched from others again, since nothing else of the state is kept either; of its own
     * votes only what reached the disk is known.
     *
     * @param kept votes that were not forced and happened to be written.
     */
    void crash(final int kept)
    {
        log.crash(kept);
        finals.clear();
        begin();
    }

    private void begin()
    {
        store = new ObservedBlocks(new MemoryBlockStore(),
            (header, ids, bodies, sums) ->
            {
                for (int i = 0; i < header.transactionCount(); i++)
                {
                    finals.add(Txid.of(ids, i * Txid.LENGTH));
                }
                means.observer.onBlock(header, ids, bodies, sums);
            });
        settings = FinalitySettings.of(genesis, self, identity, log, store)
            .withMeans(means.verifier, means.clockMs, means.secret)
            .withLimits(TIMES, ValidatorNodes.MAX_BLOCK_TRANSACTIONS, EXPECTED_EFFECTS);
    }

    @Override
    public DutyCycle make(final TransactionTable table, final Rings rings, final Counters counters)
    {
        stage = new BlocksStage(settings, table, rings, counters);
        return stage;
    }

    @Override
    public int openHeight()
    {
        return log.openHeight(store.lastHeight());
    }

    BlocksStage stage()
    {
        return stage;
    }

    int height()
    {
        return store.lastHeight();
    }

    /** Whether a payment is in a final block. */
    boolean isFinal(final byte[] txid)
    {
        return finals.contains(Txid.of(txid));
    }
}

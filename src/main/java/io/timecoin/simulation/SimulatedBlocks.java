package io.timecoin.simulation;

import java.util.function.LongSupplier;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockStore;
import io.timecoin.block.Commit;
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

    private final BlockStore store = new MemoryBlockStore();
    private final MemoryVoteLog log = new MemoryVoteLog();
    private final FinalitySettings settings;
    private BlocksStage stage;

    SimulatedBlocks(
        final Genesis genesis, final int self, final KeyPair identity, final SignatureVerifier verifier,
        final LongSupplier clockMs, final long secret)
    {
        settings = FinalitySettings.of(genesis, self, identity, log, store)
            .withMeans(verifier, clockMs, secret)
            .withLimits(TIMES, ValidatorNodes.MAX_BLOCK_TRANSACTIONS, EXPECTED_EFFECTS);
    }

    @Override
    public DutyCycle make(final TransactionTable table, final Rings rings, final Counters counters)
    {
        stage = new BlocksStage(settings, table, rings, counters);
        return stage;
    }

    BlocksStage stage()
    {
        return stage;
    }

    int height()
    {
        return store.lastHeight();
    }

    Commit commit(final int height)
    {
        return store.commit(height);
    }

    /** Whether a payment is in a final block. */
    boolean isFinal(final byte[] txid)
    {
        return store.find(new UnsafeBuffer(txid), 0, 1) != null;
    }
}

package io.timecoin.simulation;

import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.Validator;

/** One validator of a simulation: all its stages in the calling thread. */
final class SimulatedNode
{
    /** Rounds after which a busy node lets the others go on; the work that is left waits for its next waking. */
    private static final int MAX_ROUNDS = 256;

    private final Validator validator;
    private final UtxoStore store;
    private final SimulatedBlocks blocks;
    private final int phase;

    SimulatedNode(
        final Validator validator, final UtxoStore store, final SimulatedBlocks blocks, final int phase)
    {
        this.validator = validator;
        this.store = store;
        this.blocks = blocks;
        this.phase = phase;
    }

    /** The part of a millisecond at which this node wakes: nodes do not tick in step. */
    int phase()
    {
        return phase;
    }

    Validator validator()
    {
        return validator;
    }

    UtxoStore store()
    {
        return store;
    }

    /** What it knows of blocks; null if nobody makes any. */
    SimulatedBlocks blocks()
    {
        return blocks;
    }

    void doWork(final long nowNs)
    {
        for (int i = 0; i < MAX_ROUNDS && validator.doWork(nowNs) > 0; i++)
        {
            continue;
        }
    }
}

package io.timecoin.simulation;

import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.Validator;

/** One validator of a simulation: all its stages in the calling thread, in one life after another. */
final class SimulatedNode
{
    /** What one life is made of. */
    record Life(Validator validator, VirtualTransport transport, UtxoStore store)
    {
    }

    /** Rounds after which a busy node lets the others go on; the work that is left waits for its next waking. */
    private static final int MAX_ROUNDS = 256;

    private final SimulatedBlocks blocks;
    private final int phase;
    private Life life;
    private boolean isDown;
    private RuntimeException halt;
    private long pausedUntilNs;
    private long wakings;

    SimulatedNode(final Life life, final SimulatedBlocks blocks, final int phase)
    {
        this.life = life;
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
        return life.validator;
    }

    UtxoStore store()
    {
        return life.store;
    }

    VirtualTransport transport()
    {
        return life.transport;
    }

    /** What it knows of blocks; null if nobody makes any. */
    SimulatedBlocks blocks()
    {
        return blocks;
    }

    /** Wakings in which there was something to do. */
    long wakings()
    {
        return wakings;
    }

    /** Whether it has ended, for a while or for good. */
    boolean isDown()
    {
        return isDown;
    }

    /** Lets the node stand still, as a machine that is suspended: what comes meanwhile waits. */
    void pauseUntil(final long timeNs)
    {
        pausedUntilNs = timeNs;
    }

    /** Ends this life. */
    void end()
    {
        isDown = true;
    }

    /** Begins another. */
    void begin(final Life next)
    {
        life = next;
        isDown = halt != null;
    }

    /** Does all that there is to do; what the node halts with is returned, once. */
    RuntimeException doWork(final long nowNs)
    {
        if (isDown || nowNs < pausedUntilNs)
        {
            return null;
        }
        try
        {
            int rounds = 0;
            while (rounds < MAX_ROUNDS && life.validator.doWork(nowNs) > 0)
            {
                rounds++;
            }
            wakings += rounds > 0 ? 1 : 0;
            return null;
        }
        catch (final RuntimeException ex)
        {
            // A node that halts leaves the others alone.
            halt = ex;
            isDown = true;
            return ex;
        }
    }
}

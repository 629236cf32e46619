package io.timecoin.finality;

import io.timecoin.block.BlockStoreException;

import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stored blocks that could not be read for others. The node needs them for nothing itself, and the others have them:
 * each is counted, and told to the operator once.
 */
public final class StoreFaults
{
    /** So many are told of, and the rest only counted: a disk that fails has endless ones. */
    private static final int MAX_TOLD = 64;

    private final Set<String> told = new HashSet<>();
    private final Queue<BlockStoreException> untold = new ConcurrentLinkedQueue<>();
    private long count;

    void add(final BlockStoreException fault)
    {
        count++;
        if (told.size() < MAX_TOLD && told.add(fault.getMessage()))
        {
            untold.add(fault);
        }
    }

    long count()
    {
        return count;
    }

    /**
     * Takes a fault of which the operator has not been told. Any one thread may ask.
     *
     * @return the next one, or null.
     */
    public BlockStoreException next()
    {
        return untold.poll();
    }
}

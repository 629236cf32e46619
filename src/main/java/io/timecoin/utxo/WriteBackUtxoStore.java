package io.timecoin.utxo;

import io.timecoin.crypto.SaltedHash;
import org.agrona.DirectBuffer;

import java.security.SecureRandom;
import java.util.function.BooleanSupplier;

/**
 * The persisted set with its latest outputs kept in memory: one that is spent while it is there never touches the map.
 * Every unspent output is either in memory or in the map, and in both only while it moves. The map lags behind by what
 * is in memory; {@link #close()} catches up before the mark of a clean close is left.
 *
 * <p>When the memory fills up, its oldest outputs move to the map: each output that comes in pays for two that move
 * on, so that no call ever waits for a whole batch. Before that they move only when {@link #settle} is called: a close
 * has to move all that is left, within the seconds that a stop may take, on a machine that may be busy otherwise
 * (perf/README.md, "Stop beside other load"). Outputs that the map holds are removed from it when they are spent:
 * validation has just read them there, so their cache lines are warm.
 *
 * <p>Readers look into memory first, then into the map, without a lock of this class. The writer puts an output into
 * the map before it strikes it out here; so whoever does not find it here, because it has moved, finds it there (why
 * the order holds between threads: {@link RecentOutputs}; the map's segments have locks). What is spent is nowhere: it
 * was struck out here, or removed there, by one step, and never copied from the map into memory. A reader that finds
 * nothing in memory, and then in the map what came and went meanwhile, tells what was so for a moment of its call; and
 * if it finds nothing in either, there was a moment in which the output was in neither: an output goes from the map to
 * memory only by way of a transaction that spends it and is taken back.
 *
 * <p>That an output which comes in is not in the map already is found soon after it has moved there, by the number of
 * outputs, and halts the node then. To look each one up would cost as much as to put it in, for what cannot be: a
 * transaction's id is a hash that includes what it spends, so one that is applied twice fails by its inputs at once.
 */
public final class WriteBackUtxoStore extends CheckedUtxoStore
{
    /** Most memory that is of use, in bytes: what one buffer holds. */
    public static final long MAX_CACHE_BYTES = (long)RecentOutputs.MAX_CAPACITY * RecentOutputs.BYTES_PER_OUTPUT;

    private static final int MAX_BATCH = 1 << 15;
    private static final int BATCHES = 8;
    private static final int WRITES_PER_OUTPUT = 2;
    private static final int WRITES_PER_STEP = 64;
    /** What is in memory when the owner is at leisure: as much as a close moves in a few hundredths of a second. */
    private static final int MAX_SETTLED = 8_192;

    private final ChronicleUtxoStore map;
    private final RecentOutputs recent;
    private final FlushBatch batch;
    private final int batchLength;
    /** Records up to which {@link #settle} lets the log grow; then it cuts it down to half of that. */
    private final int settled;
    /** Outputs in memory and in the map; unlike {@link #size()} right in the midst of a commit too. */
    private long total;
    private int owedWrites;
    private boolean closed;

    private WriteBackUtxoStore(final ChronicleUtxoStore map, final int outputs)
    {
        super(map.capacity(), false);
        this.map = map;
        batchLength = Math.max(1, Math.min(MAX_BATCH, outputs / BATCHES));
        settled = Math.min(MAX_SETTLED, outputs / 2);
        recent = new RecentOutputs(outputs, new SaltedHash(new SecureRandom().nextLong()));
        batch = new FlushBatch(recent, map, batchLength);
        total = map.size();
        restore(total);
    }

    /**
     * Keeps the latest outputs of a set in memory.
     *
     * @param map        the open set, from now on this store's alone; closed with it.
     * @param cacheBytes most memory, rounded down to whole outputs; 0 for none.
     * @return the set, which is the map itself if the memory holds no output.
     */
    public static UtxoStore over(final ChronicleUtxoStore map, final long cacheBytes)
    {
        final long outputs = Math.min(Math.min(cacheBytes, MAX_CACHE_BYTES) / RecentOutputs.BYTES_PER_OUTPUT,
            map.capacity());
        if (outputs < 1)
        {
            return map;
        }
        try
        {
            return new WriteBackUtxoStore(map, (int)outputs);
        }
        catch (final OutOfMemoryError ex)
        {
            // It was opened, and is clean: it must not look as if a process had died over it.
            map.close();
            throw ex;
        }
    }

    @Override
    public boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        return recent.get(outpoint, offset, into) || map.get(outpoint, offset, into);
    }

    @Override
    public long touch(final DirectBuffer outpoint, final int offset)
    {
        return recent.touch(outpoint, offset);
    }

    @Override
    public void forEach(final UtxoConsumer consumer)
    {
        map.forEach(consumer);
        recent.forEach(consumer);
    }

    /** Memory first: what moves on from there meanwhile is in the map already when the map's turn comes. */
    @Override
    public void scan(final UtxoConsumer consumer, final BooleanSupplier goesOn)
    {
        recent.scan(consumer, goesOn);
        map.scan(consumer, goesOn);
    }

    @Override
    public boolean settle(final int writes)
    {
        if (!batch.isActive())
        {
            if (recent.used() <= settled || isDamaged())
            {
                return false;
            }
            batch.begin(recent.used() - settled / 2);
        }
        damage(true);
        step(writes);
        damage(false);
        return true;
    }

    /** Moves everything to the map and closes it, unless a write failed half way. A second call does nothing. */
    @Override
    public void close()
    {
        if (closed)
        {
            return;
        }
        closed = true;
        map.damage(true);
        try
        {
            if (!isDamaged())
            {
                flush();
                map.restore(size());
                map.damage(false);
            }
        }
        finally
        {
            map.close();
        }
    }

    @Override
    boolean contains(final DirectBuffer outpoint, final int offset)
    {
        return recent.contains(outpoint, offset) || map.contains(outpoint, offset);
    }

    @Override
    boolean isTaken(final DirectBuffer outpoint, final int offset)
    {
        return recent.contains(outpoint, offset);
    }

    @Override
    void insert(final DirectBuffer outpoint, final int offset, final UtxoEntry output)
    {
        makeRoom();
        recent.add(outpoint, offset, output);
        total++;
    }

    @Override
    void delete(final DirectBuffer outpoint, final int offset)
    {
        if (!recent.remove(outpoint, offset))
        {
            map.delete(outpoint, offset);
        }
        total--;
    }

    @Override
    boolean take(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        if (!recent.take(outpoint, offset, into) && !map.take(outpoint, offset, into))
        {
            return false;
        }
        total--;
        return true;
    }

    /** Outputs in memory. */
    int recentCount()
    {
        return recent.size();
    }

    /** Moves everything to the map. */
    void flush()
    {
        while (recent.used() > 0)
        {
            step(batchLength);
        }
        owedWrites = 0;
    }

    private void makeRoom()
    {
        if (!batch.isActive() && recent.room() > batchLength)
        {
            return;
        }
        owedWrites += WRITES_PER_OUTPUT;
        if (owedWrites >= WRITES_PER_STEP)
        {
            step(owedWrites);
            owedWrites = 0;
        }
        while (recent.room() == 0)
        {
            step(WRITES_PER_STEP);
        }
    }

    private void step(final int writes)
    {
        if (!batch.isActive())
        {
            batch.begin(batchLength);
        }
        batch.step(writes);
        if (!batch.isActive())
        {
            map.requireSize(total - recent.size());
        }
    }
}

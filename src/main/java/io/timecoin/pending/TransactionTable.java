package io.timecoin.pending;

import io.timecoin.InvariantViolation;
import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * The bytes of all pending transactions, off heap, in chained blocks of {@value #BLOCK_LENGTH} bytes; behind them, one
 * record for each input tells what it spends. A payment of 1 input and 2 outputs takes 219 and 33: one block.
 * <p>
 * A handle is an index of 20 bits and a generation of 12, so that a handle which outlived its transaction is seen as
 * stale. Only validation writes. Other stages read the entries of handles that a ring brought them, until they have
 * published that they are done: the rings' sequences order all accesses, so nothing here is volatile.
 */
public final class TransactionTable
{
    public static final int NULL_HANDLE = 0;
    public static final int NO_SESSION = 0;
    public static final int BLOCK_LENGTH = 256;
    public static final int MAX_TRANSACTION_LENGTH = 64 * 1024;
    /** Most inputs of a transaction. */
    public static final int MAX_INPUTS = 256;
    /** Bytes of what an input spends: amount (8), lock type (1), key hash (20), coinbase height (4), little endian. */
    public static final int SPENT_LENGTH = 33;
    /** Most bytes of what a transaction spends. */
    public static final int MAX_SPENT_LENGTH = MAX_INPUTS * SPENT_LENGTH;
    public static final int MAX_BLOCKS_PER_TRANSACTION = (MAX_TRANSACTION_LENGTH + MAX_SPENT_LENGTH) / BLOCK_LENGTH;
    public static final int INDEX_BITS = 20;
    public static final int MAX_BLOCKS = 1 << INDEX_BITS;
    public static final int MAX_GENERATION = 4095;

    private static final int INDEX_MASK = MAX_BLOCKS - 1;
    private static final int NULL_BLOCK = -1;
    private static final int ID_LENGTH = 32;
    private static final int IDS_LENGTH = 2 * ID_LENGTH;
    private static final int FREE = 0;

    private final int capacity;
    private final UnsafeBuffer data;
    private final UnsafeBuffer ids;
    private final int[] next;
    private final int[] lengths;
    private final short[] inputs;
    private final short[] generations;
    private final long[] fees;
    private final int[] sessions;
    private final long[] references;

    private int untouched;
    private int freeHead = NULL_BLOCK;
    private int freeTail = NULL_BLOCK;
    private int blocksInUse;
    private int count;

    /**
     * An empty table.
     *
     * @param blocks number of blocks, at most {@link #MAX_BLOCKS}; all memory is taken now.
     */
    public TransactionTable(final int blocks)
    {
        if (blocks < 1 || blocks > MAX_BLOCKS)
        {
            throw new IllegalArgumentException("blocks must be 1 to " + MAX_BLOCKS + ": " + blocks);
        }
        capacity = blocks;
        data = new UnsafeBuffer(ByteBuffer.allocateDirect(blocks * BLOCK_LENGTH));
        ids = new UnsafeBuffer(ByteBuffer.allocateDirect(blocks * IDS_LENGTH));
        next = new int[blocks];
        lengths = new int[blocks];
        inputs = new short[blocks];
        generations = new short[blocks];
        fees = new long[blocks];
        sessions = new int[blocks];
        references = new long[blocks];
    }

    /**
     * Stores a transaction of which nobody will ask what it spends. Validation only.
     *
     * @param source buffer with its bytes.
     * @param offset of the first.
     * @param length 1 to {@link #MAX_TRANSACTION_LENGTH}.
     * @return its handle, or {@link #NULL_HANDLE} if there is no space; fee, session and reference are 0.
     */
    public int allocate(final DirectBuffer source, final int offset, final int length)
    {
        return allocate(source, offset, length, 0);
    }

    /**
     * Stores a transaction, with room for what it spends. Validation only.
     *
     * @param source     buffer with its bytes.
     * @param offset     of the first.
     * @param length     1 to {@link #MAX_TRANSACTION_LENGTH}.
     * @param inputCount 0 to {@link #MAX_INPUTS}.
     * @return its handle, or {@link #NULL_HANDLE} if there is no space; fee, session and reference are 0.
     */
    public int allocate(final DirectBuffer source, final int offset, final int length, final int inputCount)
    {
        if (length < 1 || length > MAX_TRANSACTION_LENGTH)
        {
            throw new InvariantViolation("length of a pending transaction", length);
        }
        if (inputCount < 0 || inputCount > MAX_INPUTS)
        {
            throw new InvariantViolation("inputs of a pending transaction", inputCount);
        }
        final int blocks = blocksFor(length, inputCount);
        if (blocks > capacity - blocksInUse)
        {
            return NULL_HANDLE;
        }
        int first = NULL_BLOCK;
        int last = NULL_BLOCK;
        for (int i = 0, done = 0; i < blocks; i++, done += BLOCK_LENGTH)
        {
            final int block = takeBlock();
            if (done < length)
            {
                data.putBytes(block * BLOCK_LENGTH, source, offset + done, Math.min(BLOCK_LENGTH, length - done));
            }
            if (first == NULL_BLOCK)
            {
                first = block;
            }
            else
            {
                next[last] = block;
            }
            last = block;
        }
        next[last] = NULL_BLOCK;
        blocksInUse += blocks;
        count++;
        lengths[first] = length;
        inputs[first] = (short)inputCount;
        fees[first] = 0;
        sessions[first] = NO_SESSION;
        references[first] = 0;
        generations[first] = (short)(generations[first] == MAX_GENERATION ? 1 : generations[first] + 1);
        return generations[first] << INDEX_BITS | first;
    }

    /**
     * Gives a transaction's space back; its handle is stale from now on. Validation only, when no stage reads it any
     * more.
     *
     * @param handle of a stored transaction; a stale one is an {@link InvariantViolation}.
     */
    public void free(final int handle)
    {
        checkCurrent(handle);
        final int first = index(handle);
        int last = first;
        int blocks = 1;
        while (next[last] != NULL_BLOCK)
        {
            last = next[last];
            blocks++;
        }
        // First in, first out: an index comes back only after all others, and a generation after 4,095 such rounds.
        if (freeTail == NULL_BLOCK)
        {
            freeHead = first;
        }
        else
        {
            next[freeTail] = first;
        }
        freeTail = last;
        lengths[first] = FREE;
        blocksInUse -= blocks;
        count--;
    }

    /**
     * The part of a handle that indexes columns.
     *
     * @param handle any handle.
     * @return 0 to capacity - 1.
     */
    public static int index(final int handle)
    {
        return handle & INDEX_MASK;
    }

    /**
     * The part of a handle that tells the successive transactions of an index apart.
     *
     * @param handle any handle.
     * @return 1 to {@link #MAX_GENERATION}, 0 for {@link #NULL_HANDLE}.
     */
    public static int generation(final int handle)
    {
        return handle >>> INDEX_BITS;
    }

    /**
     * Whether a handle still names a stored transaction.
     *
     * @param handle any number.
     * @return false if it is null, stale or was never given out.
     */
    public boolean isCurrent(final int handle)
    {
        final int index = index(handle);
        return index < capacity && lengths[index] != FREE && generations[index] == generation(handle);
    }

    /**
     * The handle of the transaction that begins at an index.
     *
     * @param index 0 to capacity - 1.
     * @return its handle, or {@link #NULL_HANDLE} if none begins there.
     */
    public int handleAt(final int index)
    {
        return lengths[index] == FREE ? NULL_HANDLE : generations[index] << INDEX_BITS | index;
    }

    /**
     * Number of blocks; columns of other stages have as many elements.
     *
     * @return as constructed.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * Number of stored transactions.
     *
     * @return 0 or more.
     */
    public int count()
    {
        return count;
    }

    /**
     * Space in use, in whole blocks.
     *
     * @return bytes.
     */
    public long bytesUsed()
    {
        return (long)blocksInUse * BLOCK_LENGTH;
    }

    /**
     * Length of a transaction.
     *
     * @param handle a current handle.
     * @return bytes.
     */
    public int length(final int handle)
    {
        return lengths[index(handle)];
    }

    /**
     * Space of a transaction.
     *
     * @param handle a current handle.
     * @return blocks.
     */
    public int blocks(final int handle)
    {
        final int index = index(handle);
        return blocksFor(lengths[index], inputs[index]);
    }

    /**
     * Number of records of what a transaction spends.
     *
     * @param handle a current handle.
     * @return its inputs; 0 if it was stored without.
     */
    public int spentCount(final int handle)
    {
        return inputs[index(handle)];
    }

    /**
     * Records what a transaction spends. Validation only, before it tells of the handle.
     *
     * @param handle  a current handle.
     * @param records buffer with {@link #SPENT_LENGTH} bytes for each input, in order.
     * @param offset  of the first.
     */
    public void spent(final int handle, final DirectBuffer records, final int offset)
    {
        final int first = index(handle);
        int block = spentBlock(first);
        int within = lengths[first] % BLOCK_LENGTH;
        int remaining = inputs[first] * SPENT_LENGTH;
        int position = offset;
        while (remaining > 0)
        {
            final int part = Math.min(BLOCK_LENGTH - within, remaining);
            data.putBytes(block * BLOCK_LENGTH + within, records, position, part);
            position += part;
            remaining -= part;
            within = 0;
            block = next[block];
        }
    }

    /**
     * Copies what a transaction spends, as validation found it when it judged the transaction: one that is parked has
     * nothing to tell yet.
     *
     * @param handle      a current handle.
     * @param destination receives {@link #SPENT_LENGTH} bytes for each input, in order.
     * @param offset      of the first byte there.
     */
    public void copySpent(final int handle, final MutableDirectBuffer destination, final int offset)
    {
        final int first = index(handle);
        int block = spentBlock(first);
        int within = lengths[first] % BLOCK_LENGTH;
        int remaining = inputs[first] * SPENT_LENGTH;
        int position = offset;
        while (remaining > 0)
        {
            final int part = Math.min(BLOCK_LENGTH - within, remaining);
            destination.putBytes(position, data, block * BLOCK_LENGTH + within, part);
            position += part;
            remaining -= part;
            within = 0;
            block = next[block];
        }
    }

    /**
     * Copies a transaction.
     *
     * @param handle      a current handle.
     * @param destination where to.
     * @param offset      of the first byte there.
     */
    public void copyTo(final int handle, final MutableDirectBuffer destination, final int offset)
    {
        int block = index(handle);
        int remaining = lengths[block];
        int position = offset;
        while (remaining > 0)
        {
            final int part = Math.min(BLOCK_LENGTH, remaining);
            destination.putBytes(position, data, block * BLOCK_LENGTH, part);
            position += part;
            remaining -= part;
            block = next[block];
        }
    }

    /**
     * Points a view at a transaction: in place if it lies in one block, else at a copy.
     *
     * @param handle  a current handle.
     * @param scratch for the copy, {@link #MAX_TRANSACTION_LENGTH} bytes; the caller's own: stages share nothing.
     * @param into    valid until the scratch buffer is used again or the transaction is freed.
     */
    public void view(final int handle, final MutableDirectBuffer scratch, final TransactionView into)
    {
        final int first = index(handle);
        final int length = lengths[first];
        if (length <= BLOCK_LENGTH)
        {
            into.wrap(data, first * BLOCK_LENGTH, length);
        }
        else
        {
            copyTo(handle, scratch, 0);
            into.wrap(scratch, 0, length);
        }
    }

    /**
     * Where ids lie.
     *
     * @return buffer for {@link #txidOffset(int)} and {@link #wtxidOffset(int)}.
     */
    public DirectBuffer ids()
    {
        return ids;
    }

    /**
     * Where a transaction's id lies in {@link #ids()}.
     *
     * @param handle a current handle.
     * @return offset of 32 bytes.
     */
    public int txidOffset(final int handle)
    {
        return index(handle) * IDS_LENGTH;
    }

    /**
     * Where the hash of the whole transaction lies in {@link #ids()}.
     *
     * @param handle a current handle.
     * @return offset of 32 bytes.
     */
    public int wtxidOffset(final int handle)
    {
        return index(handle) * IDS_LENGTH + ID_LENGTH;
    }

    /**
     * Records both ids of a transaction. Validation only.
     *
     * @param handle      a current handle.
     * @param source      buffer with 32 bytes of txid and 32 of each.
     * @param txidOffset  of the txid.
     * @param wtxidOffset of the hash of the whole transaction.
     */
    public void ids(final int handle, final DirectBuffer source, final int txidOffset, final int wtxidOffset)
    {
        ids.putBytes(txidOffset(handle), source, txidOffset, ID_LENGTH);
        ids.putBytes(wtxidOffset(handle), source, wtxidOffset, ID_LENGTH);
    }

    /**
     * What a transaction pays.
     *
     * @param handle a current handle.
     * @return inputs minus outputs, in units.
     */
    public long fee(final int handle)
    {
        return fees[index(handle)];
    }

    /**
     * Records what a transaction pays. Validation only.
     *
     * @param handle a current handle.
     * @param fee    inputs minus outputs, in units.
     */
    public void fee(final int handle, final long fee)
    {
        fees[index(handle)] = fee;
    }

    /**
     * The client's session that submitted a transaction.
     *
     * @param handle a current handle.
     * @return number of the session, or {@link #NO_SESSION} if it came from a peer.
     */
    public int session(final int handle)
    {
        return sessions[index(handle)];
    }

    /**
     * The client's own number for a transaction.
     *
     * @param handle a current handle.
     * @return as submitted.
     */
    public long reference(final int handle)
    {
        return references[index(handle)];
    }

    /**
     * Records who submitted a transaction. Validation only.
     *
     * @param handle    a current handle.
     * @param session   number of the client's session.
     * @param reference the client's own number.
     */
    public void client(final int handle, final int session, final long reference)
    {
        sessions[index(handle)] = session;
        references[index(handle)] = reference;
    }

    /**
     * Blocks that a transaction takes.
     *
     * @param length     of its bytes.
     * @param inputCount number of its inputs.
     * @return 1 to {@link #MAX_BLOCKS_PER_TRANSACTION}.
     */
    public static int blocksFor(final int length, final int inputCount)
    {
        return (length + inputCount * SPENT_LENGTH + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
    }

    /** The block in which the first byte behind a transaction lies. */
    private int spentBlock(final int first)
    {
        int block = first;
        for (int i = lengths[first] / BLOCK_LENGTH; i > 0 && block != NULL_BLOCK; i--)
        {
            block = next[block];
        }
        return block;
    }

    private int takeBlock()
    {
        if (untouched < capacity)
        {
            return untouched++;
        }
        final int block = freeHead;
        freeHead = next[block];
        if (block == freeTail)
        {
            freeHead = NULL_BLOCK;
            freeTail = NULL_BLOCK;
        }
        return block;
    }

    private void checkCurrent(final int handle)
    {
        if (!isCurrent(handle))
        {
            throw new InvariantViolation("stale handle " + Integer.toHexString(handle));
        }
    }
}

package io.timecoin.utxo;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * The set in one array on the heap, for simulation and tests: 72 bytes a slot, one to two slots an output, open
 * addressing with linear probing. Its hash is unkeyed, so that a run repeats exactly: no place for real peers'
 * outputs.
 */
public final class InMemoryUtxoStore extends CheckedUtxoStore
{
    /** Most outputs, so that the array stays within its limit. */
    public static final int MAX_CAPACITY = 1 << 23;

    private static final int SLOT_LENGTH = 72;
    private static final int USED_OFFSET = UtxoRecord.LENGTH;
    private static final byte FREE = 0;
    private static final byte USED = 1;

    private final UnsafeBuffer slots;
    private final int mask;

    /**
     * An empty set.
     *
     * @param capacity most outputs, at most {@link #MAX_CAPACITY}.
     */
    public InMemoryUtxoStore(final int capacity)
    {
        super(capacity, true);
        if (capacity > MAX_CAPACITY)
        {
            throw new IllegalArgumentException("capacity must be at most " + MAX_CAPACITY + ": " + capacity);
        }
        // At most 80 % of the slots are in use, so probes stay short and always end.
        final int slotCount = BitUtil.findNextPositivePowerOfTwo(capacity + capacity / 4 + 1);
        slots = new UnsafeBuffer(new byte[slotCount * SLOT_LENGTH]);
        mask = slotCount - 1;
    }

    // Reading and writing exclude each other by the monitor: this form is for correctness, not for speed.
    @Override
    public synchronized boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        final int slot = find(outpoint, offset);
        if (isFree(slot))
        {
            return false;
        }
        UtxoRecord.getValue(slots, slot * SLOT_LENGTH + OUTPOINT_LENGTH, into);
        return true;
    }

    @Override
    public synchronized void forEach(final UtxoConsumer consumer)
    {
        final UtxoEntry entry = new UtxoEntry();
        for (int slot = 0; slot <= mask; slot++)
        {
            if (!isFree(slot))
            {
                UtxoRecord.getValue(slots, slot * SLOT_LENGTH + OUTPOINT_LENGTH, entry);
                consumer.accept(slots, slot * SLOT_LENGTH, entry);
            }
        }
    }

    @Override
    public void close()
    {
        // Nothing is held but memory.
    }

    @Override
    synchronized boolean contains(final DirectBuffer outpoint, final int offset)
    {
        return !isFree(find(outpoint, offset));
    }

    @Override
    synchronized void insert(final DirectBuffer outpoint, final int offset, final UtxoEntry output)
    {
        final int slot = find(outpoint, offset);
        final int at = slot * SLOT_LENGTH;
        slots.putBytes(at, outpoint, offset, OUTPOINT_LENGTH);
        UtxoRecord.putValue(slots, at + OUTPOINT_LENGTH, output);
        slots.putByte(at + USED_OFFSET, USED);
    }

    @Override
    synchronized void delete(final DirectBuffer outpoint, final int offset)
    {
        int hole = find(outpoint, offset);
        int next = hole;
        while (true)
        {
            next = (next + 1) & mask;
            if (isFree(next))
            {
                break;
            }
            // A record may move into the hole unless its home lies cyclically after the hole.
            final int home = home(slots, next * SLOT_LENGTH);
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                slots.putBytes(hole * SLOT_LENGTH, slots, next * SLOT_LENGTH, SLOT_LENGTH);
                hole = next;
            }
        }
        slots.putByte(hole * SLOT_LENGTH + USED_OFFSET, FREE);
    }

    /** The slot of an outpoint, or the free slot where it belongs. */
    private int find(final DirectBuffer outpoint, final int offset)
    {
        int slot = home(outpoint, offset);
        while (!isFree(slot) && !holds(slot, outpoint, offset))
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isFree(final int slot)
    {
        return slots.getByte(slot * SLOT_LENGTH + USED_OFFSET) == FREE;
    }

    private boolean holds(final int slot, final DirectBuffer outpoint, final int offset)
    {
        final int at = slot * SLOT_LENGTH;
        for (int i = 0; i < UtxoRecord.TXID_LENGTH; i += Long.BYTES)
        {
            if (slots.getLong(at + i) != outpoint.getLong(offset + i))
            {
                return false;
            }
        }
        return slots.getShort(at + UtxoRecord.TXID_LENGTH) == outpoint.getShort(offset + UtxoRecord.TXID_LENGTH);
    }

    private int home(final DirectBuffer outpoint, final int offset)
    {
        final long index = outpoint.getShort(offset + UtxoRecord.TXID_LENGTH, ByteOrder.LITTLE_ENDIAN);
        final long mixed = (outpoint.getLong(offset, ByteOrder.LITTLE_ENDIAN) ^ index) * 0x9E3779B97F4A7C15L;
        return (int)(mixed >>> 32) & mask;
    }
}

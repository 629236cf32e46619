package io.timecoin.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.LtHash;
import io.timecoin.crypto.SaltedHash;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionView;

/**
 * What one block changes in the set of unspent outputs. Outputs that it both creates and spends cancel before anything
 * is hashed. Reusable; only a larger block than all before it allocates. For one thread.
 */
public final class BlockEffects
{
    private static final int FREE = 0;

    private final SaltedHash salted;
    private final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[StateElement.OUTPOINT_LENGTH]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[StateElement.VALUE_LENGTH]);
    private UnsafeBuffer elements;
    // +1: created, -1: spent, 0: both, which is neither.
    private byte[] signs;
    // Of elements that were created: number + 1, or FREE.
    private int[] slots;
    private int count;
    private int createdCount;
    private int spentCount;

    /**
     * No effects.
     *
     * @param expectedElements so many outputs, created and spent, take no further memory.
     * @param salt             secret: whoever knows it can make this slow.
     */
    public BlockEffects(final int expectedElements, final long salt)
    {
        final int capacity = Integer.highestOneBit(Math.max(expectedElements, 8) * 2 - 1);
        elements = new UnsafeBuffer(new byte[capacity * StateElement.LENGTH]);
        signs = new byte[capacity];
        slots = new int[2 * capacity];
        salted = new SaltedHash(salt);
    }

    /** Begins the next block: without effects. */
    public void clear()
    {
        if (count > 0)
        {
            Arrays.fill(slots, FREE);
        }
        count = 0;
        createdCount = 0;
        spentCount = 0;
    }

    /**
     * Adds what a transaction does, in the block's order.
     *
     * @param txid        buffer with its id.
     * @param txidOffset  of the 32 bytes.
     * @param tx          its bytes.
     * @param spent       buffer with the values of the outputs that it spends, in the order of its inputs.
     * @param spentOffset of the first; {@link StateElement#VALUE_LENGTH} bytes each.
     */
    public void addTransaction(
        final DirectBuffer txid,
        final int txidOffset,
        final TransactionView tx,
        final DirectBuffer spent,
        final int spentOffset)
    {
        for (int i = 0; i < tx.inputCount(); i++)
        {
            spent(tx.buffer(), tx.outpointOffset(i), spent, spentOffset + i * StateElement.VALUE_LENGTH);
        }
        outpoint.putBytes(0, txid, txidOffset, Sha256.LENGTH);
        for (int i = 0; i < tx.outputCount(); i++)
        {
            outpoint.putShort(Sha256.LENGTH, (short)i, LITTLE_ENDIAN);
            StateElement.putValue(value, 0, tx.amount(i), tx.lockType(i), tx.buffer(), tx.keyHashOffset(i),
                StateElement.NOT_COINBASE);
            created(outpoint, 0, value, 0);
        }
    }

    /**
     * Adds the block's output for its proposer; none if the amount is 0.
     *
     * @param chainId 32 bytes.
     * @param height  of the block.
     * @param amount  subsidy and fees.
     * @param keyHash 20 bytes: of the proposer's identity.
     */
    public void addCoinbase(final byte[] chainId, final int height, final long amount, final byte[] keyHash)
    {
        if (amount > 0)
        {
            StateElement.putCoinbaseOutpoint(chainId, height, outpoint, 0);
            StateElement.putValue(value, 0, amount, 0, new UnsafeBuffer(keyHash), 0, height);
            created(outpoint, 0, value, 0);
        }
    }

    /**
     * Adds an output that the block creates.
     *
     * @param outpointBuffer with the outpoint.
     * @param outpointOffset of its 34 bytes.
     * @param valueBuffer    with the value.
     * @param valueOffset    of its {@link StateElement#VALUE_LENGTH} bytes.
     */
    public void created(
        final DirectBuffer outpointBuffer,
        final int outpointOffset,
        final DirectBuffer valueBuffer,
        final int valueOffset)
    {
        final int element = append(outpointBuffer, outpointOffset, valueBuffer, valueOffset, 1);
        int slot = slot(outpointBuffer, outpointOffset);
        while (slots[slot] != FREE)
        {
            if (hasOutpoint(slots[slot] - 1, outpointBuffer, outpointOffset))
            {
                throw new InvariantViolation("a block creates each output once");
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = element + 1;
        createdCount++;
    }

    /**
     * Adds an output that the block spends; if it created it, the two cancel.
     *
     * @param outpointBuffer with the outpoint.
     * @param outpointOffset of its 34 bytes.
     * @param valueBuffer    with the value.
     * @param valueOffset    of its {@link StateElement#VALUE_LENGTH} bytes.
     */
    public void spent(
        final DirectBuffer outpointBuffer,
        final int outpointOffset,
        final DirectBuffer valueBuffer,
        final int valueOffset)
    {
        for (int slot = slot(outpointBuffer, outpointOffset); slots[slot] != FREE; slot = slot + 1 & slots.length - 1)
        {
            final int element = slots[slot] - 1;
            if (hasOutpoint(element, outpointBuffer, outpointOffset))
            {
                cancel(element, valueBuffer, valueOffset);
                return;
            }
        }
        append(outpointBuffer, outpointOffset, valueBuffer, valueOffset, -1);
        spentCount++;
    }

    /**
     * How many outputs are there after the block that were not before it.
     *
     * @return without those that it spends itself.
     */
    public int createdCount()
    {
        return createdCount;
    }

    /**
     * How many outputs were there before the block that are not after it.
     *
     * @return without those that it creates itself.
     */
    public int spentCount()
    {
        return spentCount;
    }

    /**
     * Shows what is left after cancelling, in the order in which it was added.
     *
     * @param consumer called for each.
     */
    public void forEach(final Consumer consumer)
    {
        for (int i = 0; i < count; i++)
        {
            if (signs[i] != 0)
            {
                consumer.onOutput(signs[i] > 0, elements, i * StateElement.LENGTH,
                    i * StateElement.LENGTH + StateElement.OUTPOINT_LENGTH);
            }
        }
    }

    void applyTo(final LtHash sums)
    {
        for (int i = 0; i < count; i++)
        {
            if (signs[i] > 0)
            {
                sums.add(elements, i * StateElement.LENGTH, StateElement.LENGTH);
            }
            else if (signs[i] < 0)
            {
                sums.remove(elements, i * StateElement.LENGTH, StateElement.LENGTH);
            }
        }
    }

    private void cancel(final int element, final DirectBuffer valueBuffer, final int valueOffset)
    {
        final int at = element * StateElement.LENGTH + StateElement.OUTPOINT_LENGTH;
        for (int i = 0; i < StateElement.VALUE_LENGTH; i++)
        {
            if (elements.getByte(at + i) != valueBuffer.getByte(valueOffset + i))
            {
                throw new InvariantViolation("a block spends what it created");
            }
        }
        if (signs[element] == 0)
        {
            throw new InvariantViolation("a block spends each output once");
        }
        signs[element] = 0;
        createdCount--;
    }

    private int append(
        final DirectBuffer outpointBuffer,
        final int outpointOffset,
        final DirectBuffer valueBuffer,
        final int valueOffset,
        final int sign)
    {
        if (count == signs.length)
        {
            grow();
        }
        final int at = count * StateElement.LENGTH;
        elements.putBytes(at, outpointBuffer, outpointOffset, StateElement.OUTPOINT_LENGTH);
        elements.putBytes(at + StateElement.OUTPOINT_LENGTH, valueBuffer, valueOffset, StateElement.VALUE_LENGTH);
        signs[count] = (byte)sign;
        return count++;
    }

    private void grow()
    {
        signs = Arrays.copyOf(signs, 2 * signs.length);
        final byte[] larger = new byte[signs.length * StateElement.LENGTH];
        elements.getBytes(0, larger, 0, count * StateElement.LENGTH);
        elements = new UnsafeBuffer(larger);
        final int[] old = slots;
        slots = new int[2 * signs.length];
        for (final int element : old)
        {
            if (element != FREE)
            {
                int slot = slot(elements, (element - 1) * StateElement.LENGTH);
                while (slots[slot] != FREE)
                {
                    slot = slot + 1 & slots.length - 1;
                }
                slots[slot] = element;
            }
        }
    }

    private int slot(final DirectBuffer buffer, final int offset)
    {
        return (int)salted.ofOutpoint(buffer, offset) & slots.length - 1;
    }

    private boolean hasOutpoint(final int element, final DirectBuffer buffer, final int offset)
    {
        final int at = element * StateElement.LENGTH;
        return BlockHeader.equal(elements, at, buffer, offset) &&
            elements.getShort(at + Sha256.LENGTH) == buffer.getShort(offset + Sha256.LENGTH);
    }

    /** Receives effects. */
    @FunctionalInterface
    public interface Consumer
    {
        /**
         * One output. The buffer is not to be kept.
         *
         * @param isCreated      false if it is spent.
         * @param buffer         with both.
         * @param outpointOffset of 34 bytes.
         * @param valueOffset    of {@link StateElement#VALUE_LENGTH} bytes.
         */
        void onOutput(boolean isCreated, DirectBuffer buffer, int outpointOffset, int valueOffset);
    }
}

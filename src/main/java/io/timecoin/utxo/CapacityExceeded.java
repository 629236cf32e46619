package io.timecoin.utxo;

/**
 * The set is full, and a transaction would add to it: the node halts before any damage, to be started with a larger
 * capacity.
 */
public final class CapacityExceeded extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long capacity;

    /**
     * Reports a full set.
     *
     * @param size     outputs in the set.
     * @param added    outputs that would come in, net.
     * @param capacity most outputs that it holds.
     */
    public CapacityExceeded(final long size, final long added, final long capacity)
    {
        super("the set of unspent outputs is full: " + size + " of " + capacity + " used and " + added +
            " more needed; raise [storage] utxo_capacity");
        this.size = size;
        this.capacity = capacity;
    }

    /**
     * How many outputs the set holds.
     *
     * @return outputs.
     */
    public long size()
    {
        return size;
    }

    /**
     * How many it can hold.
     *
     * @return outputs.
     */
    public long capacity()
    {
        return capacity;
    }
}

package io.timecoin.utxo;

import org.agrona.DirectBuffer;

/** The unspent outputs as readers see them; safe beside the one writer. */
public interface UtxoView
{
    /** Bytes of an outpoint: 32 of transaction id, 2 of output index (little endian), as an input holds them. */
    int OUTPOINT_LENGTH = 34;

    /**
     * Looks an output up.
     *
     * @param outpoint buffer that holds the outpoint.
     * @param offset   of its {@link #OUTPOINT_LENGTH} bytes.
     * @param into     filled in if the output is unspent.
     * @return whether the output exists and is unspent.
     */
    boolean get(DirectBuffer outpoint, int offset, UtxoEntry into);

    /**
     * Brings what a search for an output will read into the processor's caches, as far as that is cheap. A hint: it
     * changes nothing, and the search may come or not.
     *
     * @param outpoint buffer with the outpoint.
     * @param offset   of its {@link #OUTPOINT_LENGTH} bytes.
     * @return any number, made of what was read, that the caller must put somewhere: the compiler would leave the
     *     reading out otherwise.
     */
    default long touch(final DirectBuffer outpoint, final int offset)
    {
        return 0;
    }

    /** Number of unspent outputs. */
    long size();

    /** Most outputs that the set may hold. */
    long capacity();
}

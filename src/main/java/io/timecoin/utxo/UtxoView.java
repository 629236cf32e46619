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

    /** Number of unspent outputs. */
    long size();

    /** Most outputs that the set may hold. */
    long capacity();
}

package io.timecoin.testnet;

import io.timecoin.utxo.UtxoView;

/** The validators of a testnet, wherever they run. */
interface Cluster extends AutoCloseable
{
    /**
     * Starts all; returns without waiting until they are ready.
     *
     * @throws InterruptedException if interrupted.
     */
    void start() throws InterruptedException;

    /**
     * Whether a validator runs.
     *
     * @param validator its index.
     * @return false once it is lost.
     */
    boolean isAlive(int validator);

    /**
     * What happened to a lost validator.
     *
     * @param validator its index.
     * @return a sentence.
     */
    String lossOf(int validator);

    /**
     * The unspent outputs of a validator.
     *
     * @param validator its index.
     * @return null if they cannot be seen from here.
     */
    UtxoView utxo(int validator);

    /** Stops all that still run. */
    @Override
    void close();
}

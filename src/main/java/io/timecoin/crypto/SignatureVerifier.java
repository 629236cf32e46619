package io.timecoin.crypto;

import org.agrona.DirectBuffer;

/**
 * Verifies Ed25519 signatures, up to 64 at a time, by the criteria of PROTOCOL, section 2. Whether a signature is valid
 * never depends on its companions in the batch. For one thread; nothing is thrown for what a peer can send.
 */
public interface SignatureVerifier
{
    /** Most signatures in a batch: a bit each of the answer. */
    int MAX_BATCH = 64;

    /** Begins an empty batch. */
    void reset();

    /**
     * Adds a signature; everything is copied.
     *
     * @param publicKey buffer that holds the encoded point.
     * @param pkOffset  of its 32 bytes.
     * @param signature buffer that holds R and S.
     * @param sigOffset of their 64 bytes.
     * @param message   buffer that holds what was signed.
     * @param msgOffset of its first byte.
     * @param msgLength its length.
     */
    void add(
        DirectBuffer publicKey,
        int pkOffset,
        DirectBuffer signature,
        int sigOffset,
        DirectBuffer message,
        int msgOffset,
        int msgLength);

    /**
     * How many are in the batch.
     *
     * @return 0 to {@link #MAX_BATCH}.
     */
    int size();

    /**
     * Verifies the batch, which stays as it is until {@link #reset()}.
     *
     * @return bit i is set if signature i is valid.
     */
    long verify();
}

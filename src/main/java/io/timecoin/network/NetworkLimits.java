package io.timecoin.network;

import java.util.concurrent.TimeUnit;

/**
 * Bounds of everything that others can make this node hold or do (PROTOCOL, section 6). Rates are per session and
 * second; 0 lifts a rate.
 *
 * @param maxClients            sessions of clients at a time.
 * @param transactionsPerSecond payments of a client.
 * @param pollsPerSecond        polls and, counted apart, replies of a validator.
 * @param requestsPerSecond     requests and announcements of a validator.
 * @param batchesPerSecond      bulk frames of a validator.
 * @param votesPerSecond        votes and proposals of a validator, those that it passes on included.
 * @param blockFramesPerSecond  lists and commits of blocks of a validator.
 * @param maxMessageBytes       longest logical message, sent in chunks if need be.
 * @param maxPartialBytes       bytes of all logical messages that are being put together at a time.
 * @param idleTimeoutNs         silence after which a session ends.
 * @param controlQueueBytes     most bytes that wait for one validator's control link.
 * @param bulkQueueBytes        most bytes that wait for one validator's bulk link.
 * @param clientQueueBytes      most bytes that wait for one client's link.
 */
public record NetworkLimits(
    int maxClients,
    int transactionsPerSecond,
    int pollsPerSecond,
    int requestsPerSecond,
    int batchesPerSecond,
    int votesPerSecond,
    int blockFramesPerSecond,
    int maxMessageBytes,
    int maxPartialBytes,
    long idleTimeoutNs,
    int controlQueueBytes,
    int bulkQueueBytes,
    int clientQueueBytes)
{
    /** Payments a second of a client of the main network. */
    public static final int MAINNET_TRANSACTIONS_PER_SECOND = 5_000;
    /** Payments a second of a client of a test network. */
    public static final int TESTNET_TRANSACTIONS_PER_SECOND = 1_000;
    /** Votes and proposals a second of a validator. */
    public static final int VOTES_PER_SECOND = 500;
    /** Lists and commits of blocks a second of a validator: answers are among them, so that it bounds catching up. */
    public static final int BLOCK_FRAMES_PER_SECOND = 500;
    /** Questions of a client a second; who wants to know a place needs one a second. */
    public static final int CLIENT_REQUESTS_PER_SECOND = 10;
    /** Smallest queue: it must hold one of the largest frames. */
    public static final int MIN_QUEUE_BYTES = 64 * 1024;

    /**
     * Checks the bounds.
     */
    public NetworkLimits
    {
        requireAtLeast("maxClients", maxClients, 1);
        requireAtLeast("transactionsPerSecond", transactionsPerSecond, 0);
        requireAtLeast("pollsPerSecond", pollsPerSecond, 0);
        requireAtLeast("requestsPerSecond", requestsPerSecond, 0);
        requireAtLeast("batchesPerSecond", batchesPerSecond, 0);
        requireAtLeast("votesPerSecond", votesPerSecond, 0);
        requireAtLeast("blockFramesPerSecond", blockFramesPerSecond, 0);
        requireAtLeast("maxMessageBytes", maxMessageBytes, 128 * 1024);
        requireAtLeast("maxPartialBytes", maxPartialBytes, maxMessageBytes);
        requireAtLeast("idleTimeoutNs", idleTimeoutNs, 1);
        requireAtLeast("controlQueueBytes", controlQueueBytes, MIN_QUEUE_BYTES);
        requireAtLeast("bulkQueueBytes", bulkQueueBytes, MIN_QUEUE_BYTES);
        requireAtLeast("clientQueueBytes", clientQueueBytes, MIN_QUEUE_BYTES);
    }

    /**
     * What a test network starts with.
     *
     * @return the defaults.
     */
    public static NetworkLimits testnet()
    {
        return new NetworkLimits(
            256,
            TESTNET_TRANSACTIONS_PER_SECOND,
            5_000,
            1_000,
            5_000,
            VOTES_PER_SECOND,
            BLOCK_FRAMES_PER_SECOND,
            10 * 1024 * 1024,
            32 * 1024 * 1024,
            TimeUnit.MINUTES.toNanos(5),
            1024 * 1024,
            12 * 1024 * 1024,
            1024 * 1024);
    }

    /**
     * What the main network starts with.
     *
     * @return the defaults.
     */
    public static NetworkLimits mainnet()
    {
        return testnet().withTransactionsPerSecond(MAINNET_TRANSACTIONS_PER_SECOND);
    }

    /**
     * The same with another rate of payments.
     *
     * @param perSecond payments a second of one client, 0 to lift the limit.
     * @return a changed copy.
     */
    public NetworkLimits withTransactionsPerSecond(final int perSecond)
    {
        return new NetworkLimits(maxClients, perSecond, pollsPerSecond, requestsPerSecond, batchesPerSecond,
            votesPerSecond, blockFramesPerSecond, maxMessageBytes, maxPartialBytes, idleTimeoutNs, controlQueueBytes,
            bulkQueueBytes, clientQueueBytes);
    }

    /**
     * The same with another number of clients.
     *
     * @param clients sessions at a time.
     * @return a changed copy.
     */
    public NetworkLimits withMaxClients(final int clients)
    {
        return new NetworkLimits(clients, transactionsPerSecond, pollsPerSecond, requestsPerSecond, batchesPerSecond,
            votesPerSecond, blockFramesPerSecond, maxMessageBytes, maxPartialBytes, idleTimeoutNs, controlQueueBytes,
            bulkQueueBytes, clientQueueBytes);
    }

    /**
     * The same with another bound of logical messages.
     *
     * @param bytes longest logical message.
     * @return a changed copy.
     */
    public NetworkLimits withMaxMessageBytes(final int bytes)
    {
        return new NetworkLimits(maxClients, transactionsPerSecond, pollsPerSecond, requestsPerSecond, batchesPerSecond,
            votesPerSecond, blockFramesPerSecond, bytes, Math.max(maxPartialBytes, bytes), idleTimeoutNs,
            controlQueueBytes, bulkQueueBytes, clientQueueBytes);
    }

    /**
     * The same with another patience with silent sessions.
     *
     * @param timeoutNs silence after which a session ends.
     * @return a changed copy.
     */
    public NetworkLimits withIdleTimeoutNs(final long timeoutNs)
    {
        return new NetworkLimits(maxClients, transactionsPerSecond, pollsPerSecond, requestsPerSecond, batchesPerSecond,
            votesPerSecond, blockFramesPerSecond, maxMessageBytes, maxPartialBytes, timeoutNs, controlQueueBytes,
            bulkQueueBytes, clientQueueBytes);
    }

    /**
     * The same with other bounds of what waits for a slow receiver.
     *
     * @param controlBytes for a validator's control link.
     * @param bulkBytes    for a validator's bulk link.
     * @param clientBytes  for a client's link.
     * @return a changed copy.
     */
    public NetworkLimits withQueueBytes(final int controlBytes, final int bulkBytes, final int clientBytes)
    {
        return new NetworkLimits(maxClients, transactionsPerSecond, pollsPerSecond, requestsPerSecond, batchesPerSecond,
            votesPerSecond, blockFramesPerSecond, maxMessageBytes, maxPartialBytes, idleTimeoutNs, controlBytes,
            bulkBytes, clientBytes);
    }

    private static void requireAtLeast(final String name, final long value, final long least)
    {
        if (value < least)
        {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
    }
}

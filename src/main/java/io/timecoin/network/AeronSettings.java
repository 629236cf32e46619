package io.timecoin.network;

import org.agrona.BitUtil;

/**
 * Lengths that decide memory and throughput of the transport. Aeron keeps three terms a stream on both sides, so they
 * are small; its own defaults are 16 MiB.
 *
 * @param controlTermBytes    terms of control links: frames of an eighth.
 * @param bulkTermBytes       terms of bulk links: frames of an eighth.
 * @param clientTermBytes     terms of links to clients.
 * @param mtuBytes            most bytes of a packet to other machines.
 * @param loopbackMtuBytes    most bytes of a packet within this machine, where fragments cost and nothing is lost.
 * @param maxSourcesPerStream senders that are listened to at a time.
 */
public record AeronSettings(
    int controlTermBytes,
    int bulkTermBytes,
    int clientTermBytes,
    int mtuBytes,
    int loopbackMtuBytes,
    int maxSourcesPerStream)
{
    /** Aeron's smallest term. */
    public static final int MIN_TERM_BYTES = 64 * 1024;
    /** Terms whose frames hold the largest payment. */
    public static final int MIN_PAYMENT_TERM_BYTES = 1024 * 1024;
    /** Longest term that a sender may make us keep three of. */
    public static final int MAX_SOURCE_TERM_BYTES = 16 * 1024 * 1024;

    private static final int MAX_MTU = 65_504;
    private static final int MIN_MTU = 1_024;

    /** Checks the lengths. */
    public AeronSettings
    {
        checkTerm("controlTermBytes", controlTermBytes, MIN_TERM_BYTES);
        checkTerm("bulkTermBytes", bulkTermBytes, MIN_PAYMENT_TERM_BYTES);
        checkTerm("clientTermBytes", clientTermBytes, MIN_TERM_BYTES);
        checkMtu("mtuBytes", mtuBytes);
        checkMtu("loopbackMtuBytes", loopbackMtuBytes);
        if (maxSourcesPerStream < 1)
        {
            throw new IllegalArgumentException("maxSourcesPerStream must be positive: " + maxSourcesPerStream);
        }
    }

    /**
     * What a node takes unless its tuning profile says otherwise.
     *
     * @return small terms.
     */
    public static AeronSettings standard()
    {
        return new AeronSettings(MIN_TERM_BYTES, MIN_PAYMENT_TERM_BYTES, MIN_TERM_BYTES, 1_408, 8_192, 512);
    }

    /**
     * The same with a tuning profile's terms.
     *
     * @param controlBytes of control links.
     * @param bulkBytes    of bulk links.
     * @param clientBytes  of links to clients.
     * @return a changed copy.
     */
    public AeronSettings withTerms(final int controlBytes, final int bulkBytes, final int clientBytes)
    {
        return new AeronSettings(
            controlBytes, bulkBytes, clientBytes, mtuBytes, loopbackMtuBytes, maxSourcesPerStream);
    }

    /**
     * The same with another bound of senders.
     *
     * @param sources senders on a stream that are listened to at a time.
     * @return a changed copy.
     */
    public AeronSettings withMaxSourcesPerStream(final int sources)
    {
        return new AeronSettings(
            controlTermBytes, bulkTermBytes, clientTermBytes, mtuBytes, loopbackMtuBytes, sources);
    }

    private static void checkTerm(final String name, final int value, final int least)
    {
        if (!BitUtil.isPowerOfTwo(value) || value < least || value > MAX_SOURCE_TERM_BYTES)
        {
            throw new IllegalArgumentException(name + " must be a power of two, " + least + " to " +
                MAX_SOURCE_TERM_BYTES + ": " + value);
        }
    }

    private static void checkMtu(final String name, final int value)
    {
        if (value < MIN_MTU || value > MAX_MTU || value % 32 != 0)
        {
            throw new IllegalArgumentException(name + " must be a multiple of 32, " + MIN_MTU + " to " + MAX_MTU +
                ": " + value);
        }
    }
}

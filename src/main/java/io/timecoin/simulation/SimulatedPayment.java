package io.timecoin.simulation;

import java.util.BitSet;

/** One payment that a virtual client submits, and what became of it at honest validators. */
public final class SimulatedPayment
{
    private final int number;
    private final byte[] bytes;
    private final byte[] txid;
    private final int validator;
    private final long submitNs;
    private final boolean contested;

    private SimulatedPayment rival;
    private final BitSet acceptedBy = new BitSet();
    private long firstAcceptedNs = -1;
    private long lastAcceptedNs = -1;
    private long originAcceptedNs = -1;

    SimulatedPayment(
        final int number,
        final byte[] bytes,
        final byte[] txid,
        final int validator,
        final long submitNs,
        final boolean contested)
    {
        this.number = number;
        this.bytes = bytes;
        this.txid = txid;
        this.validator = validator;
        this.submitNs = submitNs;
        this.contested = contested;
    }

    /**
     * The client's number for it.
     *
     * @return from 1.
     */
    public int number()
    {
        return number;
    }

    /**
     * The validator that it is submitted to.
     *
     * @return index.
     */
    public int validator()
    {
        return validator;
    }

    /**
     * When it is submitted.
     *
     * @return ns.
     */
    public long submitNs()
    {
        return submitNs;
    }

    /**
     * Whether another payment spends the same output.
     *
     * @return true for both of a pair.
     */
    public boolean isContested()
    {
        return contested;
    }

    /**
     * How many honest validators have accepted it.
     *
     * @return 0 or more.
     */
    public int acceptances()
    {
        return acceptedBy.cardinality();
    }

    /**
     * When the last of them did.
     *
     * @return ns, or −1.
     */
    public long lastAcceptedNs()
    {
        return lastAcceptedNs;
    }

    /**
     * When the first of them did.
     *
     * @return ns, or −1.
     */
    public long firstAcceptedNs()
    {
        return firstAcceptedNs;
    }

    /**
     * When the validator that it was submitted to did.
     *
     * @return ns, or −1.
     */
    public long originAcceptedNs()
    {
        return originAcceptedNs;
    }

    /** The other payment of a pair, or null. */
    SimulatedPayment rival()
    {
        return rival;
    }

    void rival(final SimulatedPayment other)
    {
        rival = other;
        other.rival = this;
    }

    byte[] bytes()
    {
        return bytes;
    }

    byte[] txid()
    {
        return txid;
    }

    void accepted(final int byValidator, final long nowNs)
    {
        acceptedBy.set(byValidator);
        firstAcceptedNs = firstAcceptedNs < 0 ? nowNs : firstAcceptedNs;
        lastAcceptedNs = nowNs;
        originAcceptedNs = byValidator == validator ? nowNs : originAcceptedNs;
    }

    @Override
    public String toString()
    {
        return "payment " + number + " to validator " + validator + " at " + submitNs / 1_000_000 + " ms" +
            (contested ? ", contested" : "");
    }
}

package io.timecoin.load;

import io.timecoin.transaction.Verdict;

/** A payment, or one half of a double spend, on its way. */
final class InFlight
{
    final Payment payment;
    final byte[] bytes;
    final long reference;
    /** When it was due: what latency counts from. */
    final long dueNs;
    /** Where it counts. */
    final LoadStats account;
    /** The other half of a double spend, else null. */
    InFlight rival;
    int link;
    boolean isSent;
    /** The immediate answer, null until it came. */
    Verdict verdict;
    /** The later event, null until it came. */
    Verdict outcome;

    InFlight(
        final Payment payment, final byte[] bytes, final long reference, final long dueNs, final LoadStats account)
    {
        this.payment = payment;
        this.bytes = bytes;
        this.reference = reference;
        this.dueNs = dueNs;
        this.account = account;
    }

    boolean isAccepted()
    {
        return outcome == Verdict.ADMITTED;
    }
}

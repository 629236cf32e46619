package io.timecoin.replay;

/**
 * How full the rings are at one moment, as shares from 0 to 1, and who waited since the moment before.
 *
 * @param transactions     slots of {@code transactions} that validation has not released.
 * @param unclaimed        those of them that no verify worker has claimed, as a share of the same ring.
 * @param isReaderBlocked  whether the reader found no space on it: its bytes may be full while slots are left.
 * @param admissions       slots that the decider has not read.
 * @param decisions        slots that utxo has not read, or validation.
 * @param validationEgress answers that the drain has not read.
 * @param utxoEgress       outcomes that the drain has not read.
 * @param isDecisionDue    whether validation waited for a decision that was due.
 */
record Occupancy(
    double transactions,
    double unclaimed,
    boolean isReaderBlocked,
    double admissions,
    double decisions,
    double validationEgress,
    double utxoEgress,
    boolean isDecisionDue)
{
    /** From here on a ring counts as full. */
    static final double FULL = 0.9;

    /**
     * The stage that limits at this moment: the last one on the way of a payment whose input is full, so that what
     * follows is not. With nothing full it is the reader.
     */
    String limitingStage()
    {
        if (validationEgress >= FULL || utxoEgress >= FULL)
        {
            return DrainStage.NAME;
        }
        if (decisions >= FULL)
        {
            return "utxo";
        }
        if (admissions >= FULL)
        {
            return DeciderStage.NAME;
        }
        if (isDecisionDue)
        {
            return decisions >= admissions ? "utxo" : DeciderStage.NAME;
        }
        if (transactions >= FULL || isReaderBlocked)
        {
            return 2 * unclaimed >= transactions ? "verify" : "validation";
        }
        return ReaderStage.NAME;
    }
}

package io.timecoin.consensus.avalanche;

/** Hears of each acceptance, for histograms and logs. Called on the thread of consensus; must not allocate or wait. */
@FunctionalInterface
public interface AcceptanceListener
{
    /** Does nothing. */
    AcceptanceListener NONE = (handle, polls, elapsedNs) -> {};

    /**
     * A transaction was accepted here; its entry of the table is still readable.
     *
     * @param handle    of the transaction.
     * @param polls     own polls that asked about it.
     * @param elapsedNs slot time since it became valid here.
     */
    void onAccepted(int handle, int polls, long elapsedNs);
}

package io.timecoin.replay;

import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.Verdict;

/** Decides in consensus's place. What it decides depends on the order of the calls and on nothing else. */
interface DecisionRule
{
    /** Takes decisions, in order; never refuses one. */
    interface Sink
    {
        void decide(DecisionSlot.Kind kind, int handle, Verdict reason);
    }

    /** Takes what validation told. */
    void onAdmission(AdmissionSlot admission);

    /** Takes a recorded decision; the id is only lent. */
    void onRecorded(DecisionSlot.Kind kind, long txidPrefix, Verdict reason);
}

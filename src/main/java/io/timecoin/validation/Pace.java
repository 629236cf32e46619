package io.timecoin.validation;

import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.Verdict;

/**
 * When a decision takes effect in validation, and when a slot may follow the one before. A node takes each decision as
 * it comes; a replay, before a slot that depends on nobody's speed.
 */
public interface Pace
{
    /** Gives a decision to validation. */
    interface Effect
    {
        /**
         * A decision takes effect.
         *
         * @param kind      what was decided.
         * @param handle    of the transaction.
         * @param reason    why, for the client.
         * @param decidedNs time of the decision.
         */
        void onDecision(DecisionSlot.Kind kind, int handle, Verdict reason, long decidedNs);
    }

    /**
     * Most decisions in one duty cycle.
     *
     * @return at least 1.
     */
    int maxDecisionsPerCycle();

    /**
     * Most slots and units of what they left to be told in one duty cycle.
     *
     * @return at least 1.
     */
    int maxUnitsPerCycle();

    /**
     * A decision came from the ring. It must be taken, whatever becomes of it: whoever fills the ring must never have
     * to wait for a slot that waits for what follows.
     *
     * @param decision to be read during the call only.
     * @param effect   for it, or for none yet.
     */
    void onDecision(DecisionSlot decision, Effect effect);

    /**
     * Whether a slot that holds nothing comes next, as the ring holds none: what is decided behind the last slot takes
     * effect then.
     *
     * @param slot its sequence.
     * @return false if a slot has to come.
     */
    boolean hasEmptySlot(long slot);

    /**
     * Gives validation the decisions that take effect before a slot. If this is true the slot follows at once.
     *
     * @param slot    its sequence.
     * @param stampNs time of the slot before.
     * @param effect  for those that are due.
     * @return false, and none was given, if they have not all come and the slot must wait.
     */
    boolean beforeSlot(long slot, long stampNs, Effect effect);

    /**
     * A duty cycle ends.
     *
     * @param slots    all that validation is done with, and has told what it had to tell of.
     * @param hasTold  whether nothing is left to be told of the slot that comes next.
     * @param nowNs    the cycle's time.
     */
    void endCycle(long slots, boolean hasTold, long nowNs);
}

package io.timecoin.consensus.bft;

/** How a Byzantine validator lies. Each runs the algorithm too, and does this to what comes out of it. */
enum Behaviour
{
    /** Says nothing. */
    SILENT,
    /** Tells half of the others another block than the rest, or another vote. */
    EQUIVOCATING,
    /** Signs whatever numbers come to its mind. */
    NONSENSE,
    /** Votes at once for all that is proposed, whatever it voted for before. */
    AMNESIA,
    /** Helps a few to a block in secret, and one of them to a decision; then helps the rest to another block. */
    FAVOURING,
    /** Tells its votes to one other validator only, or late. */
    WITHHOLDING,
    /** Sends again what it heard long ago. */
    REPLAYING,
    /** Proposes blocks that all must find bad, and votes for them. */
    CORRUPT,
    /** Is two validators with one name: one to one half of the network, one to the other; they are in league. */
    TWO_FACED
}

package io.timecoin.consensus.avalanche;

/** Counts since the start; plain, written by the thread of consensus alone. */
public final class AvalancheStats
{
    /** Own polls sent, and the entries and transactions in them. */
    public long pollsSent;
    public long pollEntriesSent;
    public long pollTransactionsSent;
    /** Own polls that ended with replies outstanding. */
    public long pollsTimedOut;

    /** How often other samples and thresholds were taken up. */
    public long settingsTaken;
    /** Those that ended without waiting for benched validators. */
    public long pollsNotAwaited;
    /** Validators put on the bench, and the weight of those on it now. */
    public long benchings;
    public long benchedWeight;
    /** By validator: share of polls that it replied to in time, of 65,536, and how long it takes, ns; −1 unknown. */
    public int[] replyShares = {};
    public long[] replyLatenciesNs = {};

    /** Replies that counted. */
    public long replies;
    /** Replies that came after their poll had ended. */
    public long repliesLate;
    /** Second replies of one validator to one poll. */
    public long repliesDoubled;
    /** Replies to polls that were never sent, of validators that were not asked, or of another shape. */
    public long repliesForeign;
    /** Votes made void because a reply preferred two transactions in conflict. */
    public long votesVoid;

    /** Transactions decided here. */
    public long accepted;
    public long rejected;
    public long expired;
    public long evicted;
    public long released;
    /** Transactions that became contested, and those that are now. */
    public long contested;
    public long contestedNow;
    /** Transactions in conflict with a known other. */
    public long conflicted;
    public long preferenceFlips;

    /** Own batches sent, and their members. */
    public long batchesSealed;
    public long batchMembersSealed;
    /** Batches of others, and those for which there was no room. */
    public long batchesReceived;
    public long batchesDropped;

    /** Polls of others answered; held until a batch came; answered though it did not come; lost for want of space. */
    public long pollsAnswered;
    public long pollsHeld;
    public long pollsHeldInVain;
    public long pollsDropped;

    /** Requests for batches sent, served, answered with unavailable, dropped; answers that say unavailable. */
    public long fetches;
    public long fetchesServed;
    public long fetchesUnavailable;
    public long fetchesDropped;
    public long unavailableReceived;
    /** Names of missing batches for which there was no room. */
    public long missingDropped;
    /** Names announced to others, and by others. */
    public long announced;
    public long announcedToUs;
    /** Messages of a kind that consensus does not know. */
    public long unknownMessages;
    /** Pairs in conflict for which there was no room: neither is preferred by first sight. */
    public long conflictsOverLimit;

    /** Lists composed for own blocks, and verdicts on proposed lists, by code. */
    public long blocksComposed;
    public final long[] blockVerdicts = new long[BlockVerdict.values().length];
    /** Final blocks applied, the transactions in them, and those that a block accepted here. */
    public long blocksApplied;
    public long finalized;
    public long acceptedByBlock;
    /** Acceptances taken back for a final block, and transactions of blocks that could not be held before. */
    public long undone;
    public long overruled;
    /** How often others came to vote. */
    public long electorates;
    /** Requests for transactions by id; transactions sent to others who asked; requests of others not served. */
    public long transactionRequests;
    public long transactionsServed;
    public long transactionsRefused;

    /** Smoothed round trip, its variation, and the working timeout of polls, ns. */
    public long smoothedRoundTripNs;
    public long roundTripVariationNs;
    public long pollTimeoutNs;
    /** Blocks of the table that decided transactions still take. */
    public long retainedBlocks;
}

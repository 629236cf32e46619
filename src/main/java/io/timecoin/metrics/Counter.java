package io.timecoin.metrics;

import java.util.Locale;

/**
 * What a node counts, apart from verdicts, agents and rings. The names are stable: {@code status}, metrics and reports
 * use them. Each has one writer, the stage in its name, but for those that say otherwise.
 */
public enum Counter
{
    /** 0: validator, 1: observer, which has no vote of its own yet. Written by consensus. */
    ROLE,
    /** Index among the validators, from 0; negative while a node waits for its bond. Written at start. */
    PLACE,
    /** In the votes on the next block; 0 before a bond counts, and after a leave does. Written by blocks. */
    WEIGHT,
    /** Epoch milliseconds. Written at start. */
    START_TIME_MS,
    /** Written at start. */
    PID,

    /** Unspent outputs. Written by utxo, as the next three are. */
    UTXOS,
    UTXO_CAPACITY,
    /** Transactions accepted and applied. */
    ACCEPTED,
    /** Accepted transactions that a final block took back. */
    UNDONE,
    /** Height of the last final block, and transactions in all of them. Written by blocks. */
    HEIGHT,
    CONFIRMED,
    /** Requests of others for stored blocks that cannot be read any more. Written by blocks. */
    BLOCKS_UNREADABLE,

    /** Validators that are connected now, without this one. Written by consensus. */
    PEERS,

    /** Frames and bytes taken off the three streams. Written by ingress, as all of that name are. */
    INGRESS_FRAMES_CONTROL,
    INGRESS_FRAMES_BULK,
    INGRESS_FRAMES_CLIENT,
    INGRESS_BYTES_CONTROL,
    INGRESS_BYTES_BULK,
    INGRESS_BYTES_CLIENT,
    /** Payments put on the ring, and those whose bytes an earlier slot held. */
    INGRESS_TRANSACTIONS,
    INGRESS_COPIES,
    INGRESS_RATE_LIMITED,
    INGRESS_NOT_READY,
    INGRESS_ANSWERS_DROPPED,
    /** Messages about blocks that found no room. */
    INGRESS_BALLOTS_DROPPED,
    INGRESS_TICKS_SKIPPED,
    INGRESS_SESSIONS_OPENED,
    INGRESS_SESSIONS_CLOSED,
    INGRESS_VIOLATIONS,
    INGRESS_BANS,
    /** Clients with a session now. */
    INGRESS_CLIENTS,

    /** Signatures verified, by all verify workers together, as the next three are. */
    VERIFY_SIGNATURES,
    VERIFY_INVALID_SIGNATURES,
    /** Transactions whose signatures were not verified because an earlier slot held the same bytes. */
    VERIFY_COPIES,
    VERIFY_RUNS,

    /** Records that a recording took, those that it had no room for, and its bytes. Written by capture. */
    CAPTURE_RECORDS,
    CAPTURE_LOST,
    CAPTURE_BYTES,
    /** 0: off, 1: recording, 2: full, 3: failed. Written by the recorder's own thread. */
    CAPTURE_STATE,

    /** Transactions and bytes in the table, decided ones that are kept for others included. */
    VALIDATION_PENDING,
    VALIDATION_PENDING_BYTES,
    VALIDATION_UNDECIDED,
    VALIDATION_WAITING,
    VALIDATION_PARKED,
    VALIDATION_LOCKS,
    VALIDATION_BATCHES,
    VALIDATION_CONFLICTS_KEPT,
    VALIDATION_FLOOR_RATE,

    CONSENSUS_POLLS_SENT,
    CONSENSUS_POLL_TRANSACTIONS_SENT,
    CONSENSUS_POLLS_TIMED_OUT,
    CONSENSUS_REPLIES,
    CONSENSUS_REPLIES_LATE,
    CONSENSUS_REPLIES_FOREIGN,
    CONSENSUS_VOTES_VOID,
    CONSENSUS_POLLS_ANSWERED,
    CONSENSUS_POLLS_DROPPED,
    CONSENSUS_BATCHES_SEALED,
    CONSENSUS_BATCHES_RECEIVED,
    CONSENSUS_FETCHES,
    CONSENSUS_REJECTED,
    CONSENSUS_EXPIRED,
    CONSENSUS_EVICTED,
    CONSENSUS_CONFLICTED,
    CONSENSUS_CONTESTED,
    CONSENSUS_CONTESTED_NOW,
    CONSENSUS_PREFERENCE_FLIPS,
    CONSENSUS_ROUND_TRIP_NS,
    CONSENSUS_POLL_TIMEOUT_NS,

    /** Frames and bytes that the transport took, by stream. Written by egress, as all of that name are. */
    EGRESS_FRAMES_CONTROL,
    EGRESS_FRAMES_BULK,
    EGRESS_FRAMES_CLIENT,
    EGRESS_BYTES_CONTROL,
    EGRESS_BYTES_BULK,
    EGRESS_BYTES_CLIENT,
    /** Messages dropped because a receiver's queue was full, or because the receiver is not there. */
    EGRESS_DROPPED_FULL,
    EGRESS_DROPPED_ABSENT,
    EGRESS_WAITING_BYTES;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The counter's name.
     *
     * @return lower case with underscores.
     */
    public String label()
    {
        return label;
    }
}

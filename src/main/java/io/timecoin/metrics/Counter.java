package io.timecoin.metrics;

import java.util.Locale;

/**
 * What a node counts, apart from verdicts, agents and rings. The names are stable: {@code status}, metrics and reports use
 * them. Each has one writer, the stage in its name, but for those that say otherwise.
 */
public enum Counter
{
    /** 0: validator, 1: observer. Written at start. */
    ROLE,
    /** Epoch milliseconds. Written at start. */
    START_TIME_MS,
    /** Written at start. */
    PID,

    /** Unspent outputs. Written by utxo, as the next four are. */
    UTXOS,
    UTXO_CAPACITY,
    /** Transactions accepted and applied. */
    ACCEPTED,
    /** Height of the last final block; 0 until there are blocks. */
    HEIGHT,
    /** Transactions in final blocks; 0 until there are blocks. */
    CONFIRMED,

    /** Validators with a session now, without this one. Written by consensus. */
    PEERS,

    /** Signatures verified, by all verify workers together. */
    VERIFY_SIGNATURES,
    VERIFY_INVALID_SIGNATURES,
    /** Transactions whose signatures were not verified because an earlier slot held the same bytes. */
    VERIFY_COPIES,
    VERIFY_RUNS;

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

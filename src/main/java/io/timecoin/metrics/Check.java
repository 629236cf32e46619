package io.timecoin.metrics;

import java.util.Locale;

/** What a node must fulfil to be ready, each a current value that must reach a required one. */
public enum Check
{
    /** 1 while the agents run; 0 before, and after a halt. */
    RUNNING,
    /** 1 while transactions are taken; 0 once a stop has begun. */
    INTAKE,
    /** Weight of the connected validators, its own included; acceptance polls need the required one. */
    CONNECTED_WEIGHT,
    /** Outputs that the set still has room for. */
    UTXO_SPACE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The check's name in reports.
     *
     * @return lower case with underscores.
     */
    public String label()
    {
        return label;
    }
}

package io.timecoin.pipeline;

import java.util.Locale;

/** The stages, in the order in which one thread runs them. Agents, threads, counters and documents use these names. */
public enum Stage
{
    INGRESS, VERIFY, VALIDATION, CONSENSUS, UTXO, EGRESS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The stage's name.
     *
     * @return one word in lower case.
     */
    public String label()
    {
        return label;
    }
}

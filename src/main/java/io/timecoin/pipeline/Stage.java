package io.timecoin.pipeline;

import java.util.Locale;

/** The stages, in the order in which one thread runs them. Agents, threads, counters and documents use these names. */
public enum Stage
{
    INGRESS, VERIFY, CAPTURE, VALIDATION, CONSENSUS, UTXO, EGRESS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * Whether a node can do without it: the stages behind such a one then follow nobody in its place.
     *
     * @return true for what only looks on.
     */
    public boolean isOptional()
    {
        return this == CAPTURE;
    }

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

package io.timecoin.pipeline;

import java.util.Locale;

/** The stages, in the order in which one thread runs them. Agents, threads, counters and documents use these names. */
public enum Stage
{
    INGRESS("reader"), VERIFY("verify"), CAPTURE(null), VALIDATION("validation"), CONSENSUS("decider"), UTXO("utxo"),
    BLOCKS(null), EGRESS("drain");

    private final String label = name().toLowerCase(Locale.ROOT);
    private final String replayLabel;

    Stage(final String replayLabel)
    {
        this.replayLabel = replayLabel;
    }

    /**
     * Whether a node can do without it: the stages behind such a one then follow nobody in its place.
     *
     * @return true for what only looks on, and for blocks: acceptance goes on without them.
     */
    public boolean isOptional()
    {
        return this == CAPTURE || this == BLOCKS;
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

    /**
     * The name of what stands in this stage's place in a replay: itself, or what plays its part from a file.
     *
     * @return null if no agent does.
     */
    public String replayLabel()
    {
        return replayLabel;
    }
}

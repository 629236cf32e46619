package io.timecoin.pipeline;

import java.util.List;
import java.util.Locale;

/** The rings between the stages. */
public enum RingName
{
    TRANSACTIONS, CONTROL, ADMISSIONS, DECISIONS, INGRESS_EGRESS, VALIDATION_EGRESS, CONSENSUS_EGRESS, UTXO_EGRESS,
    BALLOTS, BLOCK_ORDERS, BLOCK_REPORTS, BLOCKS_EGRESS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The ring's name in counters and documents.
     *
     * @return lower case with underscores.
     */
    public String label()
    {
        return label;
    }

    /**
     * Says that a stage reads this ring.
     *
     * @param stages each of which must be done with a slot before it is this reader's turn.
     * @return an entry of the table.
     */
    Topology.Read after(final Stage... stages)
    {
        return new Topology.Read(this, List.of(stages));
    }
}

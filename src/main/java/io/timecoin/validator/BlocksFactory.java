package io.timecoin.validator;

import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.Rings;

/** Makes the stage that makes blocks, with what it needs of files and keys, of which a validator knows nothing. */
@FunctionalInterface
public interface BlocksFactory
{
    /**
     * Makes the stage, which connects itself to the rings.
     *
     * @param table    with the bytes of what blocks list; to be read only.
     * @param rings    of the node.
     * @param counters of the node.
     * @return the stage.
     */
    DutyCycle make(TransactionTable table, Rings rings, Counters counters);
}

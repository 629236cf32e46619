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

    /**
     * What an earlier life may have promised by its votes and have forgotten ends with this height.
     *
     * @return the last height that it voted on; 0 if that is stored, or if it never voted, so that nothing is open;
     *     a negative number if nobody knows.
     */
    default int openHeight()
    {
        return -1;
    }
}

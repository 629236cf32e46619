package io.timecoin.node;

import io.timecoin.InvariantViolation;
import io.timecoin.consensus.validators.MisplacedValidator;
import io.timecoin.finality.ChainConflict;
import io.timecoin.pipeline.Halt;
import io.timecoin.utxo.CapacityExceeded;
import io.timecoin.utxo.UtxoStoreException;

/**
 * Why a node stopped by itself, for its operator.
 *
 * @param agent that failed.
 * @param what  happened.
 * @param next  what to do.
 * @param kind  what is at fault: the data, or its size; null for the program or the machine.
 */
public record HaltReport(String agent, String what, String next, NodeException.Kind kind)
{
    private static final String REPORT = "keep the data folder and the log, and report it as a fault of timecoin";

    static HaltReport of(final Halt.Reason reason)
    {
        final Throwable cause = reason.cause();
        final String what = cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " +
            cause.getMessage());
        if (cause instanceof CapacityExceeded)
        {
            return new HaltReport(reason.agent(), cause.getMessage(),
                "nothing is damaged; a larger utxo_capacity needs a new data folder, filled from the genesis",
                NodeException.Kind.CONFIGURATION);
        }
        if (cause instanceof UtxoStoreException)
        {
            return new HaltReport(reason.agent(), cause.getMessage(),
                "restore the data folder, or remove it to begin again from the genesis", NodeException.Kind.CORRUPT);
        }
        if (cause instanceof MisplacedValidator)
        {
            return new HaltReport(reason.agent(), cause.getMessage(), "it signed nothing; start it again, with peers " +
                "in network.peers of which fewer than a third say what is not true", NodeException.Kind.CONFIGURATION);
        }
        if (cause instanceof ChainConflict)
        {
            return new HaltReport(reason.agent(), cause.getMessage(), "do not start the node again: either a third " +
                "of the validators' weight has lied, or this data folder is damaged; " + DataFolder.CONFLICT +
                " in it holds who signed that block; compare with other operators, and with 'timecoin inspect " +
                "divergence'", NodeException.Kind.CORRUPT);
        }
        if (cause instanceof InvariantViolation)
        {
            return new HaltReport(reason.agent(), "broken invariant: " + cause.getMessage(), REPORT, null);
        }
        if (cause instanceof OutOfMemoryError)
        {
            return new HaltReport(reason.agent(), what, "give the JVM more memory: -Xmx, -XX:MaxDirectMemorySize",
                null);
        }
        return new HaltReport(reason.agent(), what, REPORT, null);
    }
}

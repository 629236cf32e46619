package io.timecoin.replay;

import io.timecoin.node.TuningProfile;

import java.nio.file.Path;

/**
 * What is replayed, and how.
 *
 * @param file       the capture.
 * @param profile    threads and ring sizes, with the number of verify workers.
 * @param limit      most transactions, or {@link Long#MAX_VALUE} for all.
 * @param speed      1 for the speed at which the slots were stamped, 0 for as fast as it goes.
 * @param repeats    measured passes, each over a set of its own.
 * @param isRecorded whether recorded decisions are taken, instead of accepting alone.
 * @param isVerified whether signatures are verified.
 * @param warmUp     transactions of an unmeasured pass before, 0 for none.
 * @param scratch    folder for the sets, which are removed afterwards.
 * @param cacheBytes memory for the latest outputs, over the mapped set.
 * @param tableBlocks blocks of the transaction table, what is kept pending: the only size that verdicts depend on.
 */
public record ReplayOptions(
    Path file,
    TuningProfile profile,
    long limit,
    double speed,
    int repeats,
    boolean isRecorded,
    boolean isVerified,
    long warmUp,
    Path scratch,
    long cacheBytes,
    int tableBlocks)
{
    /** What is warmed up with unless told otherwise. */
    public static final long DEFAULT_WARM_UP = 50_000;
}

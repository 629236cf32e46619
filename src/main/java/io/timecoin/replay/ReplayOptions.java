package io.timecoin.replay;

import io.timecoin.node.TuningProfile;
import io.timecoin.validator.ValidatorLimits;

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

    private static final String STANDARD_PROFILE = "replay-2";
    private static final long STANDARD_CACHE_BYTES = 64L << 20;

    /**
     * One pass as fast as it goes, accepting alone, laid out as the command does unless told otherwise.
     *
     * @param file       the capture.
     * @param isVerified whether signatures are verified.
     * @param warmUp     transactions of an unmeasured pass before, 0 for none.
     * @param scratch    folder for the sets, which are removed afterwards.
     * @return the options.
     */
    public static ReplayOptions standard(
        final Path file, final boolean isVerified, final long warmUp, final Path scratch)
    {
        final int cores = Runtime.getRuntime().availableProcessors();
        final TuningProfile profile = TuningProfile.readForReplay(Path.of(STANDARD_PROFILE));
        return new ReplayOptions(file,
            isVerified || cores == 1 ? profile.withVerifyWorkers(Math.min(cores, ValidatorLimits.MAX_VERIFY_WORKERS)) :
                UnverifiedLayout.of(profile, 1),
            Long.MAX_VALUE, 0, 1, false, isVerified, warmUp, scratch, STANDARD_CACHE_BYTES,
            ValidatorLimits.STANDARD_TABLE_BLOCKS);
    }
}

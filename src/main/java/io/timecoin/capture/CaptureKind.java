package io.timecoin.capture;

/** Where a capture comes from; the order of the constants is the code in the file. */
public enum CaptureKind
{
    /** A running node recorded what came in. */
    RECORDED,
    /** Made from a seed, with the outcomes that a replay must have. */
    WORKLOAD
}

package io.timecoin.replay;

import org.HdrHistogram.SingleWriterRecorder;

import java.util.concurrent.TimeUnit;

/** How long transactions take from the reader to their answer, in histograms that the drain writes. */
final class Latencies
{
    static final long MAX_NS = TimeUnit.HOURS.toNanos(1);

    private static final int DIGITS = 3;

    /** To validation's answer. */
    final SingleWriterRecorder validated = new SingleWriterRecorder(MAX_NS, DIGITS);
    /** To the end of those that were accepted: their effects are in the set. */
    final SingleWriterRecorder applied = new SingleWriterRecorder(MAX_NS, DIGITS);
}

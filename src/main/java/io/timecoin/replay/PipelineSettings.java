package io.timecoin.replay;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.validator.ValidatorLimits;

import java.util.function.Supplier;

/**
 * How one pass through the pipeline is made.
 *
 * @param rings         sizes of the rings.
 * @param verifyWorkers agents that verify signatures.
 * @param verifyBatch   most signatures that one claims at a time.
 * @param verifiers     gives each worker its own.
 * @param tableBlocks   blocks of the transaction table. Unlike the sizes above it bounds what is kept, and so verdicts.
 * @param limit         transactions after which the stream counts as ended.
 * @param speed         1 for the speed at which the slots were stamped, 0 for as fast as it goes.
 * @param isRecorded    whether recorded decisions are taken, instead of accepting alone.
 */
record PipelineSettings(
    RingSizes rings,
    int verifyWorkers,
    int verifyBatch,
    Supplier<SignatureVerifier> verifiers,
    int tableBlocks,
    long limit,
    double speed,
    boolean isRecorded)
{
    /** Of the tables that strangers fill; here one that is known, so that two replays are alike in everything. */
    static final long SALT = 0x7469_6d65_636f_696eL;

    static PipelineSettings of(final Supplier<SignatureVerifier> verifiers)
    {
        return new PipelineSettings(RingSizes.standard(), 1, SignatureVerifier.MAX_BATCH, verifiers,
            ValidatorLimits.STANDARD_TABLE_BLOCKS, Long.MAX_VALUE, 0, false);
    }

    PipelineSettings withRings(final RingSizes sizes)
    {
        return new PipelineSettings(
            sizes, verifyWorkers, verifyBatch, verifiers, tableBlocks, limit, speed, isRecorded);
    }

    PipelineSettings withVerification(final int workers, final int batch, final Supplier<SignatureVerifier> supplier)
    {
        return new PipelineSettings(rings, workers, batch, supplier, tableBlocks, limit, speed, isRecorded);
    }

    PipelineSettings withTableBlocks(final int blocks)
    {
        return new PipelineSettings(rings, verifyWorkers, verifyBatch, verifiers, blocks, limit, speed, isRecorded);
    }

    PipelineSettings withLimit(final long transactions)
    {
        return new PipelineSettings(
            rings, verifyWorkers, verifyBatch, verifiers, tableBlocks, transactions, speed, isRecorded);
    }

    PipelineSettings withSpeed(final double factor)
    {
        return new PipelineSettings(
            rings, verifyWorkers, verifyBatch, verifiers, tableBlocks, limit, factor, isRecorded);
    }

    PipelineSettings withRecorded(final boolean value)
    {
        return new PipelineSettings(rings, verifyWorkers, verifyBatch, verifiers, tableBlocks, limit, speed, value);
    }
}

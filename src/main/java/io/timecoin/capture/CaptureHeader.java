package io.timecoin.capture;

import io.timecoin.genesis.Genesis;

import java.util.Objects;

/** What a capture file says about itself. Immutable. */
public final class CaptureHeader
{
    /** A number that only the end of the file tells, and the end is missing. */
    public static final long UNKNOWN = -1;

    private final CaptureKind kind;
    private final Genesis genesis;
    private final boolean beginsWithGenesis;
    private final long initialOutputs;
    private final int schemaVersion;
    private final long createdMs;
    private final String producer;
    private final CaptureCounts counts;
    private final long maxOutputs;
    private final PlannedOutcomes planned;

    CaptureHeader(final CaptureOpening opening, final CaptureEnding ending)
    {
        kind = opening.kind;
        genesis = Objects.requireNonNull(opening.genesis);
        beginsWithGenesis = opening.beginsWithGenesis;
        initialOutputs = opening.initialOutputs();
        schemaVersion = opening.schemaVersion;
        createdMs = opening.createdMs;
        producer = opening.producer;
        counts = ending == null ? null : ending.counts();
        maxOutputs = ending == null ? UNKNOWN : ending.maxOutputs();
        planned = ending == null ? null : ending.planned();
    }

    /**
     * Where the capture comes from.
     *
     * @return never null.
     */
    public CaptureKind kind()
    {
        return kind;
    }

    /**
     * The chain.
     *
     * @return its genesis.
     */
    public Genesis genesis()
    {
        return genesis;
    }

    /**
     * The chain's name.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] chainId()
    {
        return genesis.chainId();
    }

    /**
     * Whether the outputs that are unspent at the first record are the genesis's.
     *
     * @return false if the file holds them itself.
     */
    public boolean beginsWithGenesis()
    {
        return beginsWithGenesis;
    }

    /**
     * Unspent outputs at the first record.
     *
     * @return number of calls that {@link CaptureReader#forEachOutput} makes.
     */
    public long initialOutputs()
    {
        return initialOutputs;
    }

    /**
     * The schema that the records were written by.
     *
     * @return at most this build's.
     */
    public int schemaVersion()
    {
        return schemaVersion;
    }

    /**
     * When it was written.
     *
     * @return ms since 1970, or 0 if the file depends on no clock.
     */
    public long createdMs()
    {
        return createdMs;
    }

    /**
     * What wrote it, and from what.
     *
     * @return free text.
     */
    public String producer()
    {
        return producer;
    }

    /**
     * Whether the file has its end, so that counts and plan are known.
     *
     * @return false if the file is cut.
     */
    public boolean isWhole()
    {
        return counts != null;
    }

    /**
     * What the stream holds.
     *
     * @return null if the file is cut.
     */
    public CaptureCounts counts()
    {
        return counts;
    }

    /**
     * Transactions of the stream, repeats included.
     *
     * @return {@link #UNKNOWN} if the file is cut.
     */
    public long transactions()
    {
        return counts == null ? UNKNOWN : counts.transactions();
    }

    /**
     * Records of the stream that only tell the time.
     *
     * @return {@link #UNKNOWN} if the file is cut.
     */
    public long ticks()
    {
        return counts == null ? UNKNOWN : counts.ticks();
    }

    /**
     * Decisions of the stream.
     *
     * @return {@link #UNKNOWN} if the file is cut.
     */
    public long decisions()
    {
        return counts == null ? UNKNOWN : counts.decisions();
    }

    /**
     * Most unspent outputs that a replay can reach at any time: what a map has to have room for.
     *
     * @return {@link #UNKNOWN} if the file is cut.
     */
    public long maxOutputs()
    {
        return maxOutputs;
    }

    /**
     * What a replay must end in.
     *
     * @return null if nobody planned that.
     */
    public PlannedOutcomes planned()
    {
        return planned;
    }
}

package io.timecoin.block;

/**
 * How much of the past a store keeps, in whole files: the oldest go when all others still hold so much.
 *
 * @param maxBlocks blocks that are kept at least, if there are as many.
 * @param maxBytes  bytes that are kept at most, but for the file that is written.
 */
public record BlockRetention(long maxBlocks, long maxBytes)
{
    /** Keeps everything. */
    public static final BlockRetention ALL = new BlockRetention(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Checks the bounds. */
    public BlockRetention
    {
        if (maxBlocks < 1 || maxBytes < 1)
        {
            throw new IllegalArgumentException("a store keeps at least one block: " + maxBlocks + ", " + maxBytes);
        }
    }
}

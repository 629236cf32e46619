package io.timecoin.simulation;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

import io.timecoin.block.BlockHeader;

/** What liars agree on: who is shown which of two blocks. Each block that one of them makes has a twin. */
final class Faces
{
    /** Two blocks that are the same but for their names. */
    private record Twins(byte[] one, byte[] other)
    {
    }

    private final IntPredicate isOtherSide;
    private final Map<ByteBuffer, Twins> twins = new HashMap<>();

    Faces(final IntPredicate isOtherSide)
    {
        this.isOtherSide = isOtherSide;
    }

    boolean isOtherSide(final int validator)
    {
        return isOtherSide.test(validator);
    }

    /** The twin of a liar's own block: made a moment later. */
    BlockHeader twin(final BlockHeader header)
    {
        final BlockHeader twin = Forger.copy(header).timeMs(header.timeMs() + 1).build();
        final byte[] one = id(header);
        final byte[] other = id(twin);
        final Twins both = new Twins(one, other);
        if (twins.putIfAbsent(ByteBuffer.wrap(one), both) == null)
        {
            twins.put(ByteBuffer.wrap(other), both);
        }
        return twin;
    }

    /** Which of the two a validator is shown; null if the block has no twin. */
    byte[] shown(final byte[] blockId, final int validator)
    {
        final Twins both = twins.get(ByteBuffer.wrap(blockId));
        return both == null ? null : isOtherSide(validator) ? both.other : both.one;
    }

    private static byte[] id(final BlockHeader header)
    {
        final byte[] id = new byte[Txid.LENGTH];
        header.id().getBytes(0, id);
        return id;
    }
}

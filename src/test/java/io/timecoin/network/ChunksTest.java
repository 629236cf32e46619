package io.timecoin.network;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class ChunksTest
{
    private static final int MAX_BYTES = 1 << 20;

    private final Chunks.Budget budget = new Chunks.Budget(2 * MAX_BYTES);
    private final Chunks chunks = new Chunks(MAX_BYTES, budget);

    @Test
    void shouldPutMessagesOfAllLengthsTogetherInAnyOrder()
    {
        final long seed = 5;
        final Random random = new Random(seed);
        for (int round = 1; round <= 500; round++)
        {
            final byte[] message = new byte[2 + random.nextInt(20_000)];
            random.nextBytes(message);
            final int length = 1 + random.nextInt(message.length - 1);
            if (message.length / length > 60_000)
            {
                continue;
            }
            final List<byte[]> parts = new ArrayList<>(IngressTest.chunks(round, message, length));
            Collections.shuffle(parts, random);
            for (int i = 0; i < parts.size(); i++)
            {
                assertThat(chunks.isComplete()).isFalse();
                assertThat(take(parts.get(i))).as("seed %s round %s", seed, round).isEqualTo(FrameFault.NONE);
            }
            assertThat(chunks.isComplete()).isTrue();
            assertThat(chunks.takeComplete().byteArray()).isEqualTo(message);
            assertThat(budget.bytes()).isZero();
        }
    }

    @Test
    void shouldRefuseChunksThatFitNowhere()
    {
        final byte[] part = Frames.filled(100, 1);
        assertThat(take(Frames.chunk(1, 0, 1, 100, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 0, 0, 100, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 2, 2, 200, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 0, 2, 100, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 0, 2, 201, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 1, 2, 199, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 2, 3, 201, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 0, 65_535, 0xFFFF_FFFFL, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 0, 65_535, MAX_BYTES + 1, part))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 0, 2, 200, new byte[0]))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(budget.bytes()).isZero();
        assertThat(take(Frames.chunk(1, 0, 3, 250, part))).isEqualTo(FrameFault.NONE);
        assertThat(take(Frames.chunk(1, 0, 3, 250, part))).as("twice").isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 1, 3, 251, part))).as("other length").isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 1, 3, 250, Frames.filled(99, 1)))).isEqualTo(FrameFault.BAD_CHUNK);
        assertThat(take(Frames.chunk(1, 2, 3, 250, Frames.filled(49, 1)))).isEqualTo(FrameFault.BAD_CHUNK);
    }

    @Test
    void shouldHoldFewMessagesFewBytesAndNotForLong()
    {
        final byte[] part = Frames.filled(1_000, 1);
        for (int i = 0; i < 10; i++)
        {
            assertThat(chunks.onChunk(Frames.buffer(Frames.chunk(i, 0, 2, 1_500, part)), 0, i))
                .isEqualTo(FrameFault.NONE);
        }
        assertThat(budget.bytes()).isEqualTo(Chunks.MAX_PARTIAL_MESSAGES * 1_500);
        assertThat(chunks.expire(9 + Chunks.PARTIAL_TIMEOUT_NS)).isEqualTo(1);
        assertThat(take(Frames.chunk(9, 1, 2, 1_500, Frames.filled(500, 1)))).isEqualTo(FrameFault.NONE);
        assertThat(chunks.isComplete()).as("the newest was kept").isTrue();
        chunks.takeComplete();
        final Chunks others = new Chunks(MAX_BYTES, budget);
        for (int i = 0; i < 2; i++)
        {
            assertThat(others.onChunk(Frames.buffer(Frames.chunk(i, 0, 1_049, 1 << 20, part)), 0, 0))
                .isEqualTo(FrameFault.NONE);
        }
        assertThat(take(Frames.chunk(20, 0, 2, 1_500, part))).as("no room").isEqualTo(FrameFault.NO_CHUNK_SPACE);
        others.clear();
        assertThat(budget.bytes()).isZero();
    }

    private FrameFault take(final byte[] frame)
    {
        return chunks.onChunk(Frames.buffer(frame), 0, 0);
    }
}

package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;

/** Blocks whose bodies, ids and states follow from numbers. */
final class StoredBlocks
{
    private static final int MAX_BODY = 400;

    private StoredBlocks()
    {
    }

    static Commit append(
        final BlockStore store, final TestBlocks blocks, final int first, final int count, final boolean hasState)
    {
        final UnsafeBuffer ids = TestBlocks.ids(first, count);
        final Commit commit = blocks.next(ids, count);
        store.beginBlock(commit, EvidenceList.NONE, ids, 0, hasState ? state(first) : null, 0);
        for (int i = 0; i < count; i++)
        {
            final UnsafeBuffer body = body(first + i);
            store.addBody(body, 0, body.capacity());
        }
        store.endBlock();
        return commit;
    }

    static void assertHolds(
        final BlockStore store, final int height, final int first, final int count, final boolean hasState)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[Math.max(1, count) * Sha256.LENGTH]);
        assertThat(store.copyIds(height, 0, count + 1, ids, 0)).isEqualTo(count);
        assertThat(ids).isEqualTo(TestBlocks.ids(first, count));
        assertThat(store.forEachBody(height, 0, count + 1, (position, buffer, offset, length) ->
        {
            assertThat(new UnsafeBuffer(buffer, offset, length)).isEqualTo(body(first + position));
            return true;
        })).isEqualTo(count);
        final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        assertThat(store.copyState(height, sums, 0)).isEqualTo(hasState);
        assertThat(sums).isEqualTo(hasState ? state(first) : new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]));
    }

    static UnsafeBuffer body(final int number)
    {
        final Random random = new Random(number);
        final byte[] body = new byte[1 + random.nextInt(MAX_BODY)];
        random.nextBytes(body);
        return new UnsafeBuffer(body);
    }

    private static UnsafeBuffer state(final int number)
    {
        final byte[] state = new byte[StateHash.ENCODED_LENGTH];
        new Random(~number).nextBytes(state);
        return new UnsafeBuffer(state);
    }
}

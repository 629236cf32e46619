package io.timecoin.network;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class PeerQueueTest
{
    @Test
    void shouldKeepMessagesInOrderLikeAModel()
    {
        for (long seed = 1; seed <= 20; seed++)
        {
            final Random random = new Random(seed);
            final PeerQueue queue = new PeerQueue(64 * 1024);
            final Deque<byte[]> model = new ArrayDeque<>();
            for (int i = 0; i < 5_000; i++)
            {
                if (random.nextInt(100) < 52)
                {
                    final int length = random.nextInt(10) == 0 ? random.nextInt(9_000) : random.nextInt(99);
                    final byte[] message = new byte[length];
                    random.nextBytes(message);
                    if (queue.offer(new UnsafeBuffer(message), 0, message.length))
                    {
                        model.add(message);
                    }
                    else
                    {
                        assertThat(queue.bytes()).isGreaterThan(64 * 1024 - 2 * 9_008);
                    }
                }
                else if (!model.isEmpty())
                {
                    assertThat(head(queue)).as("seed %s step %s", seed, i).isEqualTo(model.poll());
                    queue.removeHead();
                }
                assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
                assertThat(queue.bytes()).isLessThanOrEqualTo(64 * 1024);
            }
        }
    }

    @Test
    void shouldDropMessagesThatNobodyLookedAt()
    {
        for (long seed = 1; seed <= 20; seed++)
        {
            final Random random = new Random(seed);
            final PeerQueue queue = new PeerQueue(64 * 1024);
            int waiting = 0;
            for (int i = 0; i < 5_000; i++)
            {
                if (random.nextInt(100) < 52)
                {
                    final int length = random.nextInt(9_000);
                    waiting += queue.offer(new UnsafeBuffer(new byte[length]), 0, length) ? 1 : 0;
                }
                else if (waiting > 0)
                {
                    queue.removeHead();
                    waiting--;
                }
                assertThat(queue.isEmpty()).as("seed %s step %s", seed, i).isEqualTo(waiting == 0);
            }
        }
    }

    @Test
    void shouldTakeWhatItSaidThereIsRoomFor()
    {
        final Random random = new Random(7);
        final PeerQueue queue = new PeerQueue(64 * 1024);
        for (int round = 0; round < 2_000; round++)
        {
            final int count = 1 + random.nextInt(12);
            final int largest = 1 + random.nextInt(6_000);
            final long total = (long)count * largest;
            if (queue.hasRoom(total, count, largest))
            {
                for (int i = 0; i < count; i++)
                {
                    assertThat(queue.offer(new UnsafeBuffer(new byte[largest]), 0, largest)).isTrue();
                }
            }
            for (int i = random.nextInt(14); i > 0 && !queue.isEmpty(); i--)
            {
                queue.removeHead();
            }
        }
    }

    @Test
    void shouldRefuseWhatNeverFits()
    {
        final PeerQueue queue = new PeerQueue(64 * 1024);
        assertThat(queue.offer(new UnsafeBuffer(new byte[64 * 1024]), 0, 64 * 1024)).isFalse();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.offer(new UnsafeBuffer(new byte[64 * 1024 - 4]), 0, 64 * 1024 - 4)).isTrue();
        assertThat(queue.offer(new UnsafeBuffer(new byte[0]), 0, 0)).isFalse();
        queue.clear();
        assertThat(queue.offer(new UnsafeBuffer(new byte[0]), 0, 0)).isTrue();
        assertThat(queue.headLength()).isZero();
    }

    private static byte[] head(final PeerQueue queue)
    {
        final byte[] bytes = new byte[queue.headLength()];
        queue.buffer().getBytes(queue.headOffset(), bytes);
        return Arrays.copyOf(bytes, bytes.length);
    }
}

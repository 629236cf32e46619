package io.timecoin.pipeline;

import com.lmax.disruptor.Sequence;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PayloadRingTest
{
    private static final int SLOTS = 4;
    private static final int ARENA = 128;

    private final PayloadRing<ControlSlot> ring = new PayloadRing<>(ControlSlot::new, SLOTS, ARENA);
    private final Sequence consumed = new Sequence();

    PayloadRingTest()
    {
        ring.ring().addGatingSequences(consumed);
    }

    @Test
    void shouldRefuseAClaimWithoutAFreeSlot()
    {
        for (int i = 0; i < SLOTS; i++)
        {
            claimAndPublish(8);
        }
        assertThat(ring.claim(0)).isNull();
        assertThat(ring.remainingSlots()).isZero();

        consumed.set(0);
        assertThat(ring.claim(0)).isNotNull();
    }

    @Test
    void shouldRefuseAClaimWithoutFreeBytes()
    {
        claimAndPublish(ARENA);
        assertThat(ring.claim(1)).isNull();
        assertThat(ring.claim(0)).isNotNull();
        ring.abort();

        consumed.set(0);
        assertThat(ring.claim(1)).isNotNull();
    }

    @Test
    void shouldTakeARecordOfTheWholeArenaWhereverTheLastOneEnded()
    {
        claimAndPublish(24);
        consumed.set(0);

        final ControlSlot slot = ring.claim(ARENA);
        assertThat(slot).isNotNull();
        assertThat(slot.payloadOffset).isZero();
    }

    @Test
    void shouldTakeARecordOfTheWholeArenaAfterAnAbortedClaim()
    {
        claimAndPublish(72);
        assertThat(ring.claim(64)).isNull();
        consumed.set(0);
        assertThat(ring.claim(64)).isNotNull();
        ring.abort();
        assertThat(ring.claim(ARENA)).isNotNull();
    }

    @Test
    void shouldNeverTakeWhatCanNeverFit()
    {
        assertThat(ring.claim(ARENA + 1)).isNull();
        assertThat(ring.claim(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void shouldPublishOnlyWhatIsLeftAfterAbort()
    {
        ring.claim(16);
        ring.abort();
        assertThat(ring.ring().getCursor()).isEqualTo(-1);

        claimAndPublish(16);
        assertThat(ring.ring().getCursor()).isZero();
        assertThat(ring.claimedSequence()).isZero();
    }

    @Test
    void shouldGiveBackTheTailOfAClaim()
    {
        final ControlSlot slot = ring.claim(ARENA);
        ring.publish(20);
        assertThat(slot.payloadLength).isEqualTo(20);

        final ControlSlot next = ring.claim(ARENA - 24);
        assertThat(next).isNotNull();
        assertThat(next.payloadOffset).isEqualTo(24);
    }

    @Test
    void shouldKeepEveryHeldPayloadUntouched()
    {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final ArrayDeque<Long> held = new ArrayDeque<>();
        long published = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (!held.isEmpty() && random.nextInt(3) == 0)
            {
                final long sequence = held.poll();
                final ControlSlot slot = ring.ring().get(sequence);
                for (int j = 0; j < slot.payloadLength; j++)
                {
                    assertThat(ring.payloads().getByte(slot.payloadOffset + j))
                        .as("seed %d, sequence %d, byte %d", seed, sequence, j)
                        .isEqualTo((byte)(sequence * 31 + j));
                }
                consumed.set(sequence);
            }
            final int length = random.nextInt(ARENA + 1);
            final ControlSlot slot = ring.claim(length);
            if (slot == null)
            {
                assertThat(held).as("seed %d: an empty ring takes anything", seed).isNotEmpty();
                continue;
            }
            if (random.nextInt(4) == 0)
            {
                ring.abort();
                continue;
            }
            final int actual = random.nextInt(length + 1);
            for (int j = 0; j < actual; j++)
            {
                ring.payloads().putByte(slot.payloadOffset + j, (byte)(published * 31 + j));
            }
            ring.publish(actual);
            held.add(published);
            published++;
        }
    }

    @Test
    void shouldRefuseSizesThatAreNoPowersOfTwo()
    {
        assertThatThrownBy(() -> new PayloadRing<>(ControlSlot::new, 4, 100))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("100");
        assertThatThrownBy(() -> new PayloadRing<>(ControlSlot::new, 3, 128))
            .isInstanceOf(IllegalArgumentException.class);
    }

    private void claimAndPublish(final int length)
    {
        assertThat(ring.claim(length)).isNotNull();
        ring.publish();
    }
}

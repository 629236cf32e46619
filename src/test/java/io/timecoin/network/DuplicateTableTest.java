package io.timecoin.network;

import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.TransactionSlot;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class DuplicateTableTest
{
    /**
     * Against a model that remembers everything: a link always names a slot that held exactly these bytes, recently.
     */
    @Test
    void shouldOnlyLinkToSlotsThatHeldTheSameBytes()
    {
        for (long seed = 1; seed <= 10; seed++)
        {
            final Random random = new Random(seed);
            final int slots = 1 << 1 + random.nextInt(6);
            final int arenaBytes = 1 << 17;
            final PayloadRing<TransactionSlot> ring = new PayloadRing<>(TransactionSlot::new, slots, arenaBytes);
            final var poller = ring.ring().newPoller();
            ring.ring().addGatingSequences(poller.getSequence());
            final DuplicateTable table = new DuplicateTable(slots, arenaBytes, seed);
            final List<byte[]> kinds = new ArrayList<>();
            for (int i = 0; i < 20; i++)
            {
                final byte[] kind = new byte[random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(40)];
                random.nextBytes(kind);
                kinds.add(kind);
            }
            final Map<Long, byte[]> held = new HashMap<>();
            int linked = 0;
            for (int i = 0; i < 20_000; i++)
            {
                final byte[] bytes = kinds.get(random.nextInt(kinds.size()));
                final int recordLength = TransactionSlot.recordLength(bytes.length);
                final TransactionSlot slot = ring.claim(recordLength);
                if (slot == null)
                {
                    drain(poller);
                    continue;
                }
                ring.payloads().putBytes(slot.payloadOffset, bytes);
                final long sequence = ring.claimedSequence();
                final long copy = table.firstCopy(
                    sequence, ring.payloads(), slot.payloadOffset, bytes.length, recordLength);
                if (copy != TransactionSlot.NO_COPY)
                {
                    linked++;
                    assertThat(sequence - copy).as("seed %s", seed).isBetween(1L, slots - 1L);
                    assertThat(held.get(copy)).as("seed %s", seed).isEqualTo(bytes);
                }
                held.put(sequence, copy == TransactionSlot.NO_COPY ? bytes : null);
                ring.publish();
                if (random.nextInt(3) == 0)
                {
                    drain(poller);
                }
            }
            assertThat(linked).as("seed %s, %s slots", seed, slots).isPositive();
        }
    }

    @Test
    void shouldFindMostRepetitions()
    {
        final Random random = new Random(3);
        final PayloadRing<TransactionSlot> ring = new PayloadRing<>(TransactionSlot::new, 1_024, 1 << 20);
        final var poller = ring.ring().newPoller();
        ring.ring().addGatingSequences(poller.getSequence());
        final DuplicateTable table = new DuplicateTable(1_024, 1 << 20, 7);
        int linked = 0;
        for (int i = 0; i < 500; i++)
        {
            final byte[] bytes = new byte[250];
            random.nextBytes(bytes);
            for (int copy = 0; copy < 5; copy++)
            {
                final int recordLength = TransactionSlot.recordLength(bytes.length);
                final TransactionSlot slot = ring.claim(recordLength);
                ring.payloads().putBytes(slot.payloadOffset, bytes);
                linked += table.firstCopy(ring.claimedSequence(), ring.payloads(), slot.payloadOffset, bytes.length,
                    recordLength) == TransactionSlot.NO_COPY ? 0 : 1;
                ring.publish();
            }
            drain(poller);
        }
        assertThat(linked).isGreaterThan(4 * 490);
    }

    private static void drain(final com.lmax.disruptor.EventPoller<TransactionSlot> poller)
    {
        try
        {
            poller.poll((slot, sequence, endOfBatch) -> true);
        }
        catch (final Exception e)
        {
            throw new AssertionError(e);
        }
    }
}

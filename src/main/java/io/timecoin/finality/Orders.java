package io.timecoin.finality;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.ArrayDeque;
import java.util.Deque;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.Evidence;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.crypto.Sha256;
import io.timecoin.pipeline.BlockOrderSlot;
import io.timecoin.pipeline.PayloadRing;

/**
 * What acceptance is asked, in order. Orders wait here for space on their ring; there are few, as every height has few
 * blocks.
 */
final class Orders
{
    private final PayloadRing<BlockOrderSlot> ring;
    private final Deque<Order> waiting = new ArrayDeque<>();

    Orders(final PayloadRing<BlockOrderSlot> ring)
    {
        this.ring = ring;
    }

    void compose(final long ticket, final int height, final int round, final int maxCount)
    {
        final Order order = new Order(BlockOrderSlot.Kind.COMPOSE, ticket, height);
        order.round = round;
        order.maxCount = maxCount;
        waiting.add(order);
    }

    void check(final long ticket, final int round, final boolean isFresh, final Candidate candidate)
    {
        final Order order = new Order(BlockOrderSlot.Kind.CHECK, ticket, candidate.header.height());
        order.round = round;
        order.isFresh = isFresh;
        order.list(candidate);
        waiting.add(order);
    }

    void forget(final long ticket)
    {
        waiting.add(new Order(BlockOrderSlot.Kind.FORGET, ticket, 0));
    }

    void commit(final Candidate candidate)
    {
        for (final Evidence evidence : candidate.evidence.entries())
        {
            final Order charge =
                new Order(BlockOrderSlot.Kind.CHARGE, Candidate.NO_TICKET, candidate.header.height());
            charge.charged = evidence.validator();
            waiting.add(charge);
        }
        final Order order = new Order(BlockOrderSlot.Kind.COMMIT, Candidate.NO_TICKET, candidate.header.height());
        order.list(candidate);
        waiting.add(order);
    }

    /**
     * Others vote after a block.
     *
     * @param lastHeight of the block.
     * @param set        of those who vote then.
     */
    void electorate(final int lastHeight, final ValidatorSet set)
    {
        final Order order = new Order(BlockOrderSlot.Kind.ELECTORATE, Candidate.NO_TICKET, lastHeight);
        final UnsafeBuffer weights = new UnsafeBuffer(new byte[set.size() * BlockOrderSlot.WEIGHT_LENGTH]);
        for (int i = 0; i < set.size(); i++)
        {
            weights.putInt(i * BlockOrderSlot.WEIGHT_LENGTH, (int)set.weight(i), LITTLE_ENDIAN);
        }
        order.payload = weights;
        order.count = set.size();
        order.unit = BlockOrderSlot.WEIGHT_LENGTH;
        order.partSize = set.size();
        waiting.add(order);
    }

    /**
     * The bytes of these are not needed any more.
     *
     * @param handles 32 bits little endian each; kept by reference.
     * @param count   of them, at least 1.
     */
    void listed(final DirectBuffer handles, final int count)
    {
        final Order order = new Order(BlockOrderSlot.Kind.LISTED, Candidate.NO_TICKET, 0);
        order.payload = handles;
        order.count = count;
        order.unit = BlockOrderSlot.HANDLE_LENGTH;
        order.partSize = BlockOrderSlot.MAX_PART_IDS;
        waiting.add(order);
    }

    /** Puts as much on the ring as there is space for; returns the number of slots. */
    int drain()
    {
        int count = 0;
        while (!waiting.isEmpty() && put(waiting.peek()))
        {
            count++;
            final Order order = waiting.peek();
            order.part++;
            if (order.part * order.partSize >= order.count)
            {
                waiting.remove();
            }
        }
        return count;
    }

    private boolean put(final Order order)
    {
        final int from = order.part * order.partSize;
        final int count = Math.min(order.partSize, order.count - from);
        final int length = count * order.unit;
        final BlockOrderSlot slot = ring.claim(length);
        if (slot == null)
        {
            return false;
        }
        slot.kind = order.kind;
        slot.ticket = order.ticket;
        slot.height = order.height;
        slot.round = order.round;
        slot.part = order.part;
        slot.isLast = from + count == order.count;
        slot.isFresh = order.isFresh;
        slot.maxCount = order.maxCount;
        slot.proposer = order.proposer;
        slot.charged = order.charged;
        ring.payloads().putBytes(slot.payloadOffset, order.payload, from * order.unit, length);
        ring.publish();
        return true;
    }

    /** One order, and how much of it is on the ring. */
    private static final class Order
    {
        private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);

        private final BlockOrderSlot.Kind kind;
        private final long ticket;
        private final int height;
        private int round;
        private boolean isFresh;
        private int maxCount;
        private int proposer;
        private int charged;
        private DirectBuffer payload = NOTHING;
        private int count;
        private int unit = Sha256.LENGTH;
        private int partSize = BlockOrderSlot.MAX_PART_IDS;
        private int part;

        private Order(final BlockOrderSlot.Kind kind, final long ticket, final int height)
        {
            this.kind = kind;
            this.ticket = ticket;
            this.height = height;
        }

        private void list(final Candidate candidate)
        {
            payload = candidate.ids;
            count = candidate.header.transactionCount();
            proposer = candidate.header.proposer();
        }
    }
}

package io.timecoin.consensus.avalanche;

import io.timecoin.wire.BatchUnavailableEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;

/** Answers requests for batches, from the bytes that the table still holds. */
final class Serving
{
    /** Requests waiting for space. */
    private static final int MAX_WAITING = 256;
    private static final int MAX_WAITING_PER_PEER = 32;
    /** Batches served in one duty cycle: each may be a hundred kilobytes. */
    private static final int LIMIT = 4;
    private static final int UNAVAILABLE_LENGTH =
        MessageHeaderEncoder.ENCODED_LENGTH + BatchUnavailableEncoder.BLOCK_LENGTH;

    private final Knowledge knowledge;
    private final Batches batches;
    private final BatchNames names;
    private final OwnBatches encoder;
    private final Outbox outbox;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BatchUnavailableEncoder unavailable = new BatchUnavailableEncoder();

    private final IntRing waitingPeers = new IntRing(MAX_WAITING);
    private final IntRing waitingBatches = new IntRing(MAX_WAITING);
    private final IntRing waitingEpochs = new IntRing(MAX_WAITING);
    private final int[] waitingOf;

    Serving(final Knowledge knowledge, final BatchNames names, final OwnBatches encoder, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.names = names;
        this.encoder = encoder;
        this.outbox = outbox;
        batches = knowledge.batches;
        waitingOf = new int[knowledge.electorate.size()];
    }

    /** A validator asks for a batch's bytes. */
    void onRequest(final int peer, final DirectBuffer name, final int offset)
    {
        final int batch = batches.index.find(name, offset);
        if (batch == NameIndex.NOT_FOUND || !encoder.isServable(batch))
        {
            // One that is too long may not fit in a ring: it would hold up all that wait behind it.
            refuse(peer, name, offset);
        }
        else if (waitingOf[peer] == MAX_WAITING_PER_PEER || waitingPeers.size() == MAX_WAITING)
        {
            knowledge.stats.fetchesDropped++;
        }
        else
        {
            waitingOf[peer]++;
            waitingPeers.add(peer);
            waitingBatches.add(batch);
            waitingEpochs.add(batches.epochs[batch]);
        }
    }

    /** Sends batches while there is space. */
    int work()
    {
        int count = 0;
        while (count < LIMIT && !waitingPeers.isEmpty() && serve(waitingPeers.peek(), waitingBatches.peek()))
        {
            waitingOf[waitingPeers.remove()]--;
            waitingBatches.remove();
            waitingEpochs.remove();
            count++;
        }
        return count;
    }

    /** False if there is no space. */
    private boolean serve(final int peer, final int batch)
    {
        if (batches.epochs[batch] != waitingEpochs.peek() || batches.states[batch] == Batches.FREE)
        {
            // It has left since; the other side asks again if it still wants it.
            knowledge.stats.fetchesDropped++;
            return true;
        }
        if (!batches.isWhole(batch) || !names.isTrue(batch))
        {
            refuse(peer, batches.index.names(), NameIndex.offset(batch));
            return true;
        }
        final int length = encoder.length(batch);
        final int offset = outbox.claim(length);
        if (offset == Outbox.NO_SPACE)
        {
            return false;
        }
        encoder.encode(batch, outbox.buffer(), offset);
        outbox.send(peer, true, length);
        knowledge.stats.fetchesServed++;
        return true;
    }

    private void refuse(final int peer, final DirectBuffer name, final int nameOffset)
    {
        final int offset = outbox.claim(UNAVAILABLE_LENGTH);
        if (offset == Outbox.NO_SPACE)
        {
            knowledge.stats.fetchesDropped++;
            return;
        }
        unavailable.wrapAndApplyHeader(outbox.buffer(), offset, header)
            .putBatchName(name, nameOffset, NameIndex.NAME_LENGTH);
        outbox.send(peer, false, UNAVAILABLE_LENGTH);
        knowledge.stats.fetchesUnavailable++;
    }
}

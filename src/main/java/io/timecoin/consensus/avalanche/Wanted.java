package io.timecoin.consensus.avalanche;

import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionRequestEncoder;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/**
 * Transactions that blocks list and that are not here: asked for by id, first of the block's proposer, then of the
 * others in turn, less and less often, for as long as somebody goes on wanting them.
 */
final class Wanted
{
    static final int NONE = NameIndex.NOT_FOUND;
    /** Most ids in a request: the answer is one batch. */
    static final int MAX_IDS = Batches.MAX_MEMBERS;
    /** First wait for an answer; it doubles with every second attempt, as each goes to another validator. */
    static final long FIRST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A transaction that others have accepted is usually on its way here as well. */
    static final long ON_ITS_WAY_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** What nobody has wanted for so long is forgotten. */
    static final long FORGET_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int CAPACITY = 1_024;
    private static final int MAX_DOUBLINGS = 3;
    private static final int MAX_ATTEMPTS = 100;
    /** Requests to one validator. */
    private static final long REQUEST_SPACING_NS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final int REQUEST_BURST = 16;
    private static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH +
        TransactionRequestEncoder.BLOCK_LENGTH + TransactionRequestEncoder.EntriesEncoder.sbeHeaderSize();

    private final Knowledge knowledge;
    private final Outbox outbox;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TransactionRequestEncoder encoder = new TransactionRequestEncoder();

    private final NameIndex index;
    private final boolean[] isUsed = new boolean[CAPACITY];
    private final boolean[] isPledged = new boolean[CAPACITY];
    private final boolean[] isFinal = new boolean[CAPACITY];
    private final long[] nextNs = new long[CAPACITY];
    private final long[] wantedNs = new long[CAPACITY];
    private final int[] attempts = new int[CAPACITY];
    private final int[] nextPeer = new int[CAPACITY];
    private final int[] free = new int[CAPACITY];
    private int freeCount = CAPACITY;
    /** Slots below this were used since it was empty. */
    private int top;
    private long earliestNs = Long.MAX_VALUE;
    /** By validator: when the next request to it would be on time. */
    private final long[] paceNs;
    private final int[] chosen = new int[MAX_IDS];

    Wanted(final Knowledge knowledge, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.outbox = outbox;
        index = new NameIndex(CAPACITY, knowledge.random.next());
        paceNs = new long[knowledge.electorate.size()];
        for (int i = 0; i < CAPACITY; i++)
        {
            free[i] = CAPACITY - 1 - i;
        }
    }

    boolean isEmpty()
    {
        return freeCount == CAPACITY;
    }

    /**
     * A listed transaction is not here, or not usable; to be told again at least every half second.
     *
     * @param proposer of the block, who is asked first.
     * @param delayNs  how long it may still become usable by itself.
     * @param pledged  whether it is pledged from the moment at which it comes.
     * @param decided  whether the block is final.
     */
    void want(final DirectBuffer txids, final int offset, final int proposer, final long delayNs,
        final boolean pledged, final boolean decided)
    {
        int slot = index.find(txids, offset);
        if (slot == NONE)
        {
            if (freeCount == 0)
            {
                return;
            }
            slot = free[--freeCount];
            top = Math.max(top, slot + 1);
            index.put(slot, txids, offset);
            isUsed[slot] = true;
            isPledged[slot] = false;
            isFinal[slot] = false;
            attempts[slot] = 0;
            nextPeer[slot] = proposer;
            // What is on its way should be here by then: a second copy would only wait behind it.
            nextNs[slot] = knowledge.nowNs + delayNs;
            earliestNs = Math.min(earliestNs, nextNs[slot]);
        }
        isPledged[slot] |= pledged;
        isFinal[slot] |= decided;
        wantedNs[slot] = knowledge.nowNs;
    }

    /** A transaction came; true if it is to be pledged. */
    boolean onSeen(final DirectBuffer txids, final int offset)
    {
        final int slot = index.find(txids, offset);
        if (slot == NONE)
        {
            return false;
        }
        final boolean pledged = isPledged[slot];
        release(slot);
        return pledged;
    }

    /** Whether a final block lists a transaction that is looked for. */
    boolean isFinal(final DirectBuffer txids, final int offset)
    {
        final int slot = index.find(txids, offset);
        return slot != NONE && isFinal[slot];
    }

    /** What stood in the way of a transaction will have gone by the time at which it comes. */
    void retry(final DirectBuffer txids, final int offset)
    {
        final int slot = index.find(txids, offset);
        if (slot != NONE)
        {
            nextNs[slot] = Math.min(nextNs[slot], knowledge.nowNs + FIRST_WAIT_NS / 4);
            earliestNs = Math.min(earliestNs, nextNs[slot]);
        }
    }

    /** Sends the requests that are due. */
    int work()
    {
        if (isEmpty() || knowledge.nowNs < earliestNs)
        {
            return 0;
        }
        int count = 0;
        earliestNs = Long.MAX_VALUE;
        for (int slot = 0; slot < top; slot++)
        {
            if (!isUsed[slot])
            {
                continue;
            }
            if (knowledge.nowNs - wantedNs[slot] >= FORGET_NS)
            {
                release(slot);
                continue;
            }
            if (knowledge.nowNs >= nextNs[slot])
            {
                count += request(slot);
            }
            earliestNs = Math.min(earliestNs, nextNs[slot]);
        }
        if (isEmpty())
        {
            top = 0;
        }
        return count;
    }

    /** Asks one validator for this and for whatever else is due from it. */
    private int request(final int first)
    {
        final int peer = choose(first);
        if (peer == NONE)
        {
            nextNs[first] = knowledge.nowNs + FIRST_WAIT_NS;
            return 0;
        }
        final long burstNs = REQUEST_BURST * REQUEST_SPACING_NS;
        if (paceNs[peer] - knowledge.nowNs > burstNs)
        {
            nextNs[first] = paceNs[peer] - burstNs;
            return 0;
        }
        int count = 0;
        for (int slot = first; slot < top && count < MAX_IDS; slot++)
        {
            if (isUsed[slot] && knowledge.nowNs >= nextNs[slot] && choose(slot) == peer)
            {
                chosen[count++] = slot;
            }
        }
        final int length = FIXED_LENGTH + count * TxidIndex.ID_LENGTH;
        final int offset = outbox.claim(length);
        if (offset == Outbox.NO_SPACE)
        {
            return 0;
        }
        encoder.wrapAndApplyHeader(outbox.buffer(), offset, header);
        final TransactionRequestEncoder.EntriesEncoder entries = encoder.entriesCount(count);
        for (int i = 0; i < count; i++)
        {
            entries.next().putTransactionId(index.names(), NameIndex.offset(chosen[i]), TxidIndex.ID_LENGTH);
            onAsked(chosen[i], peer);
        }
        outbox.send(peer, false, length);
        paceNs[peer] = Math.max(paceNs[peer], knowledge.nowNs) + REQUEST_SPACING_NS;
        knowledge.stats.transactionRequests++;
        return 1;
    }

    private void onAsked(final int slot, final int peer)
    {
        final long waitNs = Math.max(FIRST_WAIT_NS, 2 * knowledge.reputation.latencyNs(peer));
        nextNs[slot] = knowledge.nowNs + (waitNs << Math.min(MAX_DOUBLINGS, attempts[slot] / 2));
        nextPeer[slot] = peer + 1;
        attempts[slot] = Math.min(MAX_ATTEMPTS, attempts[slot] + 1);
    }

    /**
     * The connected validator at an index, or the next one after it; those that hardly ever reply in time only after
     * some of the others. NONE if there is none.
     */
    private int choose(final int slot)
    {
        int benched = NONE;
        final int size = knowledge.electorate.size();
        for (int i = 0; i < size; i++)
        {
            final int peer = (nextPeer[slot] + i) % size;
            if (knowledge.peers.isConnected(peer))
            {
                if (attempts[slot] >= Fetching.CHOOSY_ATTEMPTS || !knowledge.reputation.isBenched(peer))
                {
                    return peer;
                }
                benched = benched == NONE ? peer : benched;
            }
        }
        return benched;
    }

    private void release(final int slot)
    {
        index.remove(slot);
        isUsed[slot] = false;
        free[freeCount++] = slot;
    }
}

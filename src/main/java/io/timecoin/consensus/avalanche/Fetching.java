package io.timecoin.consensus.avalanche;

import io.timecoin.wire.BatchRequestEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Batches that others named and that are not here: asked for, first of the validator that named it first, then of the
 * others that did, less and less often. Nobody is asked for what only others named: a liar's inventions cost nobody
 * else anything.
 */
final class Fetching
{
    static final int NONE = -1;
    static final int MAX_ATTEMPTS = 16;
    /** First wait for an answer; it doubles with every second attempt, as each goes to another validator. */
    static final long FIRST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_DOUBLINGS = 3;
    /** So often nobody benched is asked, if there are others; they may be liars, and the benched come again. */
    static final int CHOOSY_ATTEMPTS = 4;
    /** Requests to one validator: well below what it counts as a violation. */
    private static final long REQUEST_SPACING_NS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final int REQUEST_BURST = 16;
    /** Between two requests for a batch that is here with members that are not. */
    private static final long REFETCH_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MAX_REFETCH_DOUBLINGS = 5;
    private static final int MIN_SHARE = 16;
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + BatchRequestEncoder.BLOCK_LENGTH;

    private final Knowledge knowledge;
    private final Outbox outbox;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BatchRequestEncoder encoder = new BatchRequestEncoder();

    private final int capacity;
    private final NameIndex index;
    private final boolean[] isUsed;
    private final long[] firstNs;
    private final long[] nextNs;
    private final byte[] attempts;
    /** Held polls that wait for it, a bit each. */
    private final long[] waiting;
    /** Validator whose share it takes: the first that named it. */
    private final int[] namedBy;
    private final int[] lastAsked;
    private final long[] sources;
    private final int words;
    private final int[] freeNext;
    private int free;
    private int used;
    private final int[] usedBy;
    private long earliestNs = Long.MAX_VALUE;
    /** By validator: when the next request to it would be on time. */
    private final long[] paceNs;
    /** How long what came in lately took to pass verification and validation. */
    private long lagNs;
    private final long[] refetchNs;
    private final byte[] refetches;

    Fetching(final Knowledge knowledge, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.outbox = outbox;
        capacity = knowledge.parameters.limits().missing();
        index = new NameIndex(capacity, knowledge.random.next());
        isUsed = new boolean[capacity];
        firstNs = new long[capacity];
        nextNs = new long[capacity];
        attempts = new byte[capacity];
        waiting = new long[capacity];
        namedBy = new int[capacity];
        lastAsked = new int[capacity];
        words = knowledge.electorate.words();
        sources = new long[capacity * words];
        freeNext = new int[capacity];
        for (int i = 0; i < capacity; i++)
        {
            freeNext[i] = i + 1 < capacity ? i + 1 : NONE;
        }
        usedBy = new int[knowledge.electorate.size()];
        paceNs = new long[knowledge.electorate.size()];
        refetchNs = new long[knowledge.batches.capacity];
        refetches = new byte[knowledge.batches.capacity];
    }

    /**
     * A validator named a batch that is not here.
     *
     * @param delayNs how long it may still be on its way by itself.
     * @return its slot, or NONE if there is no room.
     */
    int note(final DirectBuffer name, final int offset, final int peer, final long delayNs)
    {
        int slot = index.find(name, offset);
        if (slot == NONE)
        {
            if (free == NONE || usedBy[peer] >= share(peer))
            {
                knowledge.stats.missingDropped++;
                return NONE;
            }
            slot = free;
            free = freeNext[slot];
            used++;
            usedBy[peer]++;
            index.put(slot, name, offset);
            isUsed[slot] = true;
            firstNs[slot] = knowledge.nowNs;
            attempts[slot] = 0;
            nextNs[slot] = Long.MAX_VALUE;
            waiting[slot] = 0;
            namedBy[slot] = peer;
            lastAsked[slot] = NONE;
            Arrays.fill(sources, slot * words, (slot + 1) * words, 0);
        }
        sources[slot * words + (peer >> 6)] |= 1L << peer;
        if (attempts[slot] == 0)
        {
            // It may stand in the queue of verification: a second copy would make that longer.
            nextNs[slot] = Math.min(nextNs[slot], knowledge.nowNs + Math.max(delayNs, 2 * lagNs));
        }
        earliestNs = Math.min(earliestNs, nextNs[slot]);
        return slot;
    }

    /** How long the latest from validation was on its way from the wire to here. */
    void lag(final long latestNs)
    {
        lagNs = latestNs;
    }

    /** A validator asked about members of a batch that is here, which are not: perhaps there is room for them now. */
    void noteIncomplete(final int batch, final int peer)
    {
        if (knowledge.nowNs >= refetchNs[batch])
        {
            note(knowledge.batches.index.names(), NameIndex.offset(batch), peer, 0);
            refetchNs[batch] = knowledge.nowNs + (REFETCH_NS << refetches[batch]);
            refetches[batch] = (byte)Math.min(MAX_REFETCH_DOUBLINGS, refetches[batch] + 1);
        }
    }

    /** A slot holds another batch now. */
    void onAllocated(final int batch)
    {
        refetchNs[batch] = knowledge.nowNs + REFETCH_NS;
        refetches[batch] = 0;
    }

    /** How long a batch has been missing. */
    long missingNs(final int slot)
    {
        return knowledge.nowNs - firstNs[slot];
    }

    /** A held poll waits for a missing batch. */
    void await(final int slot, final int held)
    {
        waiting[slot] |= 1L << held;
    }

    /** A held poll waits no more. */
    void forgetHeld(final int held)
    {
        for (int slot = 0; used != 0 && slot < capacity; slot++)
        {
            waiting[slot] &= ~(1L << held);
        }
    }

    /** A batch came: no longer missing. Returns the held polls that waited for it, a bit each. */
    long onArrived(final DirectBuffer name, final int offset)
    {
        final int slot = index.find(name, offset);
        if (slot == NONE)
        {
            return 0;
        }
        final long held = waiting[slot];
        free(slot);
        return held;
    }

    /** A validator cannot serve a batch: the next one is asked at once. */
    void onUnavailable(final int peer, final DirectBuffer name, final int offset)
    {
        knowledge.stats.unavailableReceived++;
        final int slot = index.find(name, offset);
        if (slot != NONE && lastAsked[slot] == peer)
        {
            sources[slot * words + (peer >> 6)] &= ~(1L << peer);
            nextNs[slot] = knowledge.nowNs;
            earliestNs = knowledge.nowNs;
            if (!hasSource(slot))
            {
                free(slot);
            }
        }
    }

    /** Sends the requests that are due. */
    int work()
    {
        if (knowledge.nowNs < earliestNs)
        {
            return 0;
        }
        int count = 0;
        earliestNs = Long.MAX_VALUE;
        for (int slot = 0; slot < capacity; slot++)
        {
            if (!isUsed[slot])
            {
                continue;
            }
            if (knowledge.nowNs >= nextNs[slot])
            {
                if (attempts[slot] >= MAX_ATTEMPTS)
                {
                    free(slot);
                    continue;
                }
                count += request(slot);
            }
            earliestNs = Math.min(earliestNs, nextNs[slot]);
        }
        return count;
    }

    /** Names of one validator: liars below a third of those who vote leave room for the others. */
    private int share(final int peer)
    {
        return knowledge.electorate.weight(peer) == 0 ? MIN_SHARE :
            Math.max(MIN_SHARE, capacity / (knowledge.electorate.mostLiars() + 1));
    }

    private int request(final int slot)
    {
        final int peer = choose(slot);
        if (peer == NONE)
        {
            nextNs[slot] = knowledge.nowNs + FIRST_WAIT_NS;
            attempts[slot]++;
            return 0;
        }
        final long burstNs = REQUEST_BURST * REQUEST_SPACING_NS;
        if (paceNs[peer] - knowledge.nowNs > burstNs)
        {
            nextNs[slot] = paceNs[peer] - burstNs;
            return 0;
        }
        final int offset = outbox.claim(LENGTH);
        if (offset == Outbox.NO_SPACE)
        {
            return 0;
        }
        encoder.wrapAndApplyHeader(outbox.buffer(), offset, header)
            .putBatchName(index.names(), NameIndex.offset(slot), NameIndex.NAME_LENGTH);
        outbox.send(peer, false, LENGTH);
        knowledge.stats.fetches++;
        paceNs[peer] = Math.max(paceNs[peer], knowledge.nowNs) + REQUEST_SPACING_NS;
        lastAsked[slot] = peer;
        final long waitNs = Math.max(FIRST_WAIT_NS, 2 * Math.max(lagNs, knowledge.reputation.latencyNs(peer)));
        nextNs[slot] = knowledge.nowNs + (waitNs << Math.min(MAX_DOUBLINGS, attempts[slot] / 2));
        attempts[slot]++;
        return 1;
    }

    /**
     * The next connected validator that named it, after the one asked last; those that hardly ever reply in time only
     * after some of the others. NONE if there is none.
     */
    private int choose(final int slot)
    {
        if (lastAsked[slot] == NONE && isWorthAsking(namedBy[slot]))
        {
            return namedBy[slot];
        }
        int benched = NONE;
        final int size = knowledge.electorate.size();
        for (int i = 1; i <= size; i++)
        {
            final int peer = (Math.max(0, lastAsked[slot]) + i) % size;
            if (knowledge.peers.isConnected(peer) && Peers.contains(sources, slot * words, peer))
            {
                if (attempts[slot] >= CHOOSY_ATTEMPTS || isWorthAsking(peer))
                {
                    return peer;
                }
                benched = benched == NONE ? peer : benched;
            }
        }
        return benched;
    }

    private boolean isWorthAsking(final int peer)
    {
        return knowledge.peers.isConnected(peer) && !knowledge.reputation.isBenched(peer);
    }

    private boolean hasSource(final int slot)
    {
        for (int word = 0; word < words; word++)
        {
            if ((sources[slot * words + word] & knowledge.peers.connected()[word]) != 0)
            {
                return true;
            }
        }
        return false;
    }

    private void free(final int slot)
    {
        index.remove(slot);
        isUsed[slot] = false;
        usedBy[namedBy[slot]]--;
        used--;
        freeNext[slot] = free;
        free = slot;
    }
}

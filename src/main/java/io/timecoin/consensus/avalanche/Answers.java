package io.timecoin.consensus.avalanche;

import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.TimeUnit;

/** Answers polls from the batches' words. A poll that names a batch on its way is held for a moment. */
final class Answers
{
    /** Longest time that a poll is held. */
    static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Longest control message. */
    static final int MAX_POLL_LENGTH = 8 * 1024;
    private static final int MAX_HELD_PER_PEER = 8;
    private static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PollReplyEncoder.BLOCK_LENGTH +
        PollReplyEncoder.EntriesEncoder.sbeHeaderSize();
    private static final int ENTRY_LENGTH = PollReplyEncoder.EntriesEncoder.sbeBlockLength();
    private static final int NOT_FOUND = NameIndex.NOT_FOUND;

    private final Knowledge knowledge;
    private final Batches batches;
    private final Fetching fetching;
    private final Outbox outbox;
    private final AvalancheStats stats;
    private final PollDecoder decoder = new PollDecoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PollReplyEncoder encoder = new PollReplyEncoder();
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[NameIndex.NAME_LENGTH]);
    /** Batches of the poll at hand. */
    private final int[] found = new int[AvalancheLimits.MAX_POLL_ENTRIES];

    private final int capacity;
    private final UnsafeBuffer heldBytes;
    private final int[] heldPeers;
    private final int[] heldBlockLengths;
    private final int[] heldVersions;
    private final long[] heldUntilNs;
    private final int[] heldOf;
    /** Held polls, a bit each. */
    private long held;

    Answers(final Knowledge knowledge, final Fetching fetching, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.fetching = fetching;
        this.outbox = outbox;
        batches = knowledge.batches;
        stats = knowledge.stats;
        capacity = knowledge.parameters.limits().heldPolls();
        heldBytes = new UnsafeBuffer(new byte[capacity * MAX_POLL_LENGTH]);
        heldPeers = new int[capacity];
        heldBlockLengths = new int[capacity];
        heldVersions = new int[capacity];
        heldUntilNs = new long[capacity];
        heldOf = new int[knowledge.electorate.size()];
    }

    /** A validator polls. */
    void onPoll(final int peer, final DirectBuffer buffer, final int bodyOffset, final int bodyLength,
        final int blockLength, final int version)
    {
        final PollDecoder.EntriesDecoder entries =
            decoder.wrap(buffer, bodyOffset, blockLength, version).entries();
        if (entries.count() > found.length)
        {
            stats.pollsDropped++;
            return;
        }
        final int slot = freeSlot(peer, bodyLength);
        boolean isWorthWaiting = false;
        for (int i = 0; entries.hasNext(); i++)
        {
            entries.next().getBatchName(name, 0, NameIndex.NAME_LENGTH);
            found[i] = batches.index.find(name, 0);
            if (found[i] == NOT_FOUND)
            {
                isWorthWaiting |= noteMissing(peer, slot);
            }
            else
            {
                noteFound(peer, found[i], entries.asked());
            }
        }
        if (isWorthWaiting)
        {
            stats.pollsHeld++;
            hold(slot, peer, buffer, bodyOffset, bodyLength, blockLength, version);
            heldUntilNs[slot] = knowledge.nowNs + HOLD_NS;
        }
        else if (!answer(peer, buffer, bodyOffset, blockLength, version))
        {
            // No space now: as if held, until there is.
            if (slot == NOT_FOUND)
            {
                stats.pollsDropped++;
                return;
            }
            hold(slot, peer, buffer, bodyOffset, bodyLength, blockLength, version);
            heldUntilNs[slot] = knowledge.nowNs;
        }
    }

    /** A batch came that these held polls waited for. */
    void onArrived(final long waiting)
    {
        for (long bits = waiting & held; bits != 0; bits &= bits - 1)
        {
            final int slot = Long.numberOfTrailingZeros(bits);
            if (lookUp(slot))
            {
                heldUntilNs[slot] = knowledge.nowNs;
                answerHeld(slot);
            }
        }
    }

    /** Answers held polls that have waited long enough. */
    int onTime()
    {
        int count = 0;
        for (long bits = held; bits != 0; bits &= bits - 1)
        {
            final int slot = Long.numberOfTrailingZeros(bits);
            if (knowledge.nowNs >= heldUntilNs[slot])
            {
                final boolean isComplete = lookUp(slot);
                if (answerHeld(slot))
                {
                    stats.pollsHeldInVain += isComplete ? 0 : 1;
                    count++;
                }
            }
        }
        return count;
    }

    /** A validator has gone: nobody waits for the answers. */
    void onDisconnected(final int peer)
    {
        for (long bits = held; bits != 0; bits &= bits - 1)
        {
            final int slot = Long.numberOfTrailingZeros(bits);
            if (heldPeers[slot] == peer)
            {
                drop(slot);
            }
        }
    }

    /** True if the batch may be here in a moment and the poll can wait for it. */
    private boolean noteMissing(final int peer, final int slot)
    {
        final int missing = fetching.note(name, 0, peer, HOLD_NS);
        if (missing == Fetching.NONE || slot == NOT_FOUND || fetching.missingNs(missing) >= HOLD_NS)
        {
            return false;
        }
        fetching.await(missing, slot);
        return true;
    }

    private void noteFound(final int peer, final int batch, final long asked)
    {
        if (batches.show(batch, peer))
        {
            batches.change(batch);
        }
        if ((asked & Batches.mask(batches.counts[batch]) & ~batches.known[batch]) != 0)
        {
            fetching.noteIncomplete(batch, peer);
        }
    }

    private int freeSlot(final int peer, final int bodyLength)
    {
        final int slot = Long.numberOfTrailingZeros(~held);
        return slot < capacity && heldOf[peer] < MAX_HELD_PER_PEER && bodyLength <= MAX_POLL_LENGTH ? slot : NOT_FOUND;
    }

    private void hold(final int slot, final int peer, final DirectBuffer buffer, final int bodyOffset,
        final int bodyLength, final int blockLength, final int version)
    {
        heldBytes.putBytes(slot * MAX_POLL_LENGTH, buffer, bodyOffset, bodyLength);
        heldPeers[slot] = peer;
        heldBlockLengths[slot] = blockLength;
        heldVersions[slot] = version;
        heldOf[peer]++;
        held |= 1L << slot;
    }

    /** Finds the batches of a held poll; true if all are here. */
    private boolean lookUp(final int slot)
    {
        final PollDecoder.EntriesDecoder entries = decoder.wrap(
            heldBytes, slot * MAX_POLL_LENGTH, heldBlockLengths[slot], heldVersions[slot]).entries();
        boolean isComplete = true;
        for (int i = 0; entries.hasNext(); i++)
        {
            entries.next().getBatchName(name, 0, NameIndex.NAME_LENGTH);
            found[i] = batches.index.find(name, 0);
            isComplete &= found[i] != NOT_FOUND;
        }
        return isComplete;
    }

    /** False if there is no space. */
    private boolean answerHeld(final int slot)
    {
        if (!answer(heldPeers[slot], heldBytes, slot * MAX_POLL_LENGTH, heldBlockLengths[slot], heldVersions[slot]))
        {
            return false;
        }
        drop(slot);
        return true;
    }

    private void drop(final int slot)
    {
        held &= ~(1L << slot);
        heldOf[heldPeers[slot]]--;
        fetching.forgetHeld(slot);
    }

    /** Answers with the words of the batches found; false if there is no space. */
    private boolean answer(final int peer, final DirectBuffer buffer, final int bodyOffset, final int blockLength,
        final int version)
    {
        final PollDecoder.EntriesDecoder entries =
            decoder.wrap(buffer, bodyOffset, blockLength, version).entries();
        final int length = FIXED_LENGTH + entries.count() * ENTRY_LENGTH;
        final int offset = outbox.claim(length);
        if (offset == Outbox.NO_SPACE)
        {
            return false;
        }
        encoder.wrapAndApplyHeader(outbox.buffer(), offset, header).pollId(decoder.pollId());
        // Whoever counts by other weights, as it is in another epoch, has no use for opinions of this one.
        final boolean isOfEpoch = PollHistory.isOf(decoder.pollId(), knowledge.electorate.since());
        final PollReplyEncoder.EntriesEncoder answers = encoder.entriesCount(entries.count());
        for (int i = 0; entries.hasNext(); i++)
        {
            final long asked = entries.next().asked();
            final int batch = found[i];
            answers.next();
            if (batch == NOT_FOUND)
            {
                answers.known(0).prefer(0).strong(0);
                continue;
            }
            // An own batch that was not sent yet may still be given up, and with it the record of what was said here.
            final long said = isOfEpoch && batches.states[batch] == Batches.LIVE ? asked : 0;
            final long prefer = batches.prefer[batch] & said;
            answers.known(batches.known[batch] & asked)
                .prefer(prefer)
                .strong((batches.strong[batch] | batches.accepted[batch]) & said);
            // From here on this node may be held to it.
            batches.engaged[batch] |= prefer;
        }
        outbox.send(peer, false, length);
        stats.pollsAnswered++;
        return true;
    }
}

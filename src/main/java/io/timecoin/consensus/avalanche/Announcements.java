package io.timecoin.consensus.avalanche;

import io.timecoin.wire.BatchAnnouncementDecoder;
import io.timecoin.wire.BatchAnnouncementEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Names the batches here to the validators that have not shown to know them, at ages that double, so that one that
 * missed everything catches up. Validators are gone through one after the other.
 */
final class Announcements
{
    /** Age at which an own batch is announced first; a validator is looked at as often. */
    static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Most names in a message: it stays within a control message. */
    static final int MAX_NAMES = 200;
    /** Batches of others wait this many doublings longer: usually their origin is there to do it. */
    private static final int PATIENCE = 2;
    /** Batches looked at in one duty cycle. */
    private static final int SCAN_LIMIT = 1_024;
    private static final int NEVER = -1;
    private static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH +
        BatchAnnouncementEncoder.BLOCK_LENGTH + BatchAnnouncementEncoder.EntriesEncoder.sbeHeaderSize();

    private final Knowledge knowledge;
    private final Batches batches;
    private final Fetching fetching;
    private final Outbox outbox;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BatchAnnouncementEncoder encoder = new BatchAnnouncementEncoder();
    private final BatchAnnouncementDecoder decoder = new BatchAnnouncementDecoder();
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[NameIndex.NAME_LENGTH]);

    private final int[] known = new int[MAX_NAMES];
    private final int[] names = new int[MAX_NAMES];
    private int nameCount;
    /** Time of the last complete look at the batches, by validator. */
    private final long[] lookedNs;
    private int peer;
    private int cursor = NEVER;
    private long scanNs;
    private long nextPeerNs;

    Announcements(final Knowledge knowledge, final Fetching fetching, final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.fetching = fetching;
        this.outbox = outbox;
        batches = knowledge.batches;
        lookedNs = new long[knowledge.electorate.size()];
        Arrays.fill(lookedNs, Long.MIN_VALUE / 2);
    }

    /** A validator that connects may know nothing, whatever it was told before. */
    void onConnected(final int connected)
    {
        lookedNs[connected] = Long.MIN_VALUE / 2;
    }

    /** Batches that another validator has. */
    void onAnnouncement(
        final int from, final DirectBuffer buffer, final int bodyOffset, final int blockLength, final int version)
    {
        decoder.wrap(buffer, bodyOffset, blockLength, version);
        final BatchAnnouncementDecoder.EntriesDecoder entries = decoder.entries();
        int count = 0;
        while (entries.hasNext() && count < MAX_NAMES)
        {
            entries.next().getBatchName(name, 0, NameIndex.NAME_LENGTH);
            knowledge.stats.announcedToUs++;
            final int batch = batches.index.find(name, 0);
            if (batch == NameIndex.NOT_FOUND)
            {
                fetching.note(name, 0, from, 0);
            }
            else
            {
                count = onKnown(batch, from, count);
            }
        }
        send(from, known, count);
    }

    private int onKnown(final int batch, final int from, final int count)
    {
        final boolean isNews = batches.show(batch, from);
        if (isNews)
        {
            batches.change(batch);
        }
        if (!batches.isKnownWhole(batch))
        {
            fetching.noteIncomplete(batch, from);
            return count;
        }
        if (!isNews)
        {
            return count;
        }
        // It does not know yet that this node knows it; once it does, it is not told again.
        known[count] = batch;
        return count + 1;
    }

    /** Looks on, at one validator's batches. */
    int work()
    {
        if (cursor == NEVER && !begin())
        {
            return 0;
        }
        int count = 0;
        final int end = Math.min(batches.capacity, cursor + SCAN_LIMIT);
        while (cursor < end)
        {
            if (nameCount == MAX_NAMES)
            {
                break;
            }
            if (isDue(cursor))
            {
                names[nameCount++] = cursor;
            }
            cursor++;
        }
        if (nameCount == MAX_NAMES || cursor == batches.capacity)
        {
            count = nameCount;
            if (!send(peer, names, nameCount))
            {
                return 0;
            }
            nameCount = 0;
        }
        if (cursor == batches.capacity)
        {
            lookedNs[peer] = scanNs;
            cursor = NEVER;
        }
        return count;
    }

    /** Turns to the next validator when it is time. */
    private boolean begin()
    {
        final int size = knowledge.electorate.size();
        if (knowledge.nowNs < nextPeerNs || size == 1)
        {
            return false;
        }
        nextPeerNs = knowledge.nowNs + FIRST_NS / size;
        peer = (peer + 1) % size;
        if (!knowledge.peers.isConnected(peer) || batches.notShownBy(peer) == 0)
        {
            lookedNs[peer] = knowledge.peers.isConnected(peer) ? knowledge.nowNs : lookedNs[peer];
            return false;
        }
        cursor = 0;
        nameCount = 0;
        scanNs = knowledge.nowNs;
        return true;
    }

    /** Whether a batch has reached another doubling of its age since the last look. */
    private boolean isDue(final int batch)
    {
        if (batches.states[batch] != Batches.LIVE || batches.isShown(batch, peer) || !batches.isWhole(batch))
        {
            return false;
        }
        final int doublings = doublings(scanNs - batches.bornNs[batch]);
        final int patience = batches.origins[batch] == knowledge.self ? 0 : PATIENCE;
        return doublings >= patience && doublings > doublings(lookedNs[peer] - batches.bornNs[batch]);
    }

    private static int doublings(final long ageNs)
    {
        return ageNs < FIRST_NS ? NEVER : Long.SIZE - 1 - Long.numberOfLeadingZeros(ageNs / FIRST_NS);
    }

    /** False if there is no space. */
    private boolean send(final int to, final int[] named, final int count)
    {
        if (count == 0)
        {
            return true;
        }
        final int length = FIXED_LENGTH + count * NameIndex.NAME_LENGTH;
        final int offset = outbox.claim(length);
        if (offset == Outbox.NO_SPACE)
        {
            return false;
        }
        encoder.wrapAndApplyHeader(outbox.buffer(), offset, header);
        final BatchAnnouncementEncoder.EntriesEncoder entries = encoder.entriesCount(count);
        for (int i = 0; i < count; i++)
        {
            entries.next()
                .putBatchName(batches.index.names(), NameIndex.offset(named[i]), NameIndex.NAME_LENGTH);
        }
        outbox.send(to, false, length);
        knowledge.stats.announced += count;
        return true;
    }
}

package io.timecoin.network;

import io.timecoin.wire.ChunkDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Puts the logical messages of one validator together from their chunks, which may come in any order. All but the last
 * have the same length. Bounded in messages, in bytes, with those of all other validators together, and in time.
 */
final class Chunks
{
    /** Messages of one validator that are being put together at a time; one more pushes out the oldest. */
    static final int MAX_PARTIAL_MESSAGES = 2;
    /** How long the rest of a message may take. */
    static final long PARTIAL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private static final int NO_SPACE = -2;

    /** Bytes that all validators' unfinished messages may hold together. */
    static final class Budget
    {
        private final long maxBytes;
        private long bytes;

        Budget(final long maxBytes)
        {
            this.maxBytes = maxBytes;
        }

        long bytes()
        {
            return bytes;
        }

        private boolean take(final int length)
        {
            if (bytes + length > maxBytes)
            {
                return false;
            }
            bytes += length;
            return true;
        }
    }

    private static final class Partial
    {
        private final long messageNumber;
        private final int chunkCount;
        private final int chunkLength;
        private final UnsafeBuffer buffer;
        private final BitSet received;
        private final long startedNs;
        private int missing;

        private Partial(
            final long messageNumber,
            final int chunkCount,
            final int chunkLength,
            final int totalLength,
            final long startedNs)
        {
            this.messageNumber = messageNumber;
            this.chunkCount = chunkCount;
            this.chunkLength = chunkLength;
            this.startedNs = startedNs;
            buffer = new UnsafeBuffer(new byte[totalLength]);
            received = new BitSet(chunkCount);
            missing = chunkCount;
        }
    }

    private final int maxMessageBytes;
    private final Budget budget;
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final Partial[] partials = new Partial[MAX_PARTIAL_MESSAGES];
    private Partial complete;

    Chunks(final int maxMessageBytes, final Budget budget)
    {
        this.maxMessageBytes = maxMessageBytes;
        this.budget = budget;
    }

    /**
     * Takes one chunk, whose frame was checked.
     *
     * @return {@link FrameFault#NONE} if it fits; {@link #isComplete()} then tells whether it was the last one missing.
     */
    FrameFault onChunk(final DirectBuffer buffer, final int offset, final long nowNs)
    {
        decoder.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, ChunkDecoder.BLOCK_LENGTH,
            ChunkDecoder.SCHEMA_VERSION);
        final long totalLength = decoder.totalLength();
        final int index = decoder.chunkIndex();
        final int count = decoder.chunkCount();
        final int length = decoder.payloadLength();
        if (count < 2 || index >= count || length == 0 || totalLength > maxMessageBytes || length >= totalLength)
        {
            return FrameFault.BAD_CHUNK;
        }
        final int chunkLength = chunkLength(index, count, length, (int)totalLength);
        final int place = chunkLength < 0 ? -1 :
            find(decoder.messageNumber(), count, chunkLength, (int)totalLength, nowNs);
        if (place < 0)
        {
            return place == NO_SPACE ? FrameFault.NO_CHUNK_SPACE : FrameFault.BAD_CHUNK;
        }
        final Partial partial = partials[place];
        if (partial.received.get(index))
        {
            return FrameFault.BAD_CHUNK;
        }
        final int at = index * chunkLength;
        decoder.getPayload(partial.buffer, at, length);
        partial.received.set(index);
        if (--partial.missing == 0)
        {
            complete = partial;
            remove(place);
        }
        return FrameFault.NONE;
    }

    boolean isComplete()
    {
        return complete != null;
    }

    /** The whole message; the caller owns it. */
    UnsafeBuffer takeComplete()
    {
        final UnsafeBuffer message = complete.buffer;
        complete = null;
        return message;
    }

    /** Gives up what takes too long. Returns the number of messages given up. */
    int expire(final long nowNs)
    {
        int expired = 0;
        for (int i = 0; i < partials.length; i++)
        {
            if (partials[i] != null && nowNs - partials[i].startedNs > PARTIAL_TIMEOUT_NS)
            {
                remove(i);
                expired++;
            }
        }
        return expired;
    }

    /** Gives all up. */
    void clear()
    {
        for (int i = 0; i < partials.length; i++)
        {
            if (partials[i] != null)
            {
                remove(i);
            }
        }
    }

    /** Length of all chunks but the last, as this one tells it, or -1 if no such message can be. */
    private static int chunkLength(final int index, final int count, final int length, final int totalLength)
    {
        final boolean last = index == count - 1;
        final int before = totalLength - length;
        if (last && before % (count - 1) != 0)
        {
            return -1;
        }
        final int chunkLength = last ? before / (count - 1) : length;
        final long lastLength = totalLength - (long)chunkLength * (count - 1);
        return lastLength > 0 && lastLength <= chunkLength ? chunkLength : -1;
    }

    private int find(
        final long messageNumber, final int count, final int chunkLength, final int totalLength, final long nowNs)
    {
        int oldest = 0;
        int free = -1;
        for (int i = 0; i < partials.length; i++)
        {
            final Partial partial = partials[i];
            if (partial == null)
            {
                free = i;
            }
            else if (partial.messageNumber == messageNumber)
            {
                return partial.chunkCount == count && partial.chunkLength == chunkLength &&
                    partial.buffer.capacity() == totalLength ? i : -1;
            }
            else if (partials[oldest] == null || partial.startedNs < partials[oldest].startedNs)
            {
                oldest = i;
            }
        }
        final int place = free >= 0 ? free : oldest;
        if (partials[place] != null)
        {
            remove(place);
        }
        if (!budget.take(totalLength))
        {
            return NO_SPACE;
        }
        partials[place] = new Partial(messageNumber, count, chunkLength, totalLength, nowNs);
        return place;
    }

    private void remove(final int place)
    {
        budget.bytes -= partials[place].buffer.capacity();
        partials[place] = null;
    }
}

package io.timecoin.utxo;

import java.util.Arrays;

/**
 * The oldest records of the log on their way into the map: first their segments are looked up, then they are put in,
 * segment by segment, so that those of one segment find its pages, locks and cache lines warm. Both are done in small
 * steps, between which outputs may be spent or come in.
 */
final class FlushBatch
{
    /** A look at a record costs about this part of a write to the map. */
    private static final int LOOKS_PER_WRITE = 16;

    private final RecentOutputs recent;
    private final ChronicleUtxoStore map;
    private final UtxoEntry output = new UtxoEntry();
    private final int[] selected;
    private final int[] segments;
    private final int[] sorted;
    private final int[] starts;

    private int length;
    private int seen;
    private int selectedCount;
    private int written;

    FlushBatch(final RecentOutputs recent, final ChronicleUtxoStore map, final int maxLength)
    {
        this.recent = recent;
        this.map = map;
        selected = new int[maxLength];
        segments = new int[maxLength];
        sorted = new int[maxLength];
        starts = new int[map.segmentCount() + 1];
    }

    boolean isActive()
    {
        return length > 0;
    }

    /** Begins with the oldest records, as many as a batch may have, and at most so many. */
    void begin(final int most)
    {
        length = Math.min(Math.min(selected.length, recent.used()), most);
        seen = 0;
        selectedCount = 0;
        written = 0;
        Arrays.fill(starts, 0);
    }

    /** Does about as much as so many writes to the map cost. */
    void step(final int writes)
    {
        int budget = writes * LOOKS_PER_WRITE;
        while (budget > 0 && seen < length)
        {
            look();
            budget--;
        }
        while (budget > 0)
        {
            if (written == selectedCount)
            {
                recent.free(length);
                length = 0;
                return;
            }
            else
            {
                budget -= write() ? LOOKS_PER_WRITE : 1;
            }
        }
    }

    private void look()
    {
        final int record = recent.recordAt(seen++);
        if (recent.isLive(record))
        {
            final int segment = map.segment(recent.outpoints(), recent.outpointOffset(record));
            selected[selectedCount] = record;
            segments[selectedCount] = segment;
            selectedCount++;
            starts[segment + 1]++;
        }
        if (seen == length)
        {
            sort();
        }
    }

    private void sort()
    {
        for (int i = 1; i < starts.length; i++)
        {
            starts[i] += starts[i - 1];
        }
        for (int i = 0; i < selectedCount; i++)
        {
            sorted[starts[segments[i]]++] = selected[i];
        }
    }

    /** False if the output was spent since its record was looked at. */
    private boolean write()
    {
        final int record = sorted[written++];
        if (!recent.isLive(record))
        {
            return false;
        }
        recent.value(record, output);
        // The map first: a reader that no longer finds the output in memory asks the map afterwards.
        map.insert(recent.outpoints(), recent.outpointOffset(record), output);
        recent.removeRecord(record);
        return true;
    }
}

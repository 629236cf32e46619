package io.timecoin.consensus.avalanche;

import io.timecoin.crypto.Sha256;
import org.agrona.concurrent.UnsafeBuffer;

/** Names of batches: SHA-256("timecoin/batch" ‖ wtxid of each member in order). */
final class BatchNames
{
    private static final byte[] TAG = Sha256.tag("timecoin/batch");
    private static final int ID_LENGTH = 32;

    private final Knowledge knowledge;
    private final Batches batches;
    private final Sha256 sha256 = new Sha256();
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[NameIndex.NAME_LENGTH]);

    BatchNames(final Knowledge knowledge)
    {
        this.knowledge = knowledge;
        batches = knowledge.batches;
    }

    /** Name of the members that a batch has here; valid until the next call. All must be held. */
    UnsafeBuffer compute(final int batch)
    {
        sha256.add(TAG);
        for (int position = 0; position < batches.counts[batch]; position++)
        {
            final int handle = batches.members[batch << 6 | position];
            sha256.add(knowledge.table.ids(), knowledge.table.wtxidOffset(handle), ID_LENGTH);
        }
        sha256.finish(name, 0);
        return name;
    }

    /**
     * Whether the bytes here are those that a batch is named after: a transaction that was known with other witnesses
     * has other bytes, which would not match the name where they arrive.
     */
    boolean isTrue(final int batch)
    {
        return batches.index.find(compute(batch), 0) == batch;
    }
}

package io.timecoin.crypto.ed25519;

/** Batches that only tests need. */
public final class TestBatches
{
    private TestBatches()
    {
    }

    /**
     * A batch in lanes, without vectors: the steps of the vector kind on every machine.
     *
     * @return an empty one.
     */
    public static Ed25519Batch lanes()
    {
        return Ed25519Batch.lanes();
    }
}

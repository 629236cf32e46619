package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One transaction as the rules see it, whether it lies in the ring's arena or was parked in the table. Reused. */
final class Candidate
{
    private static final int KEY_HASH_LENGTH = 20;
    private static final int MAX_WITNESSES = 256;

    final TransactionView view = new TransactionView();

    private final TransactionView held = new TransactionView();
    private final TransactionTable table;
    private final TransactionIds hashes;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
    private final UnsafeBuffer ownKeyHashes = new UnsafeBuffer(new byte[MAX_WITNESSES * KEY_HASH_LENGTH]);
    private DirectBuffer ids;
    private int txidOffset;
    private int wtxidOffset;
    private DirectBuffer keyHashes;
    private int keyHashesOffset;
    private boolean isSigned;

    Candidate(final TransactionTable table, final TransactionIds hashes)
    {
        this.table = table;
        this.hashes = hashes;
    }

    /** Points at a slot that a verify worker has filled in. */
    void wrap(final DirectBuffer arena, final TransactionSlot slot, final boolean signaturesValid)
    {
        view.wrap(arena, slot.payloadOffset, slot.payloadLength);
        ids = arena;
        txidOffset = slot.txidOffset();
        wtxidOffset = slot.wtxidOffset();
        keyHashes = arena;
        keyHashesOffset = slot.keyHashOffset(0);
        isSigned = signaturesValid;
    }

    /** Points at a transaction that was parked, and so has valid signatures. */
    void wrap(final int handle)
    {
        table.view(handle, scratch, view);
        ids = table.ids();
        txidOffset = table.txidOffset(handle);
        wtxidOffset = table.wtxidOffset(handle);
        for (int i = 0; i < view.witnessCount(); i++)
        {
            hashes.keyHash(view.buffer(), view.publicKeyOffset(i), ownKeyHashes, i * KEY_HASH_LENGTH);
        }
        keyHashes = ownKeyHashes;
        keyHashesOffset = 0;
        isSigned = true;
    }

    /**
     * Whether the witnesses of a slot's transaction are as good as those of one that is held and has the same
     * transaction id: the very same, or valid signatures of the same keys.
     */
    boolean isAsGoodAs(final int handle)
    {
        final DirectBuffer heldIds = table.ids();
        if (IdIndex.isSame(ids, wtxidOffset, heldIds, table.wtxidOffset(handle)))
        {
            return true;
        }
        table.view(handle, scratch, held);
        boolean isGood = isSigned && held.witnessCount() == view.witnessCount();
        for (int i = 0; isGood && i < held.witnessCount(); i++)
        {
            isGood = IdIndex.isSame(view.buffer(), view.publicKeyOffset(i), held.buffer(), held.publicKeyOffset(i));
        }
        return isGood;
    }

    DirectBuffer ids()
    {
        return ids;
    }

    int txidOffset()
    {
        return txidOffset;
    }

    int wtxidOffset()
    {
        return wtxidOffset;
    }

    /** Whether the signatures of all witnesses are valid. */
    boolean isSigned()
    {
        return isSigned;
    }

    /** Whether the key that signs for an input is the one that the spent output names. */
    boolean isOwner(final int input, final byte[] keyHash)
    {
        final int start = keyHashesOffset + view.witnessIndex(input) * KEY_HASH_LENGTH;
        for (int i = 0; i < KEY_HASH_LENGTH; i++)
        {
            if (keyHashes.getByte(start + i) != keyHash[i])
            {
                return false;
            }
        }
        return true;
    }
}

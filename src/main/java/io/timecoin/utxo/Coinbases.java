package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.KeyHash;
import io.timecoin.pipeline.Identities;
import io.timecoin.transaction.TransactionIds;
import org.agrona.concurrent.UnsafeBuffer;

/** The one output that a block makes: what it pays its proposer (PROTOCOL, section 5). */
public final class Coinbases
{
    private final TransactionIds ids;
    private final Identities identities;
    /** Of those that got something so far. */
    private final byte[][] keyHashes;
    private final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
    private final UtxoEntry entry = new UtxoEntry();

    /**
     * Coinbases of one chain.
     *
     * @param chainId    32 bytes.
     * @param identities public keys of the validators.
     */
    public Coinbases(final byte[] chainId, final Identities identities)
    {
        ids = new TransactionIds(chainId);
        this.identities = identities;
        keyHashes = new byte[identities.capacity()][];
    }

    /**
     * Puts a block's output into the set: index 0 of the block's coinbase, locked to its proposer's key.
     *
     * @param store     the set.
     * @param height    of the block, from 1.
     * @param validator index of its proposer.
     * @param amount    subsidy and fees, in units; with 0 there is no output.
     */
    public void put(final UtxoStore store, final long height, final int validator, final long amount)
    {
        if (amount == 0)
        {
            return;
        }
        if (validator < 0 || validator >= keyHashes.length || identities.get(validator) == null || amount < 0)
        {
            throw new InvariantViolation("coinbase of validator " + validator, amount);
        }
        if (keyHashes[validator] == null)
        {
            keyHashes[validator] = KeyHash.of(identities.get(validator));
        }
        ids.coinbaseId(height, outpoint, 0);
        UtxoRecord.putOutputIndex(outpoint, 0, 0);
        entry.amount = amount;
        entry.lockType = 0;
        entry.coinbaseHeight = (int)height;
        System.arraycopy(keyHashes[validator], 0, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
        store.put(outpoint, 0, entry);
    }
}

package io.timecoin.utxo;

/** One unspent output, copied out of the set. Mutable and reused: reading fills it in. */
public final class UtxoEntry
{
    public static final int NOT_COINBASE = 0;
    public static final int KEY_HASH_LENGTH = 20;

    public long amount;
    public int lockType;
    /** Height of the block whose coinbase made it, or {@link #NOT_COINBASE}. */
    public int coinbaseHeight;
    public final byte[] keyHash = new byte[KEY_HASH_LENGTH];
}

package io.timecoin.load;

/**
 * An output that the load may spend.
 *
 * @param transactionId 32 bytes; coins of one transaction share the array.
 * @param index         of the output.
 * @param amount        units.
 * @param account       whose it is.
 * @param home          the validator that has surely accepted it, or {@link #EVERYWHERE}.
 * @param readyNs       from when it may be spent.
 */
public record Coin(byte[] transactionId, int index, long amount, int account, int home, long readyNs)
{
    /** Home of outputs that every validator knows from the start. */
    public static final int EVERYWHERE = -1;
}

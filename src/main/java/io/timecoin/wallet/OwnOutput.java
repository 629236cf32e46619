package io.timecoin.wallet;

import io.timecoin.crypto.KeyPair;
import io.timecoin.transaction.TransactionBuilder;

/**
 * An unspent output and the key that may spend it.
 *
 * @param transactionId 32 bytes; outputs of one transaction may share the array.
 * @param index         of the output.
 * @param amount        units.
 * @param lockType      of {@link io.timecoin.transaction.TransactionLayout}.
 * @param owner         signs for it.
 */
public record OwnOutput(byte[] transactionId, int index, long amount, int lockType, KeyPair owner)
{
    /**
     * What names it as an input.
     *
     * @return 34 bytes.
     */
    public byte[] outpoint()
    {
        return TransactionBuilder.outpoint(transactionId, index);
    }
}

package io.timecoin.transaction;

import static io.timecoin.transaction.TransactionLayout.LOCK_KEY_HASH;

import java.util.Arrays;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;

/** Finds what of a transaction is about validators: at most one output, and the identity that it is about. */
public final class BondOutputs
{
    /** No output, or no witness. */
    public static final int NONE = -1;

    private BondOutputs()
    {
    }

    /**
     * The output that bonds an identity or takes it out.
     *
     * @param tx well formed.
     * @return number of the first such output, or {@link #NONE}.
     */
    public static int find(final TransactionView tx)
    {
        for (int i = 0; i < tx.outputCount(); i++)
        {
            if (tx.lockType(i) != LOCK_KEY_HASH)
            {
                return i;
            }
        }
        return NONE;
    }

    /**
     * The witness whose key an output names. Hashes and allocates: for the few transactions with such an output.
     *
     * @param tx     well formed.
     * @param output number of the output.
     * @return number of the witness, or {@link #NONE} if the identity did not sign.
     */
    public static int identity(final TransactionView tx, final int output)
    {
        final byte[] wanted = new byte[KeyHash.LENGTH];
        tx.buffer().getBytes(tx.keyHashOffset(output), wanted);
        final byte[] key = new byte[KeyPair.PUBLIC_KEY_LENGTH];
        for (int i = 0; i < tx.witnessCount(); i++)
        {
            tx.buffer().getBytes(tx.publicKeyOffset(i), key);
            if (Arrays.equals(wanted, KeyHash.of(key)))
            {
                return i;
            }
        }
        return NONE;
    }
}

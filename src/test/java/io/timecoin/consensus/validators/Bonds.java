package io.timecoin.consensus.validators;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.crypto.TestKeys;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionView;

/** Transactions by which validators come and go, for tests. */
public final class Bonds
{
    /** Their chain. */
    public static final byte[] CHAIN_ID = Sha256.of(Sha256.tag("a chain of bonds"));

    private static int spent;

    private Bonds()
    {
    }

    /**
     * The first validators.
     *
     * @param weights of the keys 0, 1, and so on.
     * @return their roster.
     */
    public static ValidatorRoster first(final long... weights)
    {
        final byte[][] identities = new byte[weights.length][];
        for (int i = 0; i < weights.length; i++)
        {
            identities[i] = TestKeys.key(i).publicKey();
        }
        return new ValidatorRoster(identities, weights);
    }

    /**
     * The hash of a key.
     *
     * @param key its number.
     * @return 20 bytes.
     */
    public static UnsafeBuffer keyHash(final int key)
    {
        return new UnsafeBuffer(KeyHash.of(TestKeys.key(key).publicKey()));
    }

    /**
     * A bond.
     *
     * @param key    number of the identity, which signs.
     * @param amount of the bond.
     * @return the transaction.
     */
    public static TransactionView bond(final int key, final long amount)
    {
        return view(begin(key).output(1_000, keyHash(7).byteArray()).bond(amount, keyHash(key).byteArray()));
    }

    /**
     * A leave.
     *
     * @param key number of the identity, which signs.
     * @return the transaction.
     */
    public static TransactionView leave(final int key)
    {
        return view(begin(key).leave(1_000, keyHash(key).byteArray()));
    }

    /**
     * A payment.
     *
     * @param key that pays itself.
     * @return the transaction.
     */
    public static TransactionView payment(final int key)
    {
        return view(begin(key).output(1_000, keyHash(key).byteArray()));
    }

    /**
     * Shows what was built.
     *
     * @param builder of it.
     * @return the transaction.
     */
    public static TransactionView view(final TransactionBuilder builder)
    {
        final UnsafeBuffer encoded = new UnsafeBuffer(builder.build());
        final TransactionView view = new TransactionView();
        view.wrap(encoded, 0, encoded.capacity());
        return view;
    }

    private static TransactionBuilder begin(final int key)
    {
        // The identity is not the first to sign: it must be looked for.
        final KeyPair other = TestKeys.key(1_000);
        return new TransactionBuilder(CHAIN_ID).input(outpoint(), other).input(outpoint(), TestKeys.key(key));
    }

    private static byte[] outpoint()
    {
        final byte[] txid = new byte[Sha256.LENGTH];
        new UnsafeBuffer(txid).putInt(0, spent++);
        return TransactionBuilder.outpoint(txid, 0);
    }
}

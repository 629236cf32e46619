package io.timecoin.transaction;

import java.util.Arrays;

import io.timecoin.crypto.KeyHash;

/**
 * Where payments go, as people pass it on: bech32m (BIP 350) of version 0 and a key hash, with the prefix {@code time}
 * on the main network and {@code ttime} on test networks, so that one is never mistaken for the other. Immutable.
 */
public final class Address
{
    private static final String MAINNET_PREFIX = "time";
    private static final String TESTNET_PREFIX = "ttime";
    private static final int VERSION = 0;
    private static final int BITS_PER_VALUE = 5;

    private final boolean testnet;
    private final byte[] keyHash;

    private Address(final boolean testnet, final byte[] keyHash)
    {
        this.testnet = testnet;
        this.keyHash = keyHash;
    }

    /**
     * The address of a key hash.
     *
     * @param testnet false for the main network.
     * @param keyHash 20 bytes.
     * @return its address.
     */
    public static Address ofKeyHash(final boolean testnet, final byte[] keyHash)
    {
        if (keyHash.length != KeyHash.LENGTH)
        {
            throw new IllegalArgumentException("a key hash has " + KeyHash.LENGTH + " bytes, not " + keyHash.length);
        }
        return new Address(testnet, keyHash.clone());
    }

    /**
     * The address of a public key.
     *
     * @param testnet   false for the main network.
     * @param publicKey 32 bytes.
     * @return its address.
     */
    public static Address ofPublicKey(final boolean testnet, final byte[] publicKey)
    {
        return new Address(testnet, KeyHash.of(publicKey));
    }

    /**
     * Reads an address.
     *
     * @param text in lower case, or all in upper case.
     * @return what it says.
     * @throws IllegalArgumentException saying what is wrong with it.
     */
    public static Address parse(final String text)
    {
        try
        {
            return of(Bech32m.decode(text));
        }
        catch (final IllegalArgumentException e)
        {
            throw new IllegalArgumentException("'" + text + "' is not an address: " + e.getMessage(), e);
        }
    }

    private static Address of(final Bech32m.Decoded decoded)
    {
        final boolean testnet = decoded.prefix().equals(TESTNET_PREFIX);
        if (!testnet && !decoded.prefix().equals(MAINNET_PREFIX))
        {
            throw new IllegalArgumentException("it begins with '" + decoded.prefix() + "', not '" + MAINNET_PREFIX +
                "' (main network) or '" + TESTNET_PREFIX + "' (test networks)");
        }
        final byte[] values = decoded.values();
        if (values.length == 0 || values[0] != VERSION)
        {
            throw new IllegalArgumentException("its version is not " + VERSION);
        }
        if (values.length != 1 + KeyHash.LENGTH * Byte.SIZE / BITS_PER_VALUE)
        {
            throw new IllegalArgumentException("it does not hold a hash of " + KeyHash.LENGTH + " bytes");
        }
        return new Address(testnet, bytes(values));
    }

    /**
     * Whether it belongs to a test network.
     *
     * @return false for the main network.
     */
    public boolean testnet()
    {
        return testnet;
    }

    /**
     * What outputs to this address are locked to.
     *
     * @return a copy of the 20 bytes.
     */
    public byte[] keyHash()
    {
        return keyHash.clone();
    }

    /** The text that {@link #parse(String)} reads. */
    @Override
    public String toString()
    {
        return Bech32m.encode(testnet ? TESTNET_PREFIX : MAINNET_PREFIX, values(keyHash));
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Address address && testnet == address.testnet &&
            Arrays.equals(keyHash, address.keyHash);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(keyHash);
    }

    // 160 bits are exactly 32 values of five bits: no padding, and so no second form.
    private static byte[] values(final byte[] bytes)
    {
        final byte[] values = new byte[1 + bytes.length * Byte.SIZE / BITS_PER_VALUE];
        values[0] = VERSION;
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++)
        {
            final int value = 1 + bit / BITS_PER_VALUE;
            final int isSet = bytes[bit / Byte.SIZE] >>> Byte.SIZE - 1 - bit % Byte.SIZE & 1;
            values[value] = (byte)(values[value] << 1 | isSet);
        }
        return values;
    }

    private static byte[] bytes(final byte[] values)
    {
        final byte[] bytes = new byte[KeyHash.LENGTH];
        for (int bit = 0; bit < KeyHash.LENGTH * Byte.SIZE; bit++)
        {
            final int isSet = values[1 + bit / BITS_PER_VALUE] >>> BITS_PER_VALUE - 1 - bit % BITS_PER_VALUE & 1;
            bytes[bit / Byte.SIZE] = (byte)(bytes[bit / Byte.SIZE] << 1 | isSet);
        }
        return bytes;
    }
}

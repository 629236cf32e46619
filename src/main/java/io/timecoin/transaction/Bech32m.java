package io.timecoin.transaction;

import java.util.Arrays;
import java.util.Locale;

/** Bech32m (BIP 350): text of 5-bit values with a prefix and a checksum that finds up to four wrong characters. */
final class Bech32m
{
    private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int MAX_LENGTH = 90;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int CHECKSUM_CONSTANT = 0x2BC830A3;
    private static final int[] GENERATOR = { 0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3 };
    private static final int FIRST_PRINTABLE = 33;
    private static final int LAST_PRINTABLE = 126;

    record Decoded(String prefix, byte[] values)
    {
    }

    private Bech32m()
    {
    }

    static String encode(final String prefix, final byte[] values)
    {
        final byte[] padded = Arrays.copyOf(values, values.length + CHECKSUM_LENGTH);
        final int checksum = polymod(prefix, padded) ^ CHECKSUM_CONSTANT;
        for (int i = 0; i < CHECKSUM_LENGTH; i++)
        {
            padded[values.length + i] = (byte)(checksum >>> 5 * (CHECKSUM_LENGTH - 1 - i) & 31);
        }
        final StringBuilder text = new StringBuilder(prefix).append('1');
        for (final byte value : padded)
        {
            text.append(CHARSET.charAt(value));
        }
        return text.toString();
    }

    /** Reads text of one case; throws IllegalArgumentException saying what is wrong with any other. */
    static Decoded decode(final String text)
    {
        if (text.length() > MAX_LENGTH)
        {
            throw new IllegalArgumentException("it has " + text.length() + " characters, more than " + MAX_LENGTH);
        }
        // First, because lower case makes letters out of others: the sign for kelvin becomes a k.
        requirePrintable(text);
        final String lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT)))
        {
            throw new IllegalArgumentException("it mixes upper and lower case");
        }
        final int separator = lower.lastIndexOf('1');
        if (separator < 1)
        {
            throw new IllegalArgumentException("it has no prefix before a '1'");
        }
        if (lower.length() - separator - 1 < CHECKSUM_LENGTH)
        {
            throw new IllegalArgumentException("it is too short for a checksum");
        }
        final String prefix = lower.substring(0, separator);
        final byte[] values = values(lower, separator + 1);
        if (polymod(prefix, values) != CHECKSUM_CONSTANT)
        {
            throw new IllegalArgumentException("its checksum does not fit: a character was mistyped");
        }
        return new Decoded(prefix, Arrays.copyOf(values, values.length - CHECKSUM_LENGTH));
    }

    private static void requirePrintable(final String text)
    {
        for (int i = 0; i < text.length(); i++)
        {
            if (text.charAt(i) < FIRST_PRINTABLE || text.charAt(i) > LAST_PRINTABLE)
            {
                throw new IllegalArgumentException("its character " + (i + 1) + " is not printable ASCII");
            }
        }
    }

    private static byte[] values(final String text, final int from)
    {
        final byte[] values = new byte[text.length() - from];
        for (int i = 0; i < values.length; i++)
        {
            final int value = CHARSET.indexOf(text.charAt(from + i));
            if (value < 0)
            {
                throw new IllegalArgumentException("its character " + (from + i + 1) + " is none that an address uses");
            }
            values[i] = (byte)value;
        }
        return values;
    }

    private static int polymod(final String prefix, final byte[] values)
    {
        int checksum = 1;
        for (int i = 0; i < prefix.length(); i++)
        {
            checksum = step(checksum, prefix.charAt(i) >>> 5);
        }
        checksum = step(checksum, 0);
        for (int i = 0; i < prefix.length(); i++)
        {
            checksum = step(checksum, prefix.charAt(i) & 31);
        }
        for (final byte value : values)
        {
            checksum = step(checksum, value);
        }
        return checksum;
    }

    private static int step(final int checksum, final int value)
    {
        final int top = checksum >>> 25;
        int next = (checksum & 0x1FFFFFF) << 5 ^ value;
        for (int i = 0; i < GENERATOR.length; i++)
        {
            next ^= (top >>> i & 1) == 1 ? GENERATOR[i] : 0;
        }
        return next;
    }
}

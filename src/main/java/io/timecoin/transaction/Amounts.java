package io.timecoin.transaction;

/** Amounts as people write them: TIME with up to eight decimals, kept as whole units. */
public final class Amounts
{
    /** 1 TIME. */
    public static final long UNITS_PER_TIME = 100_000_000;

    private static final int DECIMALS = 8;
    private static final int BASE = 10;

    private Amounts()
    {
    }

    /**
     * Reads an amount: digits, then at most one point and eight decimals. No sign, no exponent, no blanks, no
     * separators.
     *
     * @param text such as {@code 12}, {@code 0.5} or {@code 3.00000001}.
     * @return units, 0 or more.
     * @throws IllegalArgumentException saying what is wrong, if the text is anything else or too large for 64 bits.
     */
    public static long parse(final String text)
    {
        final int point = text.indexOf('.');
        final String whole = point < 0 ? text : text.substring(0, point);
        final String decimals = point < 0 ? "" : text.substring(point + 1);
        if (whole.isEmpty() || point >= 0 && decimals.isEmpty())
        {
            throw new IllegalArgumentException("'" + text + "' is not an amount: it must look like 12 or 0.5");
        }
        if (decimals.length() > DECIMALS)
        {
            throw new IllegalArgumentException("'" + text + "' has more than " + DECIMALS + " decimals");
        }
        long units = 0;
        for (int i = 0; i < whole.length() + DECIMALS; i++)
        {
            final int digit = i < whole.length() ? digit(whole.charAt(i), text) :
                i - whole.length() < decimals.length() ? digit(decimals.charAt(i - whole.length()), text) : 0;
            if (units > (Long.MAX_VALUE - digit) / BASE)
            {
                throw new IllegalArgumentException("'" + text + "' is more than " + format(Long.MAX_VALUE) + " TIME");
            }
            units = units * BASE + digit;
        }
        return units;
    }

    /**
     * Writes an amount so that {@link #parse(String)} reads it back.
     *
     * @param units any number; a negative one gets a minus, which parsing refuses.
     * @return always eight decimals.
     */
    public static String format(final long units)
    {
        // Dividing before the sign is dropped: the smallest number has no positive counterpart.
        final String sign = units < 0 ? "-" : "";
        final long whole = Math.abs(units / UNITS_PER_TIME);
        final long decimals = Math.abs(units % UNITS_PER_TIME);
        return sign + whole + '.' + String.format(java.util.Locale.ROOT, "%08d", decimals);
    }

    private static int digit(final char c, final String text)
    {
        if (c < '0' || c > '9')
        {
            throw new IllegalArgumentException("'" + text + "' is not an amount: '" + c + "' is not a digit");
        }
        return c - '0';
    }
}

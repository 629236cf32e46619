package io.timecoin.load;

/** Says of which kind each payment is, so that any run of payments holds the percentages as nearly as can be. */
final class Mix
{
    private static final double WHOLE = 100.0;

    private final double doubleSpendPercent;
    private final double invalidPercent;
    private double doubleSpendsOwed;
    private double invalidOwed;
    private long invalidTurn;

    /**
     * A mix.
     *
     * @param doubleSpendPercent share of double spends, 0 to 100.
     * @param invalidPercent     share of invalid payments, 0 to 100 and with the other at most 100.
     */
    Mix(final double doubleSpendPercent, final double invalidPercent)
    {
        if (!(doubleSpendPercent >= 0 && invalidPercent >= 0 && doubleSpendPercent + invalidPercent <= WHOLE))
        {
            throw new IllegalArgumentException("double spends and invalid ones are 0 to 100 percent together, not " +
                doubleSpendPercent + " and " + invalidPercent);
        }
        this.doubleSpendPercent = doubleSpendPercent;
        this.invalidPercent = invalidPercent;
    }

    /**
     * The kind of the next payment.
     *
     * @return never null.
     */
    PaymentKind next()
    {
        doubleSpendsOwed += doubleSpendPercent;
        invalidOwed += invalidPercent;
        if (doubleSpendsOwed >= WHOLE && doubleSpendsOwed >= invalidOwed)
        {
            doubleSpendsOwed -= WHOLE;
            return PaymentKind.DOUBLE_SPEND;
        }
        if (invalidOwed >= WHOLE)
        {
            invalidOwed -= WHOLE;
            return PaymentKind.invalid(invalidTurn++);
        }
        return PaymentKind.VALID;
    }
}

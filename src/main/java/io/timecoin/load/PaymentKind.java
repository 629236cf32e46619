package io.timecoin.load;

/** What a payment of the load is meant to be. */
public enum PaymentKind
{
    /** Spends an own output correctly: every node must accept it. */
    VALID,
    /** One half of two payments that spend one output, given to two validators at the same moment. */
    DOUBLE_SPEND,
    /** Correct but for its signature. */
    BAD_SIGNATURE,
    /** Pays out more than it takes in. */
    OVERDRAFT,
    /** Spends an output that never was. */
    UNKNOWN_INPUT,
    /** A client's frame that ends too soon. */
    TRUNCATED_FRAME;

    private static final PaymentKind[] INVALID = {BAD_SIGNATURE, OVERDRAFT, UNKNOWN_INPUT, TRUNCATED_FRAME};

    /**
     * The kinds of invalid payments in rotation.
     *
     * @param turn counts from 0.
     * @return one of the invalid kinds.
     */
    static PaymentKind invalid(final long turn)
    {
        return INVALID[(int)(turn % INVALID.length)];
    }

    /**
     * Whether no node may ever accept it.
     *
     * @return true for all but correct payments and halves of double spends.
     */
    public boolean isInvalid()
    {
        return this != VALID && this != DOUBLE_SPEND;
    }
}

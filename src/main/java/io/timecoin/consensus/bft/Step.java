package io.timecoin.consensus.bft;

/** What a validator signs in a round, in the order in which it does. */
public enum Step
{
    /** A block is proposed; the proposer alone. */
    PROPOSE(0),
    /** A block is found good, or none is. */
    PREVOTE(1),
    /** A quorum was seen to find the block good, or to find none. */
    PRECOMMIT(2);

    private final int code;

    Step(final int code)
    {
        this.code = code;
    }

    /**
     * Its stable number, in messages and in what is signed.
     *
     * @return 0 to 2.
     */
    public int code()
    {
        return code;
    }

    /**
     * The step of a number.
     *
     * @param code as a message has it.
     * @return the step, or null if there is none.
     */
    public static Step of(final int code)
    {
        switch (code)
        {
            case 0: return PROPOSE;
            case 1: return PREVOTE;
            case 2: return PRECOMMIT;
            default: return null;
        }
    }
}

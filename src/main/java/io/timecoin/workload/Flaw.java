package io.timecoin.workload;

import io.timecoin.transaction.Verdict;

/** The rules that invalid transactions break, one each. */
enum Flaw
{
    /** No signature of the key's owner. */
    BAD_SIGNATURE(Verdict.BAD_SIGNATURE),
    /** The bytes of a good payment, which comes later, with a spoilt signature. */
    SPOILT_COPY(Verdict.BAD_SIGNATURE),
    /** Pays out more than comes in. */
    OVERDRAFT(Verdict.OUTPUTS_EXCEED_INPUTS),
    LOW_FEE(Verdict.FEE_TOO_LOW),
    /** Spends what nobody ever made. */
    UNKNOWN_INPUT(Verdict.MISSING_PARENT),
    /** Signed well, by somebody else. */
    NOT_OWNER(Verdict.NOT_OWNER),
    /** Bytes that are no transaction. */
    MALFORMED(Verdict.MALFORMED),
    WRONG_CHAIN(Verdict.WRONG_CHAIN),
    /** Spends one output twice. */
    SAME_INPUT(Verdict.DUPLICATE_INPUT),
    DUST(Verdict.BAD_OUTPUT),
    /** An input names a witness that is not there. */
    BAD_WITNESS(Verdict.BAD_WITNESS),
    /** Not before a height that is not reached. */
    NOT_YET(Verdict.NOT_YET);

    private static final Flaw[] ALL = values();

    private final Verdict verdict;

    Flaw(final Verdict verdict)
    {
        this.verdict = verdict;
    }

    Verdict verdict()
    {
        return verdict;
    }

    static Flaw inTurn(final long number)
    {
        return ALL[(int)(number % ALL.length)];
    }
}

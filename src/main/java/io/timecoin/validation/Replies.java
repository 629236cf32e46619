package io.timecoin.validation;

import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;

/** The immediate answers to clients. The caller has made sure that there is space. */
public interface Replies
{
    /**
     * Answers one submitted payment.
     *
     * @param session     number of the client's session.
     * @param reference   the client's own number.
     * @param verdict     the outcome.
     * @param requiredFee with POOL_FULL the fee that would get in, else 0.
     * @param txid        buffer with the transaction id.
     * @param txidOffset  offset of its 32 bytes.
     */
    void verdict(int session, long reference, Verdict verdict, long requiredFee, DirectBuffer txid, int txidOffset);
}

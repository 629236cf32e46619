package io.timecoin.load;

import io.timecoin.transaction.Verdict;

/** Ways to validators. A link is one client's session with one validator. */
public interface Submitter
{
    /** Hears what validators say. */
    interface Listener
    {
        /**
         * The immediate answer to a payment.
         *
         * @param reference the number it was sent with.
         * @param verdict   the answer; null if its code is unknown.
         */
        void onVerdict(long reference, Verdict verdict);

        /**
         * What became of an admitted payment.
         *
         * @param reference the number it was sent with.
         * @param outcome   ADMITTED if it was accepted, else why not; null if its code is unknown; UNDONE may come
         *     after ADMITTED.
         */
        void onOutcome(long reference, Verdict outcome);

        /**
         * An accepted payment is in a final block.
         *
         * @param reference the number it was sent with.
         */
        void onConfirmed(long reference);
    }

    /**
     * Number of links.
     *
     * @return at least 1; link {@code i} goes to validator {@code i % validators()}.
     */
    int links();

    /**
     * Number of validators.
     *
     * @return at least 1.
     */
    int validators();

    /**
     * Whether a validator is there.
     *
     * @param validator its index.
     * @return false once it is known to be lost.
     */
    boolean isAlive(int validator);

    /**
     * Sends a payment.
     *
     * @param link        where to.
     * @param reference   a number above 0.
     * @param transaction its bytes.
     * @return false if the way is full: it stays due.
     */
    boolean offer(int link, long reference, byte[] transaction);

    /**
     * Sends bytes as they are.
     *
     * @param link  where to.
     * @param frame what a client would never send.
     * @return false if the way is full.
     */
    boolean offerFrame(int link, byte[] frame);

    /**
     * Hands over what has come in, and keeps sessions up.
     *
     * @param listener hears it.
     * @return number of events.
     */
    int poll(Listener listener);
}

package io.timecoin.load;

/** Hands out payments in order. */
public interface PaymentSource
{
    /**
     * The next payment.
     *
     * @return null if none is ready yet.
     */
    Payment poll();
}

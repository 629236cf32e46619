package io.timecoin.load;

import java.util.List;

/**
 * One signed payment of the load, ready to be sent.
 *
 * @param kind        what it is meant to be.
 * @param bytes       the encoded transaction; of a truncated frame, the frame.
 * @param id          its transaction id; null for a truncated frame.
 * @param rival       the other half of a double spend, else null.
 * @param rivalId     the other half's transaction id, else null.
 * @param outputs     what a correct payment makes, else empty; their home and time are not yet set.
 * @param home        the validator that must get it first because it knows the parent, or {@link Coin#EVERYWHERE}.
 */
public record Payment(
    PaymentKind kind, byte[] bytes, byte[] id, byte[] rival, byte[] rivalId, List<Coin> outputs, int home)
{
    /** The same for whoever shall not spend what it makes. */
    Payment withoutOutputs()
    {
        return new Payment(kind, bytes, id, rival, rivalId, List.of(), home);
    }
}

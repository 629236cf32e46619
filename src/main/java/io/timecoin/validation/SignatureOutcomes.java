package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pipeline.TransactionSlot;
import org.agrona.BitUtil;

/** Remembers by ring sequence which signatures were valid, so that repeated bytes cost one verification. */
final class SignatureOutcomes
{
    private final boolean[] valid;
    private final int mask;

    /** Looks back at least as far as the ring is long. */
    SignatureOutcomes(final int ringSize)
    {
        valid = new boolean[BitUtil.findNextPositivePowerOfTwo(2 * ringSize)];
        mask = valid.length - 1;
    }

    /** Records, and gives, whether the signatures of a slot's transaction are valid. */
    boolean record(final TransactionSlot slot, final long sequence)
    {
        final boolean isValid;
        if (slot.firstCopy == TransactionSlot.NO_COPY)
        {
            isValid = slot.signaturesValid;
        }
        else
        {
            if (slot.firstCopy >= sequence || slot.firstCopy < sequence - mask)
            {
                throw new InvariantViolation("distance of a first copy", sequence - slot.firstCopy);
            }
            isValid = valid[(int)slot.firstCopy & mask];
        }
        valid[(int)sequence & mask] = isValid;
        return isValid;
    }
}

package io.timecoin.crypto.ed25519;

/**
 * An integer modulo p = 2^255 - 19, mutable: the sum of {@code a<i> * 2^(51 i)}. Limbs are signed. A limb of at most
 * n * (2^51 + 2^17) in magnitude is said to be of n units. What a product leaves is of one unit: its limbs lie between
 * -2^16 and 2^51 + 2^16, so that the difference of two such is of one unit as well.
 */
public final class FieldElement
{
    long a0;
    long a1;
    long a2;
    long a3;
    long a4;

    FieldElement set(final FieldElement other)
    {
        return set(other.a0, other.a1, other.a2, other.a3, other.a4);
    }

    FieldElement set(final long l0, final long l1, final long l2, final long l3, final long l4)
    {
        a0 = l0;
        a1 = l1;
        a2 = l2;
        a3 = l3;
        a4 = l4;
        return this;
    }

    FieldElement setInt(final int value)
    {
        return set(value, 0, 0, 0, 0);
    }
}

package io.timecoin.crypto.ed25519;

import java.math.BigInteger;

/** Constants of edwards25519: -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032, section 5.1). */
final class Curve
{
    /** Order of the base point, 2^252 + 27742317777372353535851937790883648493. */
    static final BigInteger L =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    static final FieldElement D =
        Field.of(BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(Field.P)));
    static final FieldElement TWO_D = new FieldElement();
    static final FieldElement SQRT_OF_MINUS_ONE =
        Field.of(BigInteger.TWO.modPow(Field.P.subtract(BigInteger.ONE).shiftRight(2), Field.P));

    static
    {
        Field.add(TWO_D, D, D);
        Field.reduce(TWO_D, TWO_D);
    }

    private Curve()
    {
    }
}

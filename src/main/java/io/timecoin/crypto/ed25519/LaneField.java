package io.timecoin.crypto.ed25519;

/**
 * Arithmetic modulo p on up to 64 numbers at a time, one a lane. A number is the sum of six doubles times 2^(43 i), all
 * of them whole numbers; limb i of lane j stands at 64 i + j. A limb of at most n * (2^42 + 2^16) in magnitude is said
 * to be of n units. Results may be written over arguments; lanes beyond the asked for are lost.
 */
interface LaneField
{
    int LANES = 64;
    int LIMBS = 6;
    int LENGTH = LIMBS * LANES;
    int LIMB_BITS = 43;
    /** Lanes are worked on in groups of so many. */
    int GROUP = 8;

    /** How many lanes are worked on at once. */
    int width();

    /** Products of one unit; the factors' units multiply to at most four. */
    void multiply(double[] out, double[] x, double[] y, int lanes);

    /** Squares of at most two units; one unit. */
    void square(double[] out, double[] x, int lanes);

    void add(double[] out, double[] x, double[] y, int lanes);

    void subtract(double[] out, double[] x, double[] y, int lanes);

    /** The same numbers, of less than 2^53 a limb, in one unit. */
    void carry(double[] out, double[] x, int lanes);
}

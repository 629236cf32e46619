package io.timecoin.crypto.ed25519;

/** Decides the equations of a batch's signatures, one by one or several at once. */
interface Equations
{
    /**
     * Makes everything ready.
     *
     * @return which signatures have canonical points, a key that is not of small order, and S below L.
     */
    long prepare();

    /** Whether the equation of one of those holds. */
    boolean holds(int index);

    /** Whether those of several hold: a random linear combination of them, wrong with a probability below 2^-127. */
    boolean holdTogether(long candidates);

    /** Takes notice of the keys of signatures that turned out valid. */
    void learn(long valid);
}

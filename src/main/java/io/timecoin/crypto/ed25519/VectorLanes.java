package io.timecoin.crypto.ed25519;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Lanes side by side in vector registers. Loaded only where the module jdk.incubator.vector is (it needs
 * {@code --add-modules jdk.incubator.vector}); how and why it computes is said in {@link PlainLanes}.
 */
final class VectorLanes implements LaneField
{
    private static final VectorSpecies<Double> SPECIES =
        DoubleVector.SPECIES_PREFERRED.length() > GROUP ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_PREFERRED;
    private static final int STEP = SPECIES.length();
    private static final DoubleVector MAGIC = DoubleVector.broadcast(SPECIES, PlainLanes.MAGIC);
    private static final DoubleVector CARRY = DoubleVector.broadcast(SPECIES, PlainLanes.CARRY);
    private static final DoubleVector DOWN = DoubleVector.broadcast(SPECIES, PlainLanes.DOWN);
    private static final DoubleVector WRAP = DoubleVector.broadcast(SPECIES, PlainLanes.WRAP);
    private static final DoubleVector WRAP_DOWN =
        DoubleVector.broadcast(SPECIES, PlainLanes.WRAP * PlainLanes.DOWN);

    private final double[] scratch = new double[LIMBS * STEP];

    @Override
    public int width()
    {
        return STEP;
    }

    @Override
    public void multiply(final double[] out, final double[] x, final double[] y, final int lanes)
    {
        for (int at = 0; at < lanes; at += STEP)
        {
            multiplyLower(x, y, at);
            multiplyUpper(out, x, y, at);
        }
    }

    /** Columns 0 to 2 of a product, not yet in one unit, into the scratch: what was left out, then the high parts. */
    private void multiplyLower(final double[] x, final double[] y, final int at)
    {
        final DoubleVector a0 = DoubleVector.fromArray(SPECIES, x, at);
        final DoubleVector a1 = DoubleVector.fromArray(SPECIES, x, at + LANES);
        final DoubleVector a2 = DoubleVector.fromArray(SPECIES, x, at + 2 * LANES);
        final DoubleVector a3 = DoubleVector.fromArray(SPECIES, x, at + 3 * LANES);
        final DoubleVector a4 = DoubleVector.fromArray(SPECIES, x, at + 4 * LANES);
        final DoubleVector a5 = DoubleVector.fromArray(SPECIES, x, at + 5 * LANES);
        final DoubleVector b0 = DoubleVector.fromArray(SPECIES, y, at);
        final DoubleVector b1 = DoubleVector.fromArray(SPECIES, y, at + LANES);
        final DoubleVector b2 = DoubleVector.fromArray(SPECIES, y, at + 2 * LANES);
        final DoubleVector b3 = DoubleVector.fromArray(SPECIES, y, at + 3 * LANES);
        final DoubleVector b4 = DoubleVector.fromArray(SPECIES, y, at + 4 * LANES);
        final DoubleVector b5 = DoubleVector.fromArray(SPECIES, y, at + 5 * LANES);
        final DoubleVector w1 = b1.mul(WRAP);
        final DoubleVector w2 = b2.mul(WRAP);
        final DoubleVector w3 = b3.mul(WRAP);
        final DoubleVector w4 = b4.mul(WRAP);
        final DoubleVector w5 = b5.mul(WRAP);
        final DoubleVector h00 = a0.fma(b0, MAGIC);
        final DoubleVector h01 = a1.fma(w5, h00);
        final DoubleVector h02 = a2.fma(w4, h01);
        final DoubleVector h03 = a3.fma(w3, h02);
        final DoubleVector h04 = a4.fma(w2, h03);
        final DoubleVector h05 = a5.fma(w1, h04);
        final DoubleVector r0 = a0.fma(b0, MAGIC.sub(h00)).add(a1.fma(w5, h00.sub(h01))).add(a2.fma(w4, h01.sub(h02)))
            .add(a3.fma(w3, h02.sub(h03))).add(a4.fma(w2, h03.sub(h04))).add(a5.fma(w1, h04.sub(h05)));
        final DoubleVector h10 = a0.fma(b1, MAGIC);
        final DoubleVector h11 = a1.fma(b0, h10);
        final DoubleVector h12 = a2.fma(w5, h11);
        final DoubleVector h13 = a3.fma(w4, h12);
        final DoubleVector h14 = a4.fma(w3, h13);
        final DoubleVector h15 = a5.fma(w2, h14);
        final DoubleVector r1 = a0.fma(b1, MAGIC.sub(h10)).add(a1.fma(b0, h10.sub(h11))).add(a2.fma(w5, h11.sub(h12)))
            .add(a3.fma(w4, h12.sub(h13))).add(a4.fma(w3, h13.sub(h14))).add(a5.fma(w2, h14.sub(h15)));
        final DoubleVector h20 = a0.fma(b2, MAGIC);
        final DoubleVector h21 = a1.fma(b1, h20);
        final DoubleVector h22 = a2.fma(b0, h21);
        final DoubleVector h23 = a3.fma(w5, h22);
        final DoubleVector h24 = a4.fma(w4, h23);
        final DoubleVector h25 = a5.fma(w3, h24);
        final DoubleVector r2 = a0.fma(b2, MAGIC.sub(h20)).add(a1.fma(b1, h20.sub(h21))).add(a2.fma(b0, h21.sub(h22)))
            .add(a3.fma(w5, h22.sub(h23))).add(a4.fma(w4, h23.sub(h24))).add(a5.fma(w3, h24.sub(h25)));
        r0.intoArray(scratch, 0);
        r1.intoArray(scratch, STEP);
        r2.intoArray(scratch, 2 * STEP);
        h05.intoArray(scratch, 3 * STEP);
        h15.intoArray(scratch, 4 * STEP);
        h25.intoArray(scratch, 5 * STEP);
    }

    /** Columns 3 to 5, and then all of them. */
    private void multiplyUpper(final double[] out, final double[] x, final double[] y, final int at)
    {
        final DoubleVector a0 = DoubleVector.fromArray(SPECIES, x, at);
        final DoubleVector a1 = DoubleVector.fromArray(SPECIES, x, at + LANES);
        final DoubleVector a2 = DoubleVector.fromArray(SPECIES, x, at + 2 * LANES);
        final DoubleVector a3 = DoubleVector.fromArray(SPECIES, x, at + 3 * LANES);
        final DoubleVector a4 = DoubleVector.fromArray(SPECIES, x, at + 4 * LANES);
        final DoubleVector a5 = DoubleVector.fromArray(SPECIES, x, at + 5 * LANES);
        final DoubleVector b0 = DoubleVector.fromArray(SPECIES, y, at);
        final DoubleVector b1 = DoubleVector.fromArray(SPECIES, y, at + LANES);
        final DoubleVector b2 = DoubleVector.fromArray(SPECIES, y, at + 2 * LANES);
        final DoubleVector b3 = DoubleVector.fromArray(SPECIES, y, at + 3 * LANES);
        final DoubleVector b4 = DoubleVector.fromArray(SPECIES, y, at + 4 * LANES);
        final DoubleVector b5 = DoubleVector.fromArray(SPECIES, y, at + 5 * LANES);
        final DoubleVector w4 = b4.mul(WRAP);
        final DoubleVector w5 = b5.mul(WRAP);
        final DoubleVector h30 = a0.fma(b3, MAGIC);
        final DoubleVector h31 = a1.fma(b2, h30);
        final DoubleVector h32 = a2.fma(b1, h31);
        final DoubleVector h33 = a3.fma(b0, h32);
        final DoubleVector h34 = a4.fma(w5, h33);
        final DoubleVector h35 = a5.fma(w4, h34);
        final DoubleVector r3 = a0.fma(b3, MAGIC.sub(h30)).add(a1.fma(b2, h30.sub(h31))).add(a2.fma(b1, h31.sub(h32)))
            .add(a3.fma(b0, h32.sub(h33))).add(a4.fma(w5, h33.sub(h34))).add(a5.fma(w4, h34.sub(h35)));
        final DoubleVector h40 = a0.fma(b4, MAGIC);
        final DoubleVector h41 = a1.fma(b3, h40);
        final DoubleVector h42 = a2.fma(b2, h41);
        final DoubleVector h43 = a3.fma(b1, h42);
        final DoubleVector h44 = a4.fma(b0, h43);
        final DoubleVector h45 = a5.fma(w5, h44);
        final DoubleVector r4 = a0.fma(b4, MAGIC.sub(h40)).add(a1.fma(b3, h40.sub(h41))).add(a2.fma(b2, h41.sub(h42)))
            .add(a3.fma(b1, h42.sub(h43))).add(a4.fma(b0, h43.sub(h44))).add(a5.fma(w5, h44.sub(h45)));
        final DoubleVector h50 = a0.fma(b5, MAGIC);
        final DoubleVector h51 = a1.fma(b4, h50);
        final DoubleVector h52 = a2.fma(b3, h51);
        final DoubleVector h53 = a3.fma(b2, h52);
        final DoubleVector h54 = a4.fma(b1, h53);
        final DoubleVector h55 = a5.fma(b0, h54);
        final DoubleVector r5 = a0.fma(b5, MAGIC.sub(h50)).add(a1.fma(b4, h50.sub(h51))).add(a2.fma(b3, h51.sub(h52)))
            .add(a3.fma(b2, h52.sub(h53))).add(a4.fma(b1, h53.sub(h54))).add(a5.fma(b0, h54.sub(h55)));
        final DoubleVector l0 = h55.sub(MAGIC).fma(WRAP_DOWN, DoubleVector.fromArray(SPECIES, scratch, 0));
        final DoubleVector l1 = DoubleVector.fromArray(SPECIES, scratch, 3 * STEP).sub(MAGIC)
            .fma(DOWN, DoubleVector.fromArray(SPECIES, scratch, STEP));
        final DoubleVector l2 = DoubleVector.fromArray(SPECIES, scratch, 4 * STEP).sub(MAGIC)
            .fma(DOWN, DoubleVector.fromArray(SPECIES, scratch, 2 * STEP));
        final DoubleVector l3 = DoubleVector.fromArray(SPECIES, scratch, 5 * STEP).sub(MAGIC)
            .fma(DOWN, r3);
        final DoubleVector l4 = h35.sub(MAGIC).fma(DOWN, r4);
        final DoubleVector l5 = h45.sub(MAGIC).fma(DOWN, r5);
        final DoubleVector c0 = l0.add(CARRY).sub(CARRY);
        final DoubleVector c1 = l1.add(CARRY).sub(CARRY);
        final DoubleVector c2 = l2.add(CARRY).sub(CARRY);
        final DoubleVector c3 = l3.add(CARRY).sub(CARRY);
        final DoubleVector c4 = l4.add(CARRY).sub(CARRY);
        final DoubleVector c5 = l5.add(CARRY).sub(CARRY);
        c5.fma(WRAP_DOWN, l0.sub(c0)).intoArray(out, at);
        c0.fma(DOWN, l1.sub(c1)).intoArray(out, at + LANES);
        c1.fma(DOWN, l2.sub(c2)).intoArray(out, at + 2 * LANES);
        c2.fma(DOWN, l3.sub(c3)).intoArray(out, at + 3 * LANES);
        c3.fma(DOWN, l4.sub(c4)).intoArray(out, at + 4 * LANES);
        c4.fma(DOWN, l5.sub(c5)).intoArray(out, at + 5 * LANES);
    }

    @Override
    public void square(final double[] out, final double[] x, final int lanes)
    {
        for (int at = 0; at < lanes; at += STEP)
        {
            squareGroup(out, x, at);
        }
    }

    private static void squareGroup(final double[] out, final double[] x, final int at)
    {
        final DoubleVector a0 = DoubleVector.fromArray(SPECIES, x, at);
        final DoubleVector a1 = DoubleVector.fromArray(SPECIES, x, at + LANES);
        final DoubleVector a2 = DoubleVector.fromArray(SPECIES, x, at + 2 * LANES);
        final DoubleVector a3 = DoubleVector.fromArray(SPECIES, x, at + 3 * LANES);
        final DoubleVector a4 = DoubleVector.fromArray(SPECIES, x, at + 4 * LANES);
        final DoubleVector a5 = DoubleVector.fromArray(SPECIES, x, at + 5 * LANES);
        final DoubleVector d0 = a0.add(a0);
        final DoubleVector d1 = a1.add(a1);
        final DoubleVector d2 = a2.add(a2);
        final DoubleVector w3 = a3.mul(WRAP);
        final DoubleVector w4 = a4.mul(WRAP);
        final DoubleVector w5 = a5.mul(WRAP);
        final DoubleVector v4 = w4.add(w4);
        final DoubleVector v5 = w5.add(w5);
        final DoubleVector h00 = a0.fma(a0, MAGIC);
        final DoubleVector h01 = a1.fma(v5, h00);
        final DoubleVector h02 = a2.fma(v4, h01);
        final DoubleVector h03 = a3.fma(w3, h02);
        final DoubleVector r0 = a0.fma(a0, MAGIC.sub(h00)).add(a1.fma(v5, h00.sub(h01))).add(a2.fma(v4, h01.sub(h02)))
            .add(a3.fma(w3, h02.sub(h03)));
        final DoubleVector h10 = a1.fma(d0, MAGIC);
        final DoubleVector h11 = a2.fma(v5, h10);
        final DoubleVector h12 = a3.fma(v4, h11);
        final DoubleVector r1 = a1.fma(d0, MAGIC.sub(h10)).add(a2.fma(v5, h10.sub(h11))).add(a3.fma(v4, h11.sub(h12)));
        final DoubleVector h20 = a2.fma(d0, MAGIC);
        final DoubleVector h21 = a1.fma(a1, h20);
        final DoubleVector h22 = a3.fma(v5, h21);
        final DoubleVector h23 = a4.fma(w4, h22);
        final DoubleVector r2 = a2.fma(d0, MAGIC.sub(h20)).add(a1.fma(a1, h20.sub(h21))).add(a3.fma(v5, h21.sub(h22)))
            .add(a4.fma(w4, h22.sub(h23)));
        final DoubleVector h30 = a3.fma(d0, MAGIC);
        final DoubleVector h31 = a2.fma(d1, h30);
        final DoubleVector h32 = a4.fma(v5, h31);
        final DoubleVector r3 = a3.fma(d0, MAGIC.sub(h30)).add(a2.fma(d1, h30.sub(h31))).add(a4.fma(v5, h31.sub(h32)));
        final DoubleVector h40 = a4.fma(d0, MAGIC);
        final DoubleVector h41 = a3.fma(d1, h40);
        final DoubleVector h42 = a2.fma(a2, h41);
        final DoubleVector h43 = a5.fma(w5, h42);
        final DoubleVector r4 = a4.fma(d0, MAGIC.sub(h40)).add(a3.fma(d1, h40.sub(h41))).add(a2.fma(a2, h41.sub(h42)))
            .add(a5.fma(w5, h42.sub(h43)));
        final DoubleVector h50 = a5.fma(d0, MAGIC);
        final DoubleVector h51 = a4.fma(d1, h50);
        final DoubleVector h52 = a3.fma(d2, h51);
        final DoubleVector r5 = a5.fma(d0, MAGIC.sub(h50)).add(a4.fma(d1, h50.sub(h51))).add(a3.fma(d2, h51.sub(h52)));
        final DoubleVector l0 = h52.sub(MAGIC).fma(WRAP_DOWN, r0);
        final DoubleVector l1 = h03.sub(MAGIC).fma(DOWN, r1);
        final DoubleVector l2 = h12.sub(MAGIC).fma(DOWN, r2);
        final DoubleVector l3 = h23.sub(MAGIC).fma(DOWN, r3);
        final DoubleVector l4 = h32.sub(MAGIC).fma(DOWN, r4);
        final DoubleVector l5 = h43.sub(MAGIC).fma(DOWN, r5);
        final DoubleVector c0 = l0.add(CARRY).sub(CARRY);
        final DoubleVector c1 = l1.add(CARRY).sub(CARRY);
        final DoubleVector c2 = l2.add(CARRY).sub(CARRY);
        final DoubleVector c3 = l3.add(CARRY).sub(CARRY);
        final DoubleVector c4 = l4.add(CARRY).sub(CARRY);
        final DoubleVector c5 = l5.add(CARRY).sub(CARRY);
        c5.fma(WRAP_DOWN, l0.sub(c0)).intoArray(out, at);
        c0.fma(DOWN, l1.sub(c1)).intoArray(out, at + LANES);
        c1.fma(DOWN, l2.sub(c2)).intoArray(out, at + 2 * LANES);
        c2.fma(DOWN, l3.sub(c3)).intoArray(out, at + 3 * LANES);
        c3.fma(DOWN, l4.sub(c4)).intoArray(out, at + 4 * LANES);
        c4.fma(DOWN, l5.sub(c5)).intoArray(out, at + 5 * LANES);
    }

    @Override
    public void add(final double[] out, final double[] x, final double[] y, final int lanes)
    {
        for (int limb = 0; limb < LENGTH; limb += LANES)
        {
            for (int at = limb; at < limb + lanes; at += STEP)
            {
                DoubleVector.fromArray(SPECIES, x, at).add(DoubleVector.fromArray(SPECIES, y, at)).intoArray(out, at);
            }
        }
    }

    @Override
    public void subtract(final double[] out, final double[] x, final double[] y, final int lanes)
    {
        for (int limb = 0; limb < LENGTH; limb += LANES)
        {
            for (int at = limb; at < limb + lanes; at += STEP)
            {
                DoubleVector.fromArray(SPECIES, x, at).sub(DoubleVector.fromArray(SPECIES, y, at)).intoArray(out, at);
            }
        }
    }

    @Override
    public void carry(final double[] out, final double[] x, final int lanes)
    {
        for (int at = 0; at < lanes; at += STEP)
        {
            final DoubleVector l0 = DoubleVector.fromArray(SPECIES, x, at);
            final DoubleVector l1 = DoubleVector.fromArray(SPECIES, x, at + LANES);
            final DoubleVector l2 = DoubleVector.fromArray(SPECIES, x, at + 2 * LANES);
            final DoubleVector l3 = DoubleVector.fromArray(SPECIES, x, at + 3 * LANES);
            final DoubleVector l4 = DoubleVector.fromArray(SPECIES, x, at + 4 * LANES);
            final DoubleVector l5 = DoubleVector.fromArray(SPECIES, x, at + 5 * LANES);
            final DoubleVector c0 = l0.add(CARRY).sub(CARRY);
            final DoubleVector c1 = l1.add(CARRY).sub(CARRY);
            final DoubleVector c2 = l2.add(CARRY).sub(CARRY);
            final DoubleVector c3 = l3.add(CARRY).sub(CARRY);
            final DoubleVector c4 = l4.add(CARRY).sub(CARRY);
            final DoubleVector c5 = l5.add(CARRY).sub(CARRY);
            c5.fma(WRAP_DOWN, l0.sub(c0)).intoArray(out, at);
            c0.fma(DOWN, l1.sub(c1)).intoArray(out, at + LANES);
            c1.fma(DOWN, l2.sub(c2)).intoArray(out, at + 2 * LANES);
            c2.fma(DOWN, l3.sub(c3)).intoArray(out, at + 3 * LANES);
            c3.fma(DOWN, l4.sub(c4)).intoArray(out, at + 4 * LANES);
            c4.fma(DOWN, l5.sub(c5)).intoArray(out, at + 5 * LANES);
        }
    }
}

package io.timecoin.crypto.ed25519;

/**
 * Lanes one after the other, in plain Java: what a machine without vectors would do, and a check of those that have.
 *
 * <p>A column of a product, a sum of limb products, is collected in two doubles: adding a product to 1.5 * 2^97, whose
 * last bit weighs 2^45, rounds it to a multiple of that, and a second fused multiply-add gives exactly what rounding
 * left out. 2^258 = 152 modulo p.
 *
 * <p>Bounds, for factors whose units multiply to four, so limb products below 2^86 (1 + 2^-25): the lowest column has
 * 1 + 5 * 152 of them, below 2^95.6, less than the 2^96 up to which the last bit weighs 2^45; 152 times a limb is a
 * whole number below 2^51, exact. What six roundings leave out is at most 6 * 2^44 &lt; 2^46.6. The high part of a
 * column over 2^43 is below 2^52.6, of the highest (6 products) below 2^45.6, times 152 below 2^52.9: added to what was
 * left out, all are whole numbers below 2^53, exact. Rounding those to multiples of 2^43 leaves at most 2^42, and hands
 * at most 2^10 to the next limb; the highest, fed by a column of 5 + 152 products only, hands 2^8 times 152 to the
 * lowest: at most 2^16, so the result is of one unit.
 */
final class PlainLanes implements LaneField
{
    static final double MAGIC = 0x1.8p97;
    static final double CARRY = 0x1.8p95;
    static final double DOWN = 0x1p-43;
    static final double WRAP = 152;

    private final double[] low = new double[LIMBS];
    private final double[] high = new double[LIMBS];

    @Override
    public int width()
    {
        return 1;
    }

    @Override
    public void multiply(final double[] out, final double[] x, final double[] y, final int lanes)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            for (int column = 0; column < LIMBS; column++)
            {
                double sum = MAGIC;
                double rest = 0;
                for (int i = 0; i < LIMBS; i++)
                {
                    final int j = Math.floorMod(column - i, LIMBS);
                    final double a = x[i * LANES + lane];
                    final double b = y[j * LANES + lane] * (i > column ? WRAP : 1);
                    final double next = Math.fma(a, b, sum);
                    rest += Math.fma(a, b, sum - next);
                    sum = next;
                }
                low[column] = rest;
                high[column] = sum - MAGIC;
            }
            for (int i = LIMBS - 1; i >= 0; i--)
            {
                final double from = i == 0 ? high[LIMBS - 1] * WRAP : high[i - 1];
                low[i] = Math.fma(from, DOWN, low[i]);
            }
            carry(out, lane);
        }
    }

    @Override
    public void square(final double[] out, final double[] x, final int lanes)
    {
        multiply(out, x, x, lanes);
    }

    @Override
    public void add(final double[] out, final double[] x, final double[] y, final int lanes)
    {
        for (int limb = 0; limb < LENGTH; limb += LANES)
        {
            for (int i = limb; i < limb + lanes; i++)
            {
                out[i] = x[i] + y[i];
            }
        }
    }

    @Override
    public void subtract(final double[] out, final double[] x, final double[] y, final int lanes)
    {
        for (int limb = 0; limb < LENGTH; limb += LANES)
        {
            for (int i = limb; i < limb + lanes; i++)
            {
                out[i] = x[i] - y[i];
            }
        }
    }

    @Override
    public void carry(final double[] out, final double[] x, final int lanes)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            for (int i = 0; i < LIMBS; i++)
            {
                low[i] = x[i * LANES + lane];
            }
            carry(out, lane);
        }
    }

    private void carry(final double[] out, final int lane)
    {
        for (int i = 0; i < LIMBS; i++)
        {
            high[i] = low[i] + CARRY - CARRY;
            low[i] -= high[i];
        }
        for (int i = 0; i < LIMBS; i++)
        {
            final double from = i == 0 ? high[LIMBS - 1] * WRAP : high[i - 1];
            out[i * LANES + lane] = Math.fma(from, DOWN, low[i]);
        }
    }
}

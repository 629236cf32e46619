package io.timecoin.bench;

/**
 * How fast the machine computes at the moment: arithmetic that no build changes. What a thread shares its core with,
 * and how fast that core is clocked, shows here as well as in the figures that refer to it.
 */
final class Yardstick
{
    static final String NAME = "machine.arithmetic";

    private static final int STEPS = 64;
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final int SHIFT = 29;

    private Yardstick()
    {
    }

    static Measurement measurement()
    {
        return new LoopMeasurement(
            new Figure(NAME, "a multiplication, a shift and a sum, each after the other, CPU time", Unit.NS),
            Yardstick::compute, STEPS);
    }

    private static long compute(final int index)
    {
        long value = index;
        for (int i = 0; i < STEPS; i++)
        {
            value = (value ^ value >>> SHIFT) * FACTOR + i;
        }
        return value;
    }
}

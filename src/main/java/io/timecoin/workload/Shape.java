package io.timecoin.workload;

/**
 * How many inputs and outputs payments have.
 *
 * @param inputs  of each payment.
 * @param outputs of each payment.
 */
public record Shape(int inputs, int outputs)
{
    /** No shape of its own: payments of several shapes, some of them paid by two accounts. */
    public static final Shape MIXED = new Shape(0, 0);

    /** Shapes of a mixed workload; one that stands here twice comes twice as often. */
    private static final Shape[] SHAPES =
    {
        new Shape(1, 2), new Shape(1, 2), new Shape(1, 2), new Shape(1, 2), new Shape(1, 2), new Shape(1, 2),
        new Shape(1, 1), new Shape(1, 1), new Shape(2, 2), new Shape(2, 2), new Shape(2, 1), new Shape(2, 1),
        new Shape(5, 5), new Shape(3, 2), new Shape(1, 8), new Shape(16, 2),
    };
    private static final int MIXED_MAX_INPUTS = 16;
    private static final int MIXED_MAX_OUTPUTS = 8;

    boolean isMixed()
    {
        return this == MIXED;
    }

    Shape draw(final Draws draws)
    {
        return isMixed() ? SHAPES[draws.below(SHAPES.length)] : this;
    }

    int maxInputs()
    {
        return isMixed() ? MIXED_MAX_INPUTS : inputs;
    }

    int maxOutputs()
    {
        return isMixed() ? MIXED_MAX_OUTPUTS : outputs;
    }

    @Override
    public String toString()
    {
        return isMixed() ? "mixed" : inputs + "x" + outputs;
    }
}

package io.timecoin.bench;

/**
 * What a measurement tells.
 *
 * @param name      words with dots between them; the same from build to build.
 * @param what      exactly what was measured: only figures of which this is the same can be compared.
 * @param unit      of the values.
 * @param reference name of the figure that this one is told as a multiple of, measured in turn with it; empty for none.
 */
public record Figure(String name, String what, Unit unit, String reference)
{
    /** A figure that stands alone. */
    Figure(final String name, final String what, final Unit unit)
    {
        this(name, what, unit, "");
    }
}

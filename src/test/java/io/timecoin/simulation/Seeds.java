package io.timecoin.simulation;

import java.util.stream.LongStream;

/** The seeds that a test runs with: its own, or the one that {@code -Dtimecoin.seed=…} asks for. */
final class Seeds
{
    private static final String PROPERTY = "timecoin.seed";

    private Seeds()
    {
    }

    static LongStream of(final int count)
    {
        final Long asked = Long.getLong(PROPERTY);
        return asked != null ? LongStream.of(asked) : LongStream.rangeClosed(1, count);
    }

    /** What to type to see one run again. */
    static String reproduction(final Class<?> test, final String method, final long seed)
    {
        return "mvn -B test -Dtest='" + test.getSimpleName() + "#" + method + "' -D" + PROPERTY + "=" + seed;
    }
}

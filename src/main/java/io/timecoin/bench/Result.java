package io.timecoin.bench;

/**
 * A figure with what was measured.
 *
 * @param figure what.
 * @param sample the values.
 * @param speed  how many times as fast as its reference it is; null without one.
 */
public record Result(Figure figure, Sample sample, Sample speed)
{
    /** Both together; this one alone if the other measured something else. */
    Result with(final Result other)
    {
        if (other == null || !other.figure.equals(figure) || (speed == null) != (other.speed == null))
        {
            return this;
        }
        return new Result(figure, sample.with(other.sample), speed == null ? null : speed.with(other.speed));
    }
}

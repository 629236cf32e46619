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
}

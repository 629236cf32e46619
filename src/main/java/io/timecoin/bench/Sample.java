package io.timecoin.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The values of repetitions, in the order in which they were measured. One bad repetition among several, while another
 * process had the core, moves neither the median nor the spread much.
 */
public final class Sample
{
    /** Makes the median absolute deviation of normally distributed values their standard deviation. */
    static final double MAD_TO_DEVIATION = 1.4826;
    /** With fewer values the deviation from the median is small by chance too often: half of their range counts. */
    static final int MIN_FOR_DEVIATION = 5;

    private final double[] values;
    private final double[] sorted;

    /**
     * A sample.
     *
     * @param values at least one, all finite.
     */
    public Sample(final double... values)
    {
        if (values.length == 0)
        {
            throw new IllegalArgumentException("a sample of nothing");
        }
        for (final double value : values)
        {
            if (!Double.isFinite(value))
            {
                throw new IllegalArgumentException("not a measured value: " + value);
            }
        }
        this.values = values.clone();
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    /** Both together. */
    Sample with(final Sample other)
    {
        final double[] both = Arrays.copyOf(values, values.length + other.values.length);
        System.arraycopy(other.values, 0, both, values.length, other.values.length);
        return new Sample(both);
    }

    /** Number of repetitions. */
    public int size()
    {
        return values.length;
    }

    /** One repetition's value. */
    double value(final int repetition)
    {
        return values[repetition];
    }

    /** All values as they were measured. */
    List<Double> values()
    {
        return Arrays.stream(values).boxed().toList();
    }

    /** The value in the middle, or between the two there. */
    public double median()
    {
        return median(sorted);
    }

    /** The smallest value. */
    public double min()
    {
        return sorted[0];
    }

    /** The largest value. */
    public double max()
    {
        return sorted[sorted.length - 1];
    }

    /**
     * How far values lie from the median: their median absolute deviation, scaled to a standard deviation; of fewer
     * than {@value #MIN_FOR_DEVIATION}, half of the range.
     *
     * @return 0 or more; 0 of one value, of which nothing is known.
     */
    public double spread()
    {
        if (sorted.length < MIN_FOR_DEVIATION)
        {
            return (max() - min()) / 2;
        }
        final double median = median();
        final double[] deviations = Arrays.stream(sorted).map((value) -> Math.abs(value - median)).sorted().toArray();
        return MAD_TO_DEVIATION * median(deviations);
    }

    /**
     * By how much another quantity, measured in turn with this one, is larger: one ratio for each repetition.
     *
     * @param other as many repetitions, or more.
     * @return other over this; null if a value is 0.
     */
    Sample ratioOf(final Sample other)
    {
        final double[] ratios = new double[Math.min(size(), other.size())];
        for (int i = 0; i < ratios.length; i++)
        {
            if (values[i] == 0)
            {
                return null;
            }
            ratios[i] = other.values[i] / values[i];
        }
        return new Sample(ratios);
    }

    private static double median(final double[] ascending)
    {
        final int half = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
    }
}

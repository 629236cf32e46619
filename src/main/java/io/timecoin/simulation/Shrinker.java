package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes a failing simulation smaller, for as long as it goes on to fail: fewer faults, payments and validators, in
 * less time. What is left shows more easily what is wrong; it need not be the same failure.
 */
public final class Shrinker
{
    private static final int MIN_VALIDATORS = 4;

    private final Predicate<SimulationSettings> fails;
    private int triesLeft;

    /**
     * A shrinker.
     *
     * @param maxTries most simulations to run.
     */
    public Shrinker(final int maxTries)
    {
        this(maxTries, (settings) -> !new Simulation(settings).run().problems().isEmpty());
    }

    Shrinker(final int maxTries, final Predicate<SimulationSettings> fails)
    {
        this.fails = fails;
        triesLeft = maxTries;
    }

    /**
     * Shrinks.
     *
     * @param failing settings of a simulation that fails.
     * @return the smallest found that fails; the same if none is smaller.
     */
    public SimulationSettings shrink(final SimulationSettings failing)
    {
        SimulationSettings smallest = failing;
        SimulationSettings smaller = oneStep(smallest);
        while (smaller != null)
        {
            smallest = smaller;
            smaller = oneStep(smallest);
        }
        return smallest;
    }

    /** The first of the smaller ones that fails; null if none does. */
    private SimulationSettings oneStep(final SimulationSettings from)
    {
        for (final SimulationSettings smaller : smaller(from))
        {
            if (triesLeft-- <= 0)
            {
                return null;
            }
            if (fails.test(smaller))
            {
                return smaller;
            }
        }
        return null;
    }

    /** What is a step smaller, the largest steps first. */
    private static List<SimulationSettings> smaller(final SimulationSettings from)
    {
        final List<SimulationSettings> steps = new ArrayList<>();
        if (from.faults().size() > 2)
        {
            // Halves first: most faults have nothing to do with it.
            final List<Fault> faults = List.copyOf(from.faults());
            steps.add(copy(from).faults(EnumSet.copyOf(faults.subList(0, faults.size() / 2))));
            steps.add(copy(from).faults(EnumSet.copyOf(faults.subList(faults.size() / 2, faults.size()))));
        }
        for (final Fault fault : from.faults())
        {
            final Set<Fault> rest = EnumSet.copyOf(from.faults());
            rest.remove(fault);
            steps.add(copy(from).faults(rest));
        }
        if (from.byzantine() > 0)
        {
            steps.add(copy(from).byzantine(from.byzantine() - 1));
        }
        if (from.validators() > Math.max(MIN_VALIDATORS, from.byzantine() + 1))
        {
            steps.add(from.withValidators(from.validators() - 1));
        }
        if (from.payments() > 1)
        {
            steps.add(copy(from).payments(from.payments() / 2));
            steps.add(copy(from).payments(from.payments() - 1));
        }
        if (from.spreadNs() > 1_000_000)
        {
            steps.add(copy(from).spreadNs(from.spreadNs() / 2));
        }
        return steps;
    }

    private static SimulationSettings copy(final SimulationSettings from)
    {
        return from.withSeed(from.seed());
    }
}

package io.timecoin.simulation;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** Gives each faulty validator one of the faults asked for, in turn. The last validators are the faulty ones. */
final class FaultyValidators
{
    private static final long MAX_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(800);

    private FaultyValidators()
    {
    }

    static void place(
        final SimulationSettings settings, final VirtualNetwork network, final SplitMix random, final long lateNs)
    {
        final List<Fault> kinds = settings.faults().stream().filter(Fault::isByzantine).toList();
        for (int i = 0; i < settings.byzantine() && !kinds.isEmpty(); i++)
        {
            final int validator = settings.honest() + i;
            final Fault kind = kinds.get(i % kinds.size());
            network.behaviour(validator, behaviour(kind, network, random.split(), lateNs));
        }
    }

    private static Behaviour behaviour(
        final Fault kind, final VirtualNetwork network, final SplitMix random, final long lateNs)
    {
        final int parity = random.nextInt(2);
        final IntPredicate isChosen = (validator) -> validator % 2 == parity;
        return switch (kind)
        {
            case SILENT -> Holding.silent();
            case OPPOSITE -> Lying.opposite();
            case RANDOM -> Lying.random(random);
            case TWO_FACED -> Lying.twoFaced(isChosen);
            case DELAYING -> Holding.delaying(isChosen, () -> random.next(MAX_DELAY_NS));
            case WITHHOLDING -> Lying.twoFaced(isChosen)
                .then(Holding.withholding(isChosen, () -> network.nowNs() >= lateNs));
            default -> throw new IllegalArgumentException(kind.label() + " is no validator's fault");
        };
    }
}

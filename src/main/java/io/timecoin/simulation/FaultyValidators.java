package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Gives faulty validators the faults asked for. The last validators are the faulty ones. Where no blocks are made each
 * takes one fault, in turn; where they are, chance gives each up to three at once.
 */
final class FaultyValidators
{
    private static final long MAX_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final long FLIP_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_AT_ONCE = 3;

    private final SimulationSettings settings;
    private final VirtualNetwork network;
    private final Workload workload;
    private final long lateNs;
    private final Faces faces;
    private final StringBuilder course = new StringBuilder();

    private FaultyValidators(
        final SimulationSettings settings, final VirtualNetwork network, final Workload workload, final long lateNs,
        final Faces faces)
    {
        this.settings = settings;
        this.network = network;
        this.workload = workload;
        this.lateNs = lateNs;
        this.faces = faces;
    }

    /** Makes them faulty; tells who does what. */
    static String place(
        final SimulationSettings settings, final VirtualNetwork network, final Workload workload,
        final SplitMix random, final long lateNs)
    {
        final List<Fault> kinds = settings.faults().stream()
            .filter((kind) -> kind.isByzantine() && (settings.blocks() || !kind.isOfBlocks())).toList();
        // The faces of all are the same: liars work together.
        final int parity = settings.blocks() ? random.nextInt(2) : 0;
        final FaultyValidators placing = new FaultyValidators(
            settings, network, workload, lateNs, new Faces((validator) -> validator % 2 == parity));
        for (int i = 0; i < settings.byzantine() && !kinds.isEmpty(); i++)
        {
            final int validator = settings.honest() + i;
            placing.course.append(placing.course.isEmpty() ? "" : ", ").append(validator).append(':');
            network.behaviour(validator, settings.blocks() ?
                placing.several(validator, kinds, random.split()) :
                placing.behaviour(validator, kinds.get(i % kinds.size()), random.split()));
        }
        return placing.course.toString();
    }

    private Behaviour several(final int validator, final List<Fault> kinds, final SplitMix random)
    {
        final List<Fault> left = new ArrayList<>(kinds);
        Behaviour all = null;
        for (int i = 1 + random.nextInt(MOST_AT_ONCE); i > 0 && !left.isEmpty(); i--)
        {
            final Fault kind = left.remove(random.nextInt(left.size()));
            final Behaviour next = behaviour(validator, kind, random.split());
            all = all == null ? next : all.then(next);
        }
        return all;
    }

    private Behaviour behaviour(final int validator, final Fault kind, final SplitMix random)
    {
        course.append(' ').append(kind.label());
        final int parity = random.nextInt(2);
        final IntPredicate isChosen = (other) -> other % 2 == parity;
        return switch (kind)
        {
            case SILENT -> Holding.silent();
            case OPPOSITE -> Lying.opposite();
            case RANDOM -> Lying.random(random);
            case TWO_FACED -> Lying.twoFaced(isChosen);
            case DELAYING -> Holding.delaying(isChosen, () -> random.next(MAX_DELAY_NS));
            case WITHHOLDING -> Lying.twoFaced(isChosen)
                .then(Holding.withholding(isChosen, () -> network.nowNs() >= lateNs));
            case EQUIVOCATING -> new Equivocating(forger(validator), faces, random);
            case VOTE_WITHHOLDING -> Holding.votes(validator, isChosen);
            case NONSENSE_VOTES -> new NonsenseVotes(forger(validator), random);
            case BAD_PROPOSALS -> new BadProposals(
                forger(validator), workload.payments(), settings.validators(), random);
            case REPLAYING -> new Replaying(random);
            case HIDING -> Holding.hiding(isChosen);
            case FLIPPING -> Holding.flipping(
                Lying.opposite().then(new Equivocating(forger(validator), faces, random.split())),
                () -> network.nowNs() / FLIP_NS % 2 == parity);
            default -> throw new IllegalArgumentException(kind.label() + " is no validator's fault");
        };
    }

    private Forger forger(final int validator)
    {
        return new Forger(workload.genesis().chainId(), validator, workload.identity(validator));
    }
}

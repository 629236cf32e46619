package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** When the network is cut, and which validators end, stand still or change their clocks: all of it by chance. */
final class FaultPlan
{
    private static final long PARTITION_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_CUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long MAX_DOWN_NS = TimeUnit.SECONDS.toNanos(4);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long LONG_PAUSE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final int LONG_PAUSE_SHARE = 8;
    private static final int MAX_CRASHES = 3;
    private static final int MAX_JUMPS = 4;

    private final SimulationSettings settings;
    private final Simulation simulation;
    private final SplitMix random;
    private final List<String> course = new ArrayList<>();
    private long lastNs;
    private int crashed = -1;

    private FaultPlan(final SimulationSettings settings, final Simulation simulation, final SplitMix random)
    {
        this.settings = settings;
        this.simulation = simulation;
        this.random = random;
    }

    /** Plans everything. */
    static FaultPlan make(final SimulationSettings settings, final Simulation simulation, final SplitMix random)
    {
        final FaultPlan plan = new FaultPlan(settings, simulation, random);
        if (settings.faults().contains(Fault.PARTITION))
        {
            plan.partition();
        }
        if (settings.blocks())
        {
            // Each from its own chance, so that leaving one out changes no other.
            plan.planOwn(Fault.HALVES, plan::halves);
            plan.planOwn(Fault.ONE_WAY, plan::oneWay);
            plan.planOwn(Fault.CRASH, plan::crashes);
            plan.planOwn(Fault.PAUSE, plan::pause);
            plan.planOwn(Fault.CLOCK, plan::clocks);
        }
        return plan;
    }

    /** When the last of it is over. */
    long lastNs()
    {
        return lastNs;
    }

    /** The validator that ends and begins again; −1 if none does. */
    int crashed()
    {
        return crashed;
    }

    /** What was planned. */
    List<String> course()
    {
        return course;
    }

    /** A fault with others beside it happens in half of all seeds. */
    private void planOwn(final Fault fault, final Consumer<SplitMix> planner)
    {
        final SplitMix own = random.split();
        final boolean happens = own.nextInt(2) == 0 || settings.faults().size() == 1;
        if (settings.faults().contains(fault) && happens)
        {
            planner.accept(own);
        }
    }

    private void partition()
    {
        final int count = Math.max(1, (settings.validators() - 1) / 3);
        final int first = random.nextInt(settings.validators());
        final boolean isNoticed = random.nextInt(2) == 0;
        cut("partition of " + count + " from " + first, someTime(random), PARTITION_NS, isNoticed,
            (sender, receiver) -> isNear(sender, first, count) != isNear(receiver, first, count));
    }

    private void halves(final SplitMix own)
    {
        final int first = own.nextInt(settings.validators());
        final int count = settings.validators() / 2;
        cut("halves from " + first, someTime(own), 1 + own.next(MAX_CUT_NS), own.nextInt(2) == 0,
            (sender, receiver) -> isNear(sender, first, count) != isNear(receiver, first, count));
    }

    private void oneWay(final SplitMix own)
    {
        final int first = own.nextInt(settings.validators());
        final int count = 1 + own.nextInt(Math.max(1, settings.validators() / 2));
        cut("deaf to " + count + " from " + first, someTime(own), 1 + own.next(MAX_CUT_NS), own.nextInt(2) == 0,
            (sender, receiver) -> isNear(sender, first, count) && !isNear(receiver, first, count));
    }

    /** One validator at a time: what it forgot must not be what others forgot too. */
    private void crashes(final SplitMix own)
    {
        final int validator = own.nextInt(settings.honest());
        crashed = validator;
        long timeNs = someTime(own);
        for (int i = 1 + own.nextInt(MAX_CRASHES); i > 0; i--)
        {
            final int kept = own.nextInt(2);
            final long upNs = timeNs + 1 + own.next(MAX_DOWN_NS);
            simulation.network().at(timeNs, () -> simulation.crash(validator, kept));
            simulation.network().at(upNs, () -> simulation.restart(validator));
            until("crash of " + validator, timeNs, upNs);
            timeNs = upNs + 1 + own.next(MAX_CUT_NS);
        }
    }

    private void pause(final SplitMix own)
    {
        final int validator = own.nextInt(settings.honest());
        final long fromNs = someTime(own);
        final long lengthNs = own.nextInt(LONG_PAUSE_SHARE) == 0 ? LONG_PAUSE_NS : 1 + own.next(PAUSE_NS);
        simulation.network().at(fromNs, () -> simulation.node(validator).pauseUntil(fromNs + lengthNs));
        until("pause of " + validator, fromNs, fromNs + lengthNs);
    }

    private void clocks(final SplitMix own)
    {
        for (int i = 1 + own.nextInt(MAX_JUMPS); i > 0; i--)
        {
            final int validator = own.nextInt(settings.validators());
            final long jumpMs = own.next(2 * HOUR_MS) - HOUR_MS;
            simulation.network().at(someTime(own), () -> simulation.jump(validator, jumpMs));
        }
    }

    private void cut(
        final String what, final long fromNs, final long lengthNs, final boolean isNoticed,
        final VirtualNetwork.Cut ways)
    {
        simulation.network().at(fromNs, () -> simulation.network().cut(ways, isNoticed));
        simulation.network().at(fromNs + lengthNs, simulation.network()::heal);
        until(what + (isNoticed ? " (noticed)" : ""), fromNs, fromNs + lengthNs);
    }

    private boolean isNear(final int validator, final int first, final int count)
    {
        return Math.floorMod(validator - first, settings.validators()) < count;
    }

    private long someTime(final SplitMix chance)
    {
        return Simulation.START_NS + chance.next(Math.max(1, settings.spreadNs()));
    }

    private void until(final String what, final long fromNs, final long timeNs)
    {
        course.add(what + " " + fromNs / 1_000_000 + "-" + timeNs / 1_000_000 + " ms");
        lastNs = Math.max(lastNs, timeNs);
    }
}

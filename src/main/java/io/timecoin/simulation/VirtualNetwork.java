package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * A clock and a network that exist only as numbers: one thread moves the time, and everything happens in an order
 * that the seed alone decides. The first nodes to join are the validators, in the order of their indexes; clients
 * follow.
 */
public final class VirtualNetwork
{
    /** Between two looks for a node that has not joined yet. */
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The shortest way between two nodes, for networks that are not alike everywhere. */
    @FunctionalInterface
    public interface Delays
    {
        /**
         * The way from one node to another.
         *
         * @param sender   number of the node.
         * @param receiver number of the other.
         * @return ns, or a negative number for what the link's conditions say.
         */
        long delayNs(int sender, int receiver);
    }

    /** Hears everything that validators send each other. */
    @FunctionalInterface
    public interface Tap
    {
        /**
         * A frame is sent.
         *
         * @param sender number of the node.
         * @param frame  whole SBE message, before anything happens to it; not to be changed.
         */
        void onFrame(int sender, byte[] frame);
    }

    /** What cannot pass while a network is cut. */
    @FunctionalInterface
    public interface Cut
    {
        /**
         * Whether nothing passes from one validator to another.
         *
         * @param sender   index.
         * @param receiver index of the other.
         * @return true if it is lost.
         */
        boolean isCut(int sender, int receiver);
    }

    private final int validatorCount;
    private final LinkConditions betweenValidators;
    private final LinkConditions toClients;
    private final SplitMix random;
    private final EventQueue queue = new EventQueue();
    private final List<VirtualTransport> nodes = new ArrayList<>();
    private final Map<String, VirtualTransport> byEndpoint = new HashMap<>();
    private final List<VirtualLink> links = new ArrayList<>();
    private final Behaviour[] behaviours;
    private final NetworkCounts counts = new NetworkCounts();

    private Tap tap = (sender, frame) -> {};
    private Delays delays = (sender, receiver) -> -1;
    private Cut cut = (sender, receiver) -> false;
    private long events;
    private long nowNs;
    private long nextSource = 1;

    /**
     * A network without nodes, at time 0.
     *
     * @param validatorCount    how many of the first nodes are validators.
     * @param betweenValidators what happens to frames among them.
     * @param toClients         what happens to frames to and from clients.
     * @param random            the network's own chance.
     */
    public VirtualNetwork(
        final int validatorCount,
        final LinkConditions betweenValidators,
        final LinkConditions toClients,
        final SplitMix random)
    {
        this.validatorCount = validatorCount;
        this.betweenValidators = betweenValidators;
        this.toClients = toClients;
        this.random = random;
        behaviours = new Behaviour[validatorCount];
    }

    /**
     * Adds a node.
     *
     * @param endpoint host:port, not used before.
     * @return its end of the network.
     */
    public VirtualTransport join(final String endpoint)
    {
        final VirtualTransport node = new VirtualTransport(this, nodes.size(), endpoint);
        if (byEndpoint.putIfAbsent(endpoint, node) != null)
        {
            throw new IllegalArgumentException("a node has joined at " + endpoint + " already");
        }
        nodes.add(node);
        return node;
    }

    /**
     * Takes a node off; others that open links to it wait until one joins in its place. What is on its way is lost.
     *
     * @param node that has joined.
     */
    public void leave(final VirtualTransport node)
    {
        byEndpoint.remove(node.endpoint());
        for (final VirtualLink link : List.copyOf(links))
        {
            if (link.sender() == node)
            {
                link.close();
                links.remove(link);
            }
            else if (link.isUp() && link.receiver() == node)
            {
                link.down();
                reach(link);
            }
        }
    }

    /**
     * Puts a node in the place of one that has left.
     *
     * @param left it.
     * @return its end of the network: with no links, and nothing in its inboxes.
     */
    public VirtualTransport joinAgain(final VirtualTransport left)
    {
        final VirtualTransport node = new VirtualTransport(this, left.number(), left.endpoint());
        if (byEndpoint.putIfAbsent(left.endpoint(), node) != null)
        {
            throw new IllegalStateException("a node is at " + left.endpoint() + " still");
        }
        nodes.set(left.number(), node);
        return node;
    }

    /**
     * What has happened: arrivals, and whatever else was planned.
     *
     * @return how many.
     */
    public long events()
    {
        return events;
    }

    /**
     * The time.
     *
     * @return ns since the network began.
     */
    public long nowNs()
    {
        return nowNs;
    }

    /**
     * Moves the time on; what arrives until then lies in inboxes afterwards.
     *
     * @param toNs the new time, not before the old.
     */
    public void advance(final long toNs)
    {
        while (queue.isDue(toNs))
        {
            nowNs = Math.max(nowNs, queue.nextTimeNs());
            events++;
            queue.remove().run();
        }
        nowNs = toNs;
    }

    /**
     * Does something later.
     *
     * @param timeNs when; at once if it is past.
     * @param event  what.
     */
    public void at(final long timeNs, final Runnable event)
    {
        queue.add(timeNs, event);
    }

    /**
     * Makes a validator faulty, or honest again.
     *
     * @param validator index.
     * @param behaviour what it does to its frames; null for nothing.
     */
    public void behaviour(final int validator, final Behaviour behaviour)
    {
        behaviours[validator] = behaviour;
    }

    /**
     * Listens to everything that validators send each other, beside those who listen already.
     *
     * @param added gets each frame as it is sent.
     */
    public void tap(final Tap added)
    {
        final Tap others = tap;
        tap = (sender, frame) ->
        {
            others.onFrame(sender, frame);
            added.onFrame(sender, frame);
        };
    }

    /**
     * Makes some ways longer than others.
     *
     * @param newDelays the ways.
     */
    public void delays(final Delays newDelays)
    {
        delays = newDelays;
    }

    /**
     * Cuts validators off from all others. Clients still reach both sides.
     *
     * @param isInside which validators are on one side.
     * @param isNoticed whether links go down and come up again; otherwise frames vanish and nobody is told.
     */
    public void cut(final IntPredicate isInside, final boolean isNoticed)
    {
        cut((sender, receiver) -> isInside.test(sender) != isInside.test(receiver), isNoticed);
    }

    /**
     * Cuts ways between validators. Clients still reach all.
     *
     * @param ways      that are cut.
     * @param isNoticed whether links go down and come up again; otherwise frames vanish and nobody is told.
     */
    public void cut(final Cut ways, final boolean isNoticed)
    {
        cut = ways;
        if (isNoticed)
        {
            links.stream().filter((link) -> link.isUp() && isCut(link.sender(), link.receiver()))
                .forEach(VirtualLink::down);
        }
    }

    /** Ends a cut: links that went down come up again, with sources of new numbers. */
    public void heal()
    {
        cut = (sender, receiver) -> false;
        links.stream().filter((link) -> !link.isUp() && !link.isClosed()).forEach(this::reach);
    }

    /**
     * What went over the network.
     *
     * @return live counts.
     */
    public NetworkCounts counts()
    {
        return counts;
    }

    void connect(final VirtualLink link)
    {
        links.add(link);
        reach(link);
    }

    void sent(final VirtualTransport sender, final VirtualTransport receiver, final byte[] frame)
    {
        if (areValidators(sender, receiver))
        {
            tap.onFrame(sender.number(), frame);
        }
    }

    Behaviour behaviourBetween(final VirtualTransport faulty, final VirtualTransport other)
    {
        return areValidators(faulty, other) ? behaviours[faulty.number()] : null;
    }

    LinkConditions conditions(final VirtualTransport sender, final VirtualTransport receiver)
    {
        return areValidators(sender, receiver) ? betweenValidators : toClients;
    }

    long delayNs(final VirtualTransport sender, final VirtualTransport receiver)
    {
        final long delayNs = delays.delayNs(sender.number(), receiver.number());
        return delayNs >= 0 ? delayNs : conditions(sender, receiver).delayNs();
    }

    boolean isCut(final VirtualTransport sender, final VirtualTransport receiver)
    {
        return areValidators(sender, receiver) && cut.isCut(sender.number(), receiver.number());
    }

    SplitMix random()
    {
        return random;
    }

    private void reach(final VirtualLink link)
    {
        final VirtualTransport target = byEndpoint.get(link.endpoint());
        final long waitNs = target == null ? RETRY_NS : delayNs(link.sender(), target);
        at(nowNs + waitNs, () -> establish(link));
    }

    private void establish(final VirtualLink link)
    {
        final VirtualTransport target = byEndpoint.get(link.endpoint());
        if (link.isClosed() || link.isUp())
        {
            return;
        }
        if (target == null)
        {
            reach(link);
        }
        else if (!isCut(link.sender(), target))
        {
            link.up(target, nextSource++);
        }
    }

    private boolean areValidators(final VirtualTransport one, final VirtualTransport other)
    {
        return one.number() < validatorCount && other.number() < validatorCount;
    }
}

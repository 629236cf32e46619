package io.timecoin.testnet;

import io.timecoin.metrics.CountersView;
import io.timecoin.node.NodeStatus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Watches validators through the counters in their data folders, as {@code status} does, wherever they run. */
final class Observer
{
    private final List<Path> data;
    private final Cluster cluster;
    private final NodeState[] last;

    /**
     * An observer.
     *
     * @param data    folder of each validator.
     * @param cluster knows who is alive.
     */
    Observer(final List<Path> data, final Cluster cluster)
    {
        this.data = data;
        this.cluster = cluster;
        last = new NodeState[data.size()];
        for (int i = 0; i < last.length; i++)
        {
            last[i] = new NodeState(i, 0, "", 0, 0, 0, false);
        }
    }

    /**
     * Whether all validators are ready.
     *
     * @return false while one of them starts.
     */
    boolean isEveryoneReady()
    {
        for (int i = 0; i < last.length; i++)
        {
            final NodeStatus status = NodeStatus.read(data.get(i));
            if (status == null || !status.ready())
            {
                return false;
            }
        }
        return true;
    }

    /**
     * How all validators stand; a lost one as it was last seen.
     *
     * @return one a validator.
     */
    List<NodeState> look()
    {
        final List<NodeState> states = new ArrayList<>();
        for (int i = 0; i < last.length; i++)
        {
            final boolean isAlive = cluster.isAlive(i);
            final NodeStatus status = isAlive ? NodeStatus.read(data.get(i)) : null;
            final NodeState before = last[i];
            last[i] = status == null ?
                new NodeState(i, before.height(), before.stateHash(), before.utxos(), before.accepted(),
                    before.confirmed(), isAlive) :
                new NodeState(i, status.height(), status.stateHash(), status.utxos(), status.accepted(),
                    status.confirmed(), true);
            states.add(last[i]);
        }
        return states;
    }

    /**
     * Whether validators that are alive agree, have applied what clients were told, and have made all of it final.
     *
     * @param told payments of whose acceptance clients were told.
     * @return true if there is nothing to wait for.
     */
    boolean isSettled(final long told)
    {
        final List<NodeState> alive = look().stream().filter(NodeState::alive).toList();
        return alive.stream().allMatch((node) -> node.accepted() >= told) &&
            alive.stream().map(NodeState::stateHash).distinct().count() <= 1 &&
            alive.stream().map(NodeState::accepted).distinct().count() <= 1 &&
            alive.stream().map(NodeState::height).distinct().count() <= 1 &&
            alive.stream().allMatch((node) -> node.confirmed() == node.accepted());
    }

    /**
     * Measures how busy stages are.
     *
     * @return still to be started.
     */
    Bottleneck.Probe probe()
    {
        final List<CountersView> counters = new ArrayList<>();
        for (int i = 0; i < last.length; i++)
        {
            if (cluster.isAlive(i))
            {
                counters.add(NodeStatus.counters(data.get(i)));
            }
        }
        return new Bottleneck.Probe(counters);
    }
}

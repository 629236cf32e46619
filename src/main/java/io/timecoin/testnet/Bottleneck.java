package io.timecoin.testnet;

import io.timecoin.metrics.CountersView;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stage that had the least time left.
 *
 * @param stage agent's name; empty if nothing was measured.
 * @param busy  share of its time in which it had work, 0 to 1, on the node where that was highest.
 */
public record Bottleneck(String stage, double busy)
{
    /** Of nothing. */
    public static final Bottleneck NONE = new Bottleneck("", 0);

    /** Compares what agents did between two moments. */
    static final class Probe
    {
        private static final String BUSY = "_busy_ns";
        private static final String IDLE = "_idle_ns";

        private final List<CountersView> nodes;
        private final List<Map<String, Long>> start = new ArrayList<>();

        /**
         * Not begun yet.
         *
         * @param nodes counters of all nodes.
         */
        Probe(final List<CountersView> nodes)
        {
            this.nodes = nodes;
        }

        /** Measures from now on. */
        void start()
        {
            start.clear();
            nodes.forEach((view) -> start.add(new HashMap<>(view.all())));
        }

        Bottleneck end()
        {
            Bottleneck busiest = NONE;
            for (int i = 0; i < nodes.size(); i++)
            {
                final Map<String, Long> end = nodes.get(i).all();
                for (final String label : end.keySet())
                {
                    if (label.endsWith(BUSY))
                    {
                        final String name = label.substring(0, label.length() - BUSY.length());
                        final double busy = share(start.get(i), end, name);
                        busiest = busy > busiest.busy ? new Bottleneck(name, busy) : busiest;
                    }
                }
            }
            return busiest;
        }

        private static double share(final Map<String, Long> start, final Map<String, Long> end, final String agent)
        {
            final double busyNs = delta(start, end, agent + BUSY);
            final double allNs = busyNs + delta(start, end, agent + IDLE);
            return allNs <= 0 ? 0 : Math.round(busyNs / allNs * 1000) / 1000.0;
        }

        private static double delta(final Map<String, Long> start, final Map<String, Long> end, final String label)
        {
            return end.getOrDefault(label, 0L) - start.getOrDefault(label, 0L);
        }
    }
}

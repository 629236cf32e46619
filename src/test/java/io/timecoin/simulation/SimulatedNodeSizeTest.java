package io.timecoin.simulation;

import org.junit.jupiter.api.Test;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Hundreds of nodes must fit one process, also once they have met each other and have worked. */
class SimulatedNodeSizeTest
{
    private static final int VALIDATORS = 100;
    private static final long MAX_BYTES = 4_000_000;
    /** What a node keeps for blocks: lists that are looked at, candidates, statements. */
    private static final long MAX_BLOCKS_BYTES = 750_000;
    private static final long LOAD_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long STEADY_BYTES = 1_000_000;
    private static final int MAX_COLLECTIONS = 20;

    @Test
    void shouldTakeLessThanFourMegabytesANodeAfterItHasRun()
    {
        measure(false, MAX_BYTES);
    }

    @Test
    void shouldTakeLittleMoreForBlocks()
    {
        measure(true, MAX_BYTES + MAX_BLOCKS_BYTES);
    }

    private static void measure(final boolean hasBlocks, final long mostBytes)
    {
        final long seed = Seeds.of(1).findFirst().orElseThrow();
        // Whatever is loaded and kept once in a process is not a node's.
        run(seed, 4, hasBlocks).close();
        final long before = usedBytes();
        final Simulation simulation = run(seed, VALIDATORS, hasBlocks);
        final long bytes = (usedBytes() - before) / VALIDATORS;
        assertThat(simulation.log().conflicts()).as("seed %s", seed).isEmpty();
        if (!hasBlocks)
        {
            assertThat(simulation.report().problems()).as("seed %s", seed).isEmpty();
        }
        assertThat(bytes).as("bytes a node, frames on their way included, seed %s", seed)
            .isLessThan(mostBytes);
        simulation.close();
    }

    private static Simulation run(final long seed, final int validators, final boolean hasBlocks)
    {
        final Simulation simulation = new Simulation(new SimulationSettings(seed, validators)
            .payments(8).doubleSpendPercent(0).chainPercent(20).spreadNs(LOAD_NS).blocks(hasBlocks));
        simulation.runUntil(Simulation.START_NS + 2 * LOAD_NS);
        return simulation;
    }

    /** What is reachable, on the heap and off it. Memory off the heap is freed some time after a collection. */
    private static long usedBytes()
    {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < MAX_COLLECTIONS; i++)
        {
            System.gc();
            final long previous = used;
            used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + directBytes();
            if (Math.abs(previous - used) < STEADY_BYTES)
            {
                break;
            }
        }
        return used;
    }

    private static long directBytes()
    {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter((pool) -> "direct".equals(pool.getName())).findFirst().orElseThrow().getTotalCapacity();
    }
}

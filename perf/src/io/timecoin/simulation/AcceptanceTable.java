package io.timecoin.simulation;

import io.timecoin.consensus.avalanche.AvalancheStats;
import io.timecoin.genesis.Genesis;
import io.timecoin.wire.BatchUnavailableDecoder;
import io.timecoin.wire.BatchAnnouncementDecoder;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.BatchRequestDecoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.TransactionRequestDecoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What acceptance takes in simulated networks of all sizes: time from submission to acceptance where it was submitted,
 * and polls, messages and bytes of a payment and validator, as rows of a table in Markdown. An argument is a row:
 * {@code rule,validators,seeds,world[,option…]}; worlds are {@code alike} (ways of 45 to 55 ms, a tenth silent),
 * {@code calm} (the same, nobody silent), {@code far} (four of five validators 20 to 40 ms from each other, a fifth
 * 190 to 210, a tenth of all silent), {@code lossy} (alike, 3 % of frames lost), {@code fifth} (alike, a fifth silent);
 * options are {@code blocks}, {@code payments=N}, {@code spread=MS} and {@code after=MS}, the time of those that count.
 */
public final class AcceptanceTable
{
    private static final long WAY_NS = TimeUnit.MILLISECONDS.toNanos(45);
    private static final long JITTER_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long NEAR_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FAR_NS = TimeUnit.MILLISECONDS.toNanos(95);
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(20);
    private static final Set<Integer> ACCEPTANCE = Set.of(PollDecoder.TEMPLATE_ID, PollReplyDecoder.TEMPLATE_ID,
        BatchDecoder.TEMPLATE_ID, BatchRequestDecoder.TEMPLATE_ID, BatchUnavailableDecoder.TEMPLATE_ID,
        BatchAnnouncementDecoder.TEMPLATE_ID, TransactionRequestDecoder.TEMPLATE_ID);
    private static final Set<Integer> POLLING = Set.of(PollDecoder.TEMPLATE_ID, PollReplyDecoder.TEMPLATE_ID);

    private final String rule;
    private final int validators;
    private final int seeds;
    private final String world;
    private boolean hasBlocks;
    private int payments = 40;
    private int spreadMs = 500;
    private int afterMs;

    private final List<Long> origin = new ArrayList<>();
    private final List<Long> everywhere = new ArrayList<>();
    private long polls;
    private long timedOut;
    private long late;
    private long pollMessages;
    private long messages;
    private long bytes;
    private long expected;
    private long nodePayments;

    private AcceptanceTable(final String argument)
    {
        final String[] parts = argument.split(",");
        rule = parts[0];
        validators = Integer.parseInt(parts[1]);
        seeds = Integer.parseInt(parts[2]);
        world = parts[3];
        for (final String option : Arrays.asList(parts).subList(4, parts.length))
        {
            final String[] pair = option.split("=");
            switch (pair[0])
            {
                case "blocks" -> hasBlocks = true;
                case "payments" -> payments = Integer.parseInt(pair[1]);
                case "spread" -> spreadMs = Integer.parseInt(pair[1]);
                case "after" -> afterMs = Integer.parseInt(pair[1]);
                default -> throw new IllegalArgumentException("no option " + option);
            }
        }
    }

    /**
     * Prints a row for each argument.
     *
     * @param arguments rows.
     */
    public static void main(final String[] arguments)
    {
        System.out.println("| rule | validators | world | blocks | accepted | p50 · p99 | everywhere p50 · p99, ms " +
            "| polls, timed out | late replies | poll messages | messages | bytes | real s |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (final String argument : arguments)
        {
            final long startNs = System.nanoTime();
            final AcceptanceTable row = new AcceptanceTable(argument);
            for (int seed = 1; seed <= row.seeds; seed++)
            {
                row.run(seed);
            }
            row.print((System.nanoTime() - startNs) / 1e9);
        }
    }

    private void run(final long seed)
    {
        final int silent = "calm".equals(world) ? 0 : validators / ("fifth".equals(world) ? 5 : 10);
        final Set<Fault> faults = EnumSet.of(Fault.SILENT);
        if ("lossy".equals(world))
        {
            faults.add(Fault.LOSS);
        }
        final SimulationSettings settings = new SimulationSettings(seed, validators)
            .rule("sampled".equals(rule) ? Genesis.RULE_SAMPLED : Genesis.RULE_QUORUM)
            .byzantine(silent).faults(faults).way(WAY_NS, JITTER_NS).payments(payments).chainPercent(0)
            .doubleSpendPercent(0).spreadNs(TimeUnit.MILLISECONDS.toNanos(spreadMs)).blocks(hasBlocks);
        final Simulation simulation = new Simulation(settings);
        if ("far".equals(world))
        {
            simulation.network().delays((from, to) ->
                from < validators && to < validators ? from % 5 == 0 || to % 5 == 0 ? FAR_NS : NEAR_NS : -1);
        }
        simulation.network().tap(this::onFrame);
        final long boundNs = Simulation.START_NS + settings.spreadNs() + BOUND_NS;
        while (simulation.network().nowNs() < boundNs && !isDone(simulation, settings.honest()))
        {
            simulation.runUntil(simulation.network().nowNs() + STEP_NS);
        }
        for (final SimulatedPayment payment : simulation.workload().payments())
        {
            if (payment.submitNs() < Simulation.START_NS + TimeUnit.MILLISECONDS.toNanos(afterMs))
            {
                continue;
            }
            expected++;
            if (payment.originAcceptedNs() >= 0)
            {
                origin.add(payment.originAcceptedNs() - payment.submitNs());
            }
            if (payment.acceptances() == settings.honest())
            {
                everywhere.add(payment.lastAcceptedNs() - payment.submitNs());
            }
        }
        for (int i = 0; i < settings.honest(); i++)
        {
            final AvalancheStats stats = simulation.node(i).validator().avalancheStats();
            polls += stats.pollsSent;
            timedOut += stats.pollsTimedOut;
            late += stats.repliesLate;
        }
        nodePayments += (long)payments * settings.honest();
        simulation.close();
    }

    private static boolean isDone(final Simulation simulation, final int honest)
    {
        return simulation.workload().payments().stream().allMatch((payment) -> payment.acceptances() == honest);
    }

    private void onFrame(final int sender, final byte[] frame)
    {
        final int template = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getShort(2);
        if (ACCEPTANCE.contains(template))
        {
            messages++;
            bytes += frame.length;
            pollMessages += POLLING.contains(template) ? 1 : 0;
        }
    }

    private void print(final double seconds)
    {
        System.out.printf(Locale.ROOT,
            "| %s | %d | %s | %s | %d of %d | %d · %d | %d · %d | %.2f, %.2f | %.1f | %.0f | %.0f | %.0f | %.1f |%n",
            rule, validators, world, hasBlocks ? "yes" : "no", origin.size(), expected, quantileMs(origin, 0.5),
            quantileMs(origin, 0.99), quantileMs(everywhere, 0.5), quantileMs(everywhere, 0.99),
            (double)polls / nodePayments, (double)timedOut / nodePayments, (double)late / nodePayments,
            (double)pollMessages / nodePayments,
            (double)messages / nodePayments, (double)bytes / nodePayments, seconds);
    }

    private static long quantileMs(final List<Long> values, final double share)
    {
        final long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? -1 :
            TimeUnit.NANOSECONDS.toMillis(sorted[Math.min(sorted.length - 1, (int)(share * sorted.length))]);
    }
}

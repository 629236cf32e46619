package io.timecoin.replay;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What limits a replay.
 *
 * @param stage  its name.
 * @param busy   share of the time that the busiest of its agents was at work.
 * @param share  share of the samples in which it was the one that the others waited for.
 * @param reason how that shows.
 * @param change what would help.
 */
record Bottleneck(String stage, double busy, double share, String reason, String change)
{
    private static final double SATURATED = 0.85;

    /**
     * Names the bottleneck.
     *
     * @param votes  how often each stage limited, by {@link Occupancy#limitingStage()}.
     * @param agents all agents of the pass.
     * @param cores  of this machine.
     * @param paced  whether the replay kept to the recorded speed.
     */
    static Bottleneck of(
        final Map<String, Integer> votes, final List<StageFigures> agents, final int cores, final boolean paced)
    {
        if (agents.isEmpty() || paced)
        {
            return new Bottleneck(ReaderStage.NAME, busyOf(ReaderStage.NAME, agents), 1,
                "the reader keeps to the speed at which the slots were stamped",
                "replay without --speed to see what the pipeline can do");
        }
        final int total = votes.values().stream().mapToInt(Integer::intValue).sum();
        final String voted = votes.entrySet().stream()
            .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElse(busiest(agents).stage());
        final double share = total == 0 ? 0 : votes.getOrDefault(voted, 0) / (double)total;

        // Agents of one thread take turns: which ring is full says who has its turn least often, not who takes longest.
        final String thread = busiestThread(voted, agents);
        final List<StageFigures> sharing = agents.stream().filter(agent -> agent.thread().equals(thread)).toList();
        final double threadBusy = sharing.stream().mapToDouble(StageFigures::busy).sum();
        if (sharing.size() > 1 && threadBusy >= SATURATED)
        {
            final String stage = busiest(sharing).stage();
            return new Bottleneck(stage, busyOf(stage, agents), share,
                String.format(Locale.ROOT, "thread %s is busy %.0f %% of the time: %s", thread, 100 * threadBusy,
                    shares(sharing)),
                change(stage, agents, cores, true));
        }
        return new Bottleneck(voted, busyOf(voted, agents), share, reason(voted, share),
            change(voted, agents, cores, false));
    }

    private static String reason(final String stage, final double share)
    {
        final String how = switch (stage)
        {
            case ReaderStage.NAME -> "no ring was full: what was read was done before more came";
            case "verify" -> "the ring transactions was full of slots that no worker had claimed";
            case "validation" -> "the ring transactions was full of verified slots";
            case DeciderStage.NAME -> "the ring admissions was full, or decisions were late";
            case "utxo" -> "the ring decisions was full, or decisions were applied late";
            default -> "an egress ring was full";
        };
        return String.format(Locale.ROOT, "%s, in %.0f %% of the samples", how, 100 * share);
    }

    private static String change(
        final String stage, final List<StageFigures> agents, final int cores, final boolean shares)
    {
        final long workers = agents.stream().filter(agent -> "verify".equals(agent.stage())).count();
        return switch (stage)
        {
            case "verify" -> workers < cores ?
                "more verify workers: " + workers + " work on " + cores + " cores (--verify-workers)" :
                "more cores, or a faster verifier: each of " + cores + " cores verifies";
            case "utxo" -> "more memory for recent outputs (--cache-size-mb), a faster disk under --scratch" +
                (shares ? ", or a thread of its own for utxo (--tuning)" : "");
            case ReaderStage.NAME -> "a faster disk, or a second pass while the file is in the page cache (--repeat)" +
                (shares ? ", or a thread of its own for the reader (--tuning)" : "");
            default -> shares ? "a thread of its own for " + stage + " (--tuning)" :
                "a faster core for " + stage + ", which is one thread by design (pin it with --tuning)";
        };
    }

    private static String busiestThread(final String stage, final List<StageFigures> agents)
    {
        return agents.stream().filter(agent -> agent.stage().equals(stage))
            .map(StageFigures::thread)
            .max(Comparator.comparingDouble(thread -> agents.stream()
                .filter(agent -> agent.thread().equals(thread)).mapToDouble(StageFigures::busy).sum()))
            .orElse("");
    }

    private static StageFigures busiest(final List<StageFigures> agents)
    {
        return agents.stream().max(Comparator.comparingDouble(StageFigures::busy)).orElseThrow();
    }

    private static double busyOf(final String stage, final List<StageFigures> agents)
    {
        return agents.stream().filter(agent -> agent.stage().equals(stage)).mapToDouble(StageFigures::busy).max()
            .orElse(0);
    }

    private static String shares(final List<StageFigures> sharing)
    {
        final StringBuilder text = new StringBuilder();
        sharing.stream().sorted(Comparator.comparingDouble(StageFigures::busy).reversed()).forEach(agent ->
            text.append(text.isEmpty() ? "" : ", ").append(agent.name())
                .append(String.format(Locale.ROOT, " %.0f %%", 100 * agent.busy())));
        return text.toString();
    }

    Map<String, Object> toMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("stage", stage);
        map.put("busy", busy);
        map.put("share_of_samples", share);
        map.put("reason", reason);
        map.put("change", change);
        return map;
    }
}

package io.timecoin.replay;

import io.timecoin.capture.CaptureHeader;
import io.timecoin.capture.CaptureKind;
import io.timecoin.capture.PlannedOutcomes;
import io.timecoin.transaction.Verdict;
import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a replay showed. Of several passes it tells the one in the middle, and how far the others are from it. */
public final class ReplayReport
{
    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_SECOND = 1e9;

    final ReplayOptions options;
    final CaptureHeader header;
    final Replay.WarmUp warmUp;
    final List<PassResult> passes;
    final PassResult median;

    ReplayReport(
        final ReplayOptions options,
        final CaptureHeader header,
        final Replay.WarmUp warmUp,
        final List<PassResult> passes)
    {
        this.options = options;
        this.header = header;
        this.warmUp = warmUp;
        this.passes = List.copyOf(passes);
        median = passes.stream().sorted(Comparator.comparingLong(PassResult::elapsedNs)).toList()
            .get(passes.size() / 2);
    }

    /**
     * Everything that was not as it must be.
     *
     * @return sentences; empty if outcomes are as planned, as far as somebody planned, and all passes ended alike.
     */
    public List<String> faults()
    {
        final List<String> faults = new ArrayList<>();
        for (int i = 1; i < passes.size(); i++)
        {
            if (!passes.get(i).stateHash().equals(passes.get(0).stateHash()) ||
                !passes.get(i).verdictsHash().equals(passes.get(0).verdictsHash()))
            {
                faults.add("pass " + (i + 1) + " ended in another state, or with other verdicts, than the first");
            }
        }
        if (isPlanHeld())
        {
            compare(faults, header.planned());
        }
        return faults;
    }

    /** Whether the replay has to end as the file's maker planned: not if it left something out. */
    boolean isPlanHeld()
    {
        return header.planned() != null && options.isVerified() && !options.isRecorded() &&
            median.accounting().transactions == header.transactions();
    }

    private void compare(final List<String> faults, final PlannedOutcomes planned)
    {
        final Accounting counted = median.accounting();
        compare(faults, "accepted", planned.accepted(), counted.accepted);
        for (final Verdict verdict : Verdict.values())
        {
            compare(faults, "rejected as " + verdict.reason(), planned.rejected().getOrDefault(verdict, 0L),
                counted.rejected.getOrDefault(verdict, 0L));
        }
        compare(faults, "repeats", planned.repeats(), counted.repeats);
        compare(faults, "unspent outputs", planned.unspentOutputs(), median.utxos());
        if (!HexFormat.of().formatHex(planned.stateHash()).equals(median.stateHash()))
        {
            faults.add("the state hash is another than planned: " + median.stateHash());
        }
    }

    private static void compare(
        final List<String> faults, final String what, final long planned, final long counted)
    {
        if (planned != counted)
        {
            faults.add(what + ": " + counted + ", but " + planned + " were planned");
        }
    }

    /**
     * The report's fields.
     *
     * @return in their order, for JSON.
     */
    public Map<String, Object> toMap()
    {
        final Accounting counted = median.accounting();
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("transactions", counted.transactions);
        map.put("inputs", counted.inputs);
        map.put("accepted", counted.accepted);
        final Map<String, Long> rejected = new LinkedHashMap<>();
        counted.rejected.forEach((verdict, count) -> rejected.put(verdict.reason(), count));
        map.put("rejected", rejected);
        map.put("undecided", counted.undecided);
        map.put("repeats", counted.repeats);
        map.put("elapsed_s", median.elapsedS());
        map.put("tps", median.tps());
        map.put("verification", options.isVerified());
        map.put("verify_us_per_signature", verifyUsPerSignature());
        map.put("verify_cpu_us_per_signature", verifyCpuUsPerSignature());
        map.put("signatures", median.signatures());
        map.put("cores_busy", coresBusy());
        map.put("cpu_share", cpuShare());
        map.put("allocated_bytes_per_transaction", allocatedPerTransaction());
        map.put("stages", median.agents().stream().map(this::stage).toList());
        map.put("bottleneck", median.bottleneck().toMap());
        map.put("state_hash", median.stateHash());
        map.put("node_state_hash", median.nodeStateHash());
        map.put("utxos", median.utxos());
        map.put("verdicts_hash", median.verdictsHash());
        map.put("verdicts", median.verdicts());
        map.put("decision_waits", median.decisionWaits());
        map.put("unmatched_decisions", median.unmatched());
        map.put("gc", Map.of("count", median.collections(), "longest_pause_ms", median.longestPauseMs()));
        map.put("validated_us", latency(median.validated()));
        map.put("applied_us", latency(median.applied()));
        map.put("passes", passes.stream().map(ReplayReport::pass).toList());
        map.put("spread", spread());
        map.put("warm_up", warmUpMap());
        map.put("capture", capture());
        map.put("plan", plan());
        map.put("tuning", options.profile().name());
        map.put("decide", options.isRecorded() ? "recorded" : "alone");
        map.put("speed", options.speed());
        map.put("cache_size_mb", options.cacheBytes() >> 20);
        map.put("jvm", jvm());
        map.put("cores", Runtime.getRuntime().availableProcessors());
        return map;
    }

    /**
     * The report for people.
     *
     * @return lines.
     */
    public String toText()
    {
        return ReplayText.of(this);
    }

    /** Time of a signature within the verifier; 0 if none was verified. */
    double verifyUsPerSignature()
    {
        return !options.isVerified() || median.signatures() == 0 ? 0 :
            median.verifierBusyNs() / NS_PER_US / median.signatures();
    }

    /** The same, less what other processes took from the workers' threads. */
    double verifyCpuUsPerSignature()
    {
        final double busyNs = verifyAgents().mapToDouble(StageFigures::busyNs).sum();
        final double cpuNs = verifyAgents().mapToDouble(StageFigures::cpuNs).sum();
        return busyNs == 0 ? 0 : verifyUsPerSignature() * cpuNs / busyNs;
    }

    private Stream<StageFigures> verifyAgents()
    {
        return median.agents().stream().filter(agent -> "verify".equals(agent.stage()));
    }

    double coresBusy()
    {
        return median.agents().stream().mapToDouble(StageFigures::busy).sum();
    }

    double allocatedPerTransaction()
    {
        return median.allocatedBytes() / (double)Math.max(1, median.accounting().transactions);
    }

    double nsPerTransaction(final StageFigures agent)
    {
        return agent.busyNs() / (double)Math.max(1, median.accounting().transactions);
    }

    double cpuNsPerTransaction(final StageFigures agent)
    {
        return agent.cpuNs() / Math.max(1, median.accounting().transactions);
    }

    /** The least share of its busy time that a thread of the pipeline got a core for. */
    double cpuShare()
    {
        return median.agents().stream().mapToDouble(StageFigures::cpuShare).min().orElse(1);
    }

    /** The farthest pass from the one in the middle, as a share of it. */
    double spread()
    {
        return passes.stream().mapToDouble(pass -> Math.abs(pass.tps() - median.tps()) / median.tps()).max().orElse(0);
    }

    static String jvm()
    {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }

    private Map<String, Object> stage(final StageFigures agent)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", agent.name());
        map.put("busy", agent.busy());
        map.put("ns_per_transaction", nsPerTransaction(agent));
        map.put("cpu_ns_per_transaction", cpuNsPerTransaction(agent));
        map.put("thread", agent.thread());
        map.put("back_pressure", agent.backPressure());
        return map;
    }

    private static Map<String, Object> latency(final Histogram histogram)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", histogram.getTotalCount());
        map.put("p50", histogram.getValueAtPercentile(50) / NS_PER_US);
        map.put("p90", histogram.getValueAtPercentile(90) / NS_PER_US);
        map.put("p99", histogram.getValueAtPercentile(99) / NS_PER_US);
        map.put("p999", histogram.getValueAtPercentile(99.9) / NS_PER_US);
        map.put("max", histogram.getMaxValue() / NS_PER_US);
        return map;
    }

    private static Map<String, Object> pass(final PassResult pass)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("elapsed_s", pass.elapsedS());
        map.put("tps", pass.tps());
        map.put("state_hash", pass.stateHash());
        map.put("verdicts_hash", pass.verdictsHash());
        return map;
    }

    private Map<String, Object> warmUpMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("transactions", warmUp.transactions());
        map.put("passes", warmUp.passes());
        map.put("elapsed_s", warmUp.elapsedNs() / NS_PER_SECOND);
        return map;
    }

    private Map<String, Object> capture()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", options.file().toString());
        map.put("kind", header.kind() == CaptureKind.WORKLOAD ? "workload" : "recorded");
        map.put("chain", HexFormat.of().formatHex(header.chainId()));
        map.put("initial_outputs", header.initialOutputs());
        map.put("ticks", median.accounting().ticks);
        map.put("batch_members", median.accounting().members);
        map.put("whole", header.isWhole());
        map.put("gaps", header.isWhole() ? header.counts().gaps() : -1);
        map.put("lost_transactions", header.isWhole() ? header.counts().lostTransactions() : -1);
        map.put("lost_decisions", header.isWhole() ? header.counts().lostDecisions() : -1);
        return map;
    }

    private Map<String, Object> plan()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("present", header.planned() != null);
        map.put("compared", isPlanHeld());
        map.put("faults", faults());
        return map;
    }
}

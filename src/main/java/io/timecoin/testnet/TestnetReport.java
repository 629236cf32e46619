package io.timecoin.testnet;

import io.timecoin.load.LoadReport;
import io.timecoin.load.LoadStats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a testnet showed.
 *
 * @param options              what was asked for.
 * @param rule                 the rule in force, quorum or sampled.
 * @param durationS            for how long payments were sent.
 * @param stats                what the load generator saw, its warm-up left out.
 * @param warmUp               what it saw of the warm-up.
 * @param unsent               payments that fell due and could not be sent.
 * @param doubleSpendsAccepted pairs of which both halves were accepted anywhere.
 * @param nodes                how the validators stand at the end.
 * @param events               what happened to the network, as sentences: validators lost.
 * @param firstAcceptedS       from the start of the command to the first accepted payment; negative if there was none.
 * @param bottleneck           the busiest stage.
 * @param verifierPerS         signatures that one core verifies a second, measured after a ramp; 0 without one.
 * @param unconfirmed          accepted payments of this load that were in no final block at the end.
 */
public record TestnetReport(
    TestnetOptions options,
    String rule,
    double durationS,
    LoadStats stats,
    LoadStats warmUp,
    long unsent,
    long doubleSpendsAccepted,
    List<NodeState> nodes,
    List<String> events,
    double firstAcceptedS,
    Bottleneck bottleneck,
    double verifierPerS,
    long unconfirmed)
{
    /**
     * Whether all nodes that are alive have the same state after the same block.
     *
     * @return true if there are no two state hashes for one height.
     */
    public boolean isConsistent()
    {
        final Stream<NodeState> alive = nodes.stream().filter(NodeState::alive);
        return alive.collect(Collectors.groupingBy(NodeState::height, Collectors.mapping(NodeState::stateHash,
            Collectors.toSet()))).values().stream().allMatch((hashes) -> hashes.size() <= 1);
    }

    /**
     * Pairs of rivals of which neither was accepted.
     *
     * @return a count.
     */
    public long contested()
    {
        return stats.doubleSpendsAttempted() - stats.decidedPairs();
    }

    /**
     * What the throughput is of what the cores could verify, if they did nothing else, for all validators together.
     *
     * @return 0 to 1; 0 if the verifier was not measured.
     */
    public double shareOfVerifier()
    {
        final double bound = verifierPerS * Runtime.getRuntime().availableProcessors() / options.validators();
        return bound <= 0 ? 0 : stats.throughput() / bound;
    }

    /**
     * Everything that was not as it must be.
     *
     * @return sentences; empty if the testnet passed.
     */
    public List<String> faults()
    {
        final List<String> faults = new ArrayList<>(events);
        if (stats.accepted() != stats.submitted())
        {
            faults.add(LoadReport.lacking(stats));
        }
        if (warmUp.accepted() != warmUp.submitted())
        {
            faults.add("in the warm-up, " + LoadReport.lacking(warmUp));
        }
        if (unsent > 0)
        {
            faults.add(unsent + " payments fell due and could not be sent: the network did not keep up with the rate");
        }
        if (doubleSpendsAccepted > 0)
        {
            faults.add(doubleSpendsAccepted + " double spends were accepted on both sides");
        }
        if (invalidAdmitted() > 0)
        {
            faults.add(invalidAdmitted() + " invalid payments were admitted");
        }
        if (!isConsistent())
        {
            faults.add("state hashes differ: validators hold different unspent outputs");
        }
        if (acceptedOnNodes().size() > 1)
        {
            faults.add("validators accepted different numbers of payments: " + acceptedOnNodes());
        }
        if (!isEverythingOnEveryNode())
        {
            faults.add("a validator accepted fewer payments than clients were told");
        }
        if (stats.undone() > 0)
        {
            faults.add(stats.undone() + " accepted payments were undone by a final block");
        }
        if (unconfirmed > 0)
        {
            faults.add(unconfirmed + " accepted payments were in no final block at the end");
        }
        if (stats.submitted() == 0)
        {
            faults.add("no payment was submitted");
        }
        return faults;
    }

    /**
     * The report as a JSON object.
     *
     * @return fields in their order.
     */
    public Map<String, Object> toMap()
    {
        final Map<String, Object> report = new LinkedHashMap<>();
        report.put("validators", options.validators());
        report.put("processes", options.isProcesses());
        report.put("rule", rule);
        report.put("duration_s", rounded(durationS));
        report.put("warm_up_s", rounded(options.load().warmUpS()));
        report.put("offered_tps", rounded(stats.offeredRate()));
        report.put("submitted", stats.submitted());
        report.put("accepted", stats.accepted());
        report.put("confirmed", stats.confirmed());
        report.put("contested", contested());
        report.put("rejected", stats.rejected());
        report.put("double_spends_attempted", stats.doubleSpendsAttempted());
        report.put("double_spends_accepted", doubleSpendsAccepted);
        report.put("invalid_sent", stats.invalidSent());
        report.put("invalid_admitted", invalidAdmitted());
        report.put("unsent", unsent);
        report.put("lost_with_validator", stats.lostWithValidator());
        report.put("warm_up_submitted", warmUp.submitted());
        report.put("warm_up_accepted", warmUp.accepted());
        report.put("throughput_tps", rounded(stats.throughput()));
        report.put("accept_ms", stats.accept().report());
        report.put("answer_ms", stats.answer().report());
        report.put("confirm_ms", stats.confirm().report());
        report.put("blocks", nodes.stream().mapToLong(NodeState::height).max().orElse(0));
        report.put("first_accepted_s", rounded(firstAcceptedS));
        report.put("consistent", isConsistent());
        report.put("nodes", nodes.stream().map(NodeState::report).collect(Collectors.toList()));
        final Map<String, Object> stage = new LinkedHashMap<>();
        stage.put("stage", bottleneck.stage());
        stage.put("busy", bottleneck.busy());
        report.put("bottleneck", stage);
        if (verifierPerS > 0)
        {
            report.put("verifier_per_s", rounded(verifierPerS));
            report.put("share_of_verifier", rounded(shareOfVerifier()));
        }
        report.put("passed", faults().isEmpty());
        report.put("faults", faults());
        return report;
    }

    /**
     * Invalid payments that a validator admitted, those of the warm-up included.
     *
     * @return a count that must be 0.
     */
    public long invalidAdmitted()
    {
        return stats.invalidAdmitted() + warmUp.invalidAdmitted();
    }

    /**
     * The report for people.
     *
     * @return lines.
     */
    public String toText()
    {
        return TestnetText.of(this);
    }

    private List<Long> acceptedOnNodes()
    {
        return nodes.stream().filter(NodeState::alive).map(NodeState::accepted).distinct().sorted()
            .collect(Collectors.toList());
    }

    /** Clients were told of so many acceptances; a node that applied them all shows at least as many. */
    private boolean isEverythingOnEveryNode()
    {
        final long told = stats.accepted() + stats.decidedPairs() + warmUp.accepted() + warmUp.decidedPairs();
        return nodes.stream().filter(NodeState::alive).allMatch((node) -> node.accepted() >= told);
    }

    private static double rounded(final double value)
    {
        return Math.round(value * 1000) / 1000.0;
    }
}

package io.timecoin.replay;

import io.timecoin.load.ReportText;
import io.timecoin.transaction.Verdict;
import org.HdrHistogram.Histogram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static io.timecoin.load.ReportText.number;

/** A replay's report for people. */
final class ReplayText
{
    private static final double NS_PER_MS = 1e6;
    private static final double LEAST_SHARE = 0.9;

    private ReplayText()
    {
    }

    static String of(final ReplayReport report)
    {
        final PassResult pass = report.median;
        final Accounting counted = pass.accounting();
        final ReportText text = new ReportText();
        text.line(String.format(Locale.ROOT, "TimeCoin replay of %s: %s transactions in %.3f s",
            report.options.file().getFileName(), number(counted.transactions), pass.elapsedS()));
        if (!report.options.isVerified())
        {
            text.line("");
            text.line("  WITHOUT VERIFICATION: every signature was taken as valid. No figure here is a node's.");
        }
        text.line("");
        text.row("throughput", ReportText.rate(pass.tps()) + " transactions a second" + spread(report));
        text.row("accepted", number(counted.accepted) + " of " + number(counted.transactions) +
            (counted.repeats > 0 ? ", " + number(counted.repeats) + " of which came before" : "") +
            (counted.undecided > 0 ? ", " + number(counted.undecided) + " undecided" : ""));
        final Map<String, Long> rejected = new LinkedHashMap<>();
        counted.rejected.forEach((final Verdict verdict, final Long count) -> rejected.put(verdict.reason(), count));
        text.row("rejected", ReportText.counts(rejected));
        if (report.options.isVerified())
        {
            text.row("verifier", String.format(Locale.ROOT, "%.1f us a signature, %.1f us of CPU; %s signatures",
                report.verifyUsPerSignature(), report.verifyCpuUsPerSignature(), number(pass.signatures())));
        }
        text.row("cores busy", String.format(Locale.ROOT, "%.2f of %d", report.coresBusy(),
            Runtime.getRuntime().availableProcessors()));
        if (report.cpuShare() < LEAST_SHARE)
        {
            text.row("", String.format(Locale.ROOT, "others use this machine too: a thread had a core for only " +
                "%.0f %% of its work, so no figure of time here is one of this build", 100 * report.cpuShare()));
        }
        text.row("allocated", String.format(Locale.ROOT, "%.2f bytes a transaction; %s collections, longest %d ms",
            report.allocatedPerTransaction(), number(pass.collections()), pass.longestPauseMs()));
        text.row("to the answer", latency(pass.validated()));
        text.row("to the set", latency(pass.applied()));
        text.row("bottleneck", String.format(Locale.ROOT, "%s, busy %.0f %% of the time", pass.bottleneck().stage(),
            100 * pass.bottleneck().busy()));
        text.row("", pass.bottleneck().reason());
        text.row("", "to go faster: " + pass.bottleneck().change());
        text.line("");
        stages(text, report);
        text.line("");
        text.row("unspent", number(pass.utxos()) + " outputs");
        text.row("state hash", pass.stateHash());
        text.row("", "a node that holds this set tells " + pass.nodeStateHash());
        text.row("verdicts hash", pass.verdictsHash());
        capture(text, report);
        text.line("");
        verdict(text, report);
        return text.toString();
    }

    private static String spread(final ReplayReport report)
    {
        return report.passes.size() == 1 ? "" : String.format(Locale.ROOT,
            ", the middle of %d passes, the farthest %.1f %% off", report.passes.size(), 100 * report.spread());
    }

    private static void stages(final ReportText text, final ReplayReport report)
    {
        text.line(String.format(Locale.ROOT, "  %-12s%-12s%8s%18s%10s%12s", "stage", "thread", "busy",
            "ns a transaction", "CPU ns", "waits"));
        for (final StageFigures agent : report.median.agents())
        {
            text.line(String.format(Locale.ROOT, "  %-12s%-12s%7.1f%%%18.0f%10.0f%12s", agent.name(), agent.thread(),
                100 * agent.busy(), report.nsPerTransaction(agent), report.cpuNsPerTransaction(agent),
                number(agent.backPressure())));
        }
    }

    private static void capture(final ReportText text, final ReplayReport report)
    {
        if (report.header.isWhole() && report.header.counts().gaps() > 0)
        {
            text.row("gaps", number(report.header.counts().gaps()) + " in the recording: " +
                number(report.header.counts().lostTransactions()) + " slots and " +
                number(report.header.counts().lostDecisions()) + " decisions are missing");
        }
        if (report.median.unmatched() > 0)
        {
            text.row("unmatched", number(report.median.unmatched()) +
                " recorded decisions are about transactions that did not come");
        }
        text.row("warm-up", report.warmUp.passes() == 0 ? "none" : report.warmUp.passes() + " passes of " +
            number(report.warmUp.transactions()) + " transactions, in no figure above");
        text.row("run by", "profile " + report.options.profile().name() + ", " + ReplayReport.jvm());
    }

    private static void verdict(final ReportText text, final ReplayReport report)
    {
        final List<String> faults = report.faults();
        if (!faults.isEmpty())
        {
            text.line("FAILED:");
            faults.forEach(fault -> text.line("  - " + fault));
        }
        else if (report.isPlanHeld())
        {
            text.line("passed: every outcome is as planned");
        }
        else if (report.header.planned() != null)
        {
            text.line("not compared with the plan: something was left out, or decided otherwise");
        }
    }

    private static String latency(final Histogram histogram)
    {
        return histogram.getTotalCount() == 0 ? "none" : String.format(Locale.ROOT,
            "p50 %.2f ms · p90 %.2f ms · p99 %.2f ms · max %.2f ms",
            histogram.getValueAtPercentile(50) / NS_PER_MS, histogram.getValueAtPercentile(90) / NS_PER_MS,
            histogram.getValueAtPercentile(99) / NS_PER_MS, histogram.getMaxValue() / NS_PER_MS);
    }
}

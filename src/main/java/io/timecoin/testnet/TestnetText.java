package io.timecoin.testnet;

import static io.timecoin.load.ReportText.number;

import io.timecoin.load.LoadStats;
import io.timecoin.load.ReportText;

import java.util.List;
import java.util.Locale;

/** A testnet's report for people. */
final class TestnetText
{
    private static final int HASH_DIGITS = 16;

    private TestnetText()
    {
    }

    static String of(final TestnetReport report)
    {
        final TestnetOptions options = report.options();
        final ReportText text = new ReportText();
        text.line(String.format(Locale.ROOT, "TimeCoin testnet: %d validators %s, %s rule, %s",
            options.validators(), options.isProcesses() ? "in a process each" : "in one process", report.rule(),
            ReportText.duration(report.durationS(), options.load().warmUpS())));
        text.line("");
        final LoadStats stats = report.stats();
        text.load(stats, report.unsent());
        doubleSpends(text, report);
        if (stats.invalidSent() > 0)
        {
            text.row("invalid", number(stats.invalidSent()) + " sent, " +
                (report.invalidAdmitted() == 0 ? "none" : number(report.invalidAdmitted())) + " admitted");
        }
        text.row("refused", ReportText.counts(stats.rejected()));
        text.warmUp(report.warmUp());
        if (report.firstAcceptedS() >= 0)
        {
            text.row("started in", String.format(Locale.ROOT, "%.1f s from the command to the first accepted payment",
                report.firstAcceptedS()));
        }
        if (!report.bottleneck().stage().isEmpty())
        {
            text.row("bottleneck", String.format(Locale.ROOT, "%s, busy %.0f %% of the time",
                report.bottleneck().stage(), 100 * report.bottleneck().busy()));
        }
        if (report.verifierPerS() > 0)
        {
            text.row("of the bound", String.format(Locale.ROOT,
                "%.0f %%: a core verifies %s signatures a second, and every validator verifies every payment",
                100 * report.shareOfVerifier(), ReportText.rate(report.verifierPerS())));
        }
        text.row("consistent", consistency(report));
        text.line("");
        nodes(text, report.nodes());
        text.line("");
        verdict(text, report.faults());
        return text.toString();
    }

    private static void doubleSpends(final ReportText text, final TestnetReport report)
    {
        final LoadStats stats = report.stats();
        if (stats.doubleSpendsAttempted() == 0)
        {
            return;
        }
        text.row("double spends", number(stats.doubleSpendsAttempted()) + " pairs: " +
            number(stats.decidedPairs()) + " decided for one side, " +
            (report.doubleSpendsAccepted() == 0 ? "none" : number(report.doubleSpendsAccepted())) +
            " accepted on both");
        if (report.contested() > 0)
        {
            text.row("", number(report.contested()) + " pairs were still contested at the end");
        }
    }

    private static String consistency(final TestnetReport report)
    {
        final long alive = report.nodes().stream().filter(NodeState::alive).count();
        return report.isConsistent() ? "yes: all " + alive + " state hashes agree" :
            "NO: validators hold different unspent outputs";
    }

    private static void nodes(final ReportText text, final List<NodeState> nodes)
    {
        text.line(String.format(Locale.ROOT, "  %-6s%-8s%8s%12s%12s%12s   %s", "node", "alive", "height",
            "accepted", "final", "utxos", "state hash"));
        for (final NodeState node : nodes)
        {
            text.line(String.format(Locale.ROOT, "  %-6d%-8s%8s%12s%12s%12s   %s", node.id(),
                node.alive() ? "yes" : "LOST", number(node.height()), number(node.accepted()),
                number(node.confirmed()), number(node.utxos()),
                node.stateHash().substring(0, Math.min(HASH_DIGITS, node.stateHash().length()))));
        }
    }

    private static void verdict(final ReportText text, final List<String> faults)
    {
        if (faults.isEmpty())
        {
            text.line("passed: every submitted payment was accepted on every validator and is final");
            return;
        }
        text.line("FAILED:");
        faults.forEach((fault) -> text.line("  - " + fault));
    }
}

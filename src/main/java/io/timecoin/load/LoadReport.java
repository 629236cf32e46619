package io.timecoin.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a load against running nodes brought.
 *
 * @param validators  nodes that it was sent to.
 * @param unreachable endpoints that did not answer, or were lost on the way.
 * @param durationS   for how long payments were sent.
 * @param warmUpS     for how long payments were sent before that.
 * @param stats       what the generator saw, its warm-up left out.
 * @param warmUp      what it saw of the warm-up.
 * @param unsent      payments that fell due and could not be sent.
 */
public record LoadReport(
    int validators,
    List<String> unreachable,
    double durationS,
    double warmUpS,
    LoadStats stats,
    LoadStats warmUp,
    long unsent)
{
    /**
     * Everything that was not as it must be.
     *
     * @return sentences; empty if the load passed.
     */
    public List<String> faults()
    {
        final List<String> faults = new ArrayList<>();
        if (!unreachable.isEmpty())
        {
            faults.add("validators that were not there all the time: " + String.join(", ", unreachable));
        }
        if (stats.submitted() == 0)
        {
            faults.add("no payment was submitted");
        }
        if (stats.accepted() != stats.submitted())
        {
            faults.add(lacking(stats));
        }
        if (warmUp.accepted() != warmUp.submitted())
        {
            faults.add("in the warm-up, " + lacking(warmUp));
        }
        if (unsent > 0)
        {
            faults.add(unsent + " payments fell due and could not be sent: the network did not keep up with the rate");
        }
        if (stats.undone() + warmUp.undone() > 0)
        {
            faults.add(undone(stats.undone() + warmUp.undone()));
        }
        if (bothAccepted() > 0)
        {
            faults.add(bothAccepted() + " double spends were accepted on both sides");
        }
        if (invalidAdmitted() > 0)
        {
            faults.add(invalidAdmitted() + " invalid payments were admitted");
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
        report.put("validators", validators);
        report.put("unreachable", unreachable);
        report.put("duration_s", rounded(durationS));
        report.put("warm_up_s", rounded(warmUpS));
        report.put("offered_tps", rounded(stats.offeredRate()));
        report.put("submitted", stats.submitted());
        report.put("accepted", stats.accepted());
        report.put("confirmed", stats.confirmed());
        report.put("undone", stats.undone() + warmUp.undone());
        report.put("contested", stats.doubleSpendsAttempted() - stats.decidedPairs());
        report.put("rejected", stats.rejected());
        report.put("double_spends_attempted", stats.doubleSpendsAttempted());
        report.put("double_spends_accepted", bothAccepted());
        report.put("invalid_sent", stats.invalidSent());
        report.put("invalid_admitted", invalidAdmitted());
        report.put("unsent", unsent);
        report.put("lost_with_validator", stats.lostWithValidator());
        report.put("warm_up_submitted", warmUp.submitted());
        report.put("warm_up_accepted", warmUp.accepted());
        report.put("throughput_tps", rounded(stats.throughput()));
        report.put("accept_ms", stats.accept().report());
        report.put("confirm_ms", stats.confirm().report());
        report.put("answer_ms", stats.answer().report());
        report.put("passed", faults().isEmpty());
        report.put("faults", faults());
        return report;
    }

    /**
     * The report for people.
     *
     * @return lines.
     */
    public String toText()
    {
        final ReportText text = new ReportText();
        text.line("TimeCoin load on " + validators + " validators, " + ReportText.duration(durationS, warmUpS));
        text.line("");
        text.load(stats, unsent);
        if (stats.doubleSpendsAttempted() > 0)
        {
            text.row("double spends", ReportText.number(stats.doubleSpendsAttempted()) + " pairs: " +
                ReportText.number(stats.decidedPairs()) + " decided for one side, " +
                (bothAccepted() == 0 ? "none" : ReportText.number(bothAccepted())) + " accepted on both");
        }
        if (stats.invalidSent() > 0)
        {
            text.row("invalid", ReportText.number(stats.invalidSent()) + " sent, " +
                (invalidAdmitted() == 0 ? "none" : ReportText.number(invalidAdmitted())) + " admitted");
        }
        text.row("refused", ReportText.counts(stats.rejected()));
        text.warmUp(warmUp);
        text.line("");
        final List<String> faults = faults();
        text.line(faults.isEmpty() ? "passed: every submitted payment was accepted" : "FAILED:");
        faults.forEach((fault) -> text.line("  - " + fault));
        return text.toString();
    }

    /**
     * Says what became of submitted payments that were not accepted.
     *
     * @param stats of a load that lacks some.
     * @return a sentence.
     */
    public static String lacking(final LoadStats stats)
    {
        final List<String> parts = new ArrayList<>();
        stats.rejectedValid().forEach((reason, count) -> parts.add(count + " " + reason));
        if (stats.lostWithValidator() > 0)
        {
            parts.add(stats.lostWithValidator() + " unanswered by a lost validator");
        }
        if (stats.open() > 0)
        {
            parts.add(stats.open() + " undecided");
        }
        final String detail = parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
        return (stats.submitted() - stats.accepted()) + " of " + stats.submitted() +
            " submitted payments were not accepted" + detail;
    }

    /**
     * Says that acceptance did not hold.
     *
     * @param count of payments, above 0.
     * @return a sentence.
     */
    public static String undone(final long count)
    {
        return count + " accepted payments were undone by final blocks";
    }

    private long bothAccepted()
    {
        return stats.bothAccepted() + warmUp.bothAccepted();
    }

    private long invalidAdmitted()
    {
        return stats.invalidAdmitted() + warmUp.invalidAdmitted();
    }

    private static double rounded(final double value)
    {
        return Math.round(value * 1000) / 1000.0;
    }
}

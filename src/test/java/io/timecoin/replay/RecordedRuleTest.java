package io.timecoin.replay;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Decisions of a recording and the transactions that they are about. */
class RecordedRuleTest
{
    private static final int MAX_EARLY = 3;
    private static final int LENGTH = 200;

    private final TransactionTable table = new TransactionTable(64);
    private final List<String> decisions = new ArrayList<>();
    private final RecordedRule rule = new RecordedRule(
        table, (kind, handle, reason) -> decisions.add(kind + " " + handle), MAX_EARLY);

    @Test
    void shouldDecideWhatComesAfterItsDecision()
    {
        final int handle = pending(7);
        rule.onRecorded(DecisionSlot.Kind.ACCEPTED, 7, null);
        assertThat(rule.unmatched()).isEqualTo(1);
        assertThat(decisions).isEmpty();
        rule.onAdmission(admit(handle));
        assertThat(decisions).containsExactly("ACCEPTED " + handle, "RELEASED " + handle);
        assertThat(rule.unmatched()).isZero();
    }

    @Test
    void shouldRefuseARecordingWhoseDecisionsAreAboutNothing()
    {
        for (long id = 1; id <= MAX_EARLY; id++)
        {
            rule.onRecorded(DecisionSlot.Kind.REJECTED, id, Verdict.CONFLICT);
        }
        rule.onRecorded(DecisionSlot.Kind.ACCEPTED, 1, null);
        assertThat(rule.unmatched()).as("one of them twice").isEqualTo(MAX_EARLY);
        assertThatThrownBy(() -> rule.onRecorded(DecisionSlot.Kind.ACCEPTED, 4, null))
            .isInstanceOfSatisfying(ReplayException.class, (ex) ->
            {
                assertThat(ex.kind()).isEqualTo(ReplayException.Kind.CORRUPT);
                assertThat(ex.why()).startsWith("unmatched_decisions: more than 3 ");
                assertThat(ex.next()).contains("--decide alone");
            });

        rule.onAdmission(admit(pending(1)));
        assertThat(decisions).as("what waits is still decided").hasSize(2);
        rule.onRecorded(DecisionSlot.Kind.ACCEPTED, 4, null);
        assertThat(rule.unmatched()).isEqualTo(MAX_EARLY);
    }

    @Test
    void shouldPassOverWhatIsFinalAndRefuseWhatABlockTookBack()
    {
        final int handle = pending(7);
        rule.onAdmission(admit(handle));
        rule.onRecorded(DecisionSlot.Kind.ACCEPTED, 7, null);
        rule.onRecorded(DecisionSlot.Kind.FINAL, 7, null);
        assertThat(decisions).containsExactly("ACCEPTED " + handle, "RELEASED " + handle);
        assertThat(rule.unmatched()).isZero();
        assertThatThrownBy(() -> rule.onRecorded(DecisionSlot.Kind.UNDONE, 7, Verdict.UNDONE))
            .isInstanceOfSatisfying(ReplayException.class, (ex) ->
            {
                assertThat(ex.kind()).isEqualTo(ReplayException.Kind.CORRUPT);
                assertThat(ex.why()).startsWith("undone: ");
                assertThat(ex.next()).contains("--decide alone");
            });
    }

    private int pending(final long txidPrefix)
    {
        final int handle = table.allocate(new UnsafeBuffer(new byte[LENGTH]), 0, LENGTH);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        ids.putLong(0, txidPrefix);
        table.ids(handle, ids, 0, 32);
        return handle;
    }

    private static AdmissionSlot admit(final int handle)
    {
        final AdmissionSlot slot = new AdmissionSlot();
        slot.kind = AdmissionSlot.Kind.ADMIT;
        slot.handle = handle;
        return slot;
    }
}

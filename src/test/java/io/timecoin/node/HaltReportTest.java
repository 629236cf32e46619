package io.timecoin.node;

import io.timecoin.InvariantViolation;
import io.timecoin.pipeline.Halt;
import io.timecoin.utxo.CapacityExceeded;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HaltReportTest
{
    @Test
    void shouldSayWhatAnOperatorCanDo()
    {
        assertThat(of(new CapacityExceeded(10, 2, 10)).kind()).isEqualTo(NodeException.Kind.CONFIGURATION);
        assertThat(of(new CapacityExceeded(10, 2, 10)).next()).contains("utxo_capacity");
        assertThat(of(new InvariantViolation("supply", 7)).what()).isEqualTo("broken invariant: supply: 7");
        assertThat(of(new InvariantViolation("supply", 7)).kind()).isNull();
        assertThat(of(new OutOfMemoryError("heap")).next()).contains("-Xmx");
        assertThat(of(new NullPointerException()).what()).isEqualTo("NullPointerException");
        assertThat(of(new NullPointerException()).next()).contains("report it");
    }

    private static HaltReport of(final Throwable cause)
    {
        return HaltReport.of(new Halt.Reason("utxo", cause));
    }
}

package io.timecoin.consensus;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AcceptanceTraceTest
{
    private final AcceptanceTrace trace = new AcceptanceTrace();
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[40]);

    @Test
    void shouldHandOverEachAcceptanceInOrder()
    {
        txid.setMemory(8, 32, (byte)5);
        trace.write(txid, 8, 3, 1_000);
        txid.setMemory(8, 32, (byte)6);
        trace.write(txid, 8, 4, 2_000);

        final List<String> read = new ArrayList<>();
        final int count = trace.read((buffer, offset, polls, elapsedNs) ->
            read.add(buffer.getByte(offset) + " " + buffer.getByte(offset + 31) + " " + polls + " " + elapsedNs));
        assertThat(count).isEqualTo(2);
        assertThat(read).containsExactly("5 5 3 1000", "6 6 4 2000");
        assertThat(trace.read((buffer, offset, polls, elapsedNs) -> {})).isZero();
    }

    @Test
    void shouldLeaveOutWhatTheReaderIsTooSlowFor()
    {
        final int written = 20_000;
        for (int i = 0; i < written; i++)
        {
            trace.write(txid, 0, i, 0);
        }
        int read = 0;
        int more = trace.read((buffer, offset, polls, elapsedNs) -> {});
        while (more > 0)
        {
            read += more;
            more = trace.read((buffer, offset, polls, elapsedNs) -> {});
        }
        assertThat(trace.leftOut()).isPositive();
        assertThat(read + trace.leftOut()).isEqualTo(written);
    }
}

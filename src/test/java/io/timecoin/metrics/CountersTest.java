package io.timecoin.metrics;

import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CountersTest
{
    private static final CounterNames NAMES = new CounterNames(
        List.of("ingress", "verify-0"), List.of("transactions", "control"), List.of("too_short"));

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.requiredLength(NAMES)));

    @Test
    void shouldShowEachCounterUnderItsName()
    {
        final Counters counters = new Counters(buffer, NAMES);
        final CountersView view = new CountersView(buffer);
        for (final Counter counter : Counter.values())
        {
            counters.set(counter, 100 + counter.ordinal());
        }
        for (final Counter counter : Counter.values())
        {
            assertThat(view.get(counter.label())).isEqualTo(100 + counter.ordinal()).isEqualTo(counters.get(counter));
        }
        counters.add(Counter.ACCEPTED, 5);
        counters.addShared(Counter.ACCEPTED, 2);
        assertThat(view.get(Counter.ACCEPTED)).isEqualTo(107 + Counter.ACCEPTED.ordinal());
    }

    @Test
    void shouldShowVerdictsAgentsRingsAndFaults()
    {
        final Counters counters = new Counters(buffer, NAMES);
        final CountersView view = new CountersView(buffer);
        counters.verdicts(Verdict.CONFLICT, 3);
        counters.verdicts(Verdict.EXPIRED, 4);
        counters.ringRemaining(1, 17);
        counters.faults(0, 9);
        counters.agent("verify-0").onBackPressure();

        assertThat(view.verdicts()).isEqualTo(Map.of("conflict", 3L, "expired", 4L));
        assertThat(counters.get(Verdict.CONFLICT)).isEqualTo(3);
        assertThat(view.get("verdict_conflict")).isEqualTo(3);
        assertThat(view.get("ring_control_remaining")).isEqualTo(17);
        assertThat(view.get("ingress_fault_too_short")).isEqualTo(9);
        assertThat(view.get("verify_0_back_pressure")).isEqualTo(1);
        assertThat(view.all().keySet()).allMatch(label -> label.matches("[a-z][a-z0-9_]*"))
            .hasSize(Counter.values().length + Verdict.values().length + 2 * Check.values().length + 5 + 8 + 2 + 1);
    }

    @Test
    void shouldRefuseNamesThatItDoesNotKnow()
    {
        final Counters counters = new Counters(buffer, NAMES);
        assertThatThrownBy(() -> counters.agent("verify-1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CountersView(buffer).get("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAccountBusyAndIdleTimeThatAddUp()
    {
        final Counters counters = new Counters(buffer, NAMES);
        final CountersView view = new CountersView(buffer);
        final AgentCounters agent = counters.agent("ingress");
        agent.onDutyCycle(1, 100, 110);
        agent.onDutyCycle(0, 115, 117);
        agent.onDutyCycle(3, 120, 150);
        assertThat(view.get("ingress_busy_ns")).isEqualTo(10 + 30);
        assertThat(view.get("ingress_idle_ns")).isEqualTo(7 + 3);
        assertThat(view.get("ingress_heartbeat_ns")).isEqualTo(150);
    }

    @Test
    void shouldBeReadyOnlyWhenEveryCheckIsFulfilled()
    {
        final Counters counters = new Counters(buffer, NAMES);
        final CountersView view = new CountersView(buffer);
        assertThat(view.isReady()).isFalse();
        for (final Check check : Check.values())
        {
            assertThat(view.isReady()).isFalse();
            counters.check(check, 10, 10);
        }
        assertThat(view.isReady()).isTrue();
        counters.check(Check.INTAKE, 0, 1);
        assertThat(view.isReady()).isFalse();
        assertThat(view.checks().get(Check.INTAKE)).isEqualTo(new CountersView.CheckState(0, 1));
        assertThat(view.checks().get(Check.RUNNING).isFulfilled()).isTrue();
    }

    @Test
    void shouldReadBackTheStateHash()
    {
        final Counters counters = new Counters(buffer, NAMES);
        final CountersView view = new CountersView(buffer);
        assertThat(view.stateHash()).isEqualTo(new byte[32]);
        final byte[] hash = new byte[32];
        for (int i = 0; i < hash.length; i++)
        {
            hash[i] = (byte)(i * 9 - 100);
        }
        counters.stateHash(new UnsafeBuffer(hash), 0);
        assertThat(view.stateHash()).isEqualTo(hash);
    }

    @Test
    void shouldNeverShowAMixtureOfTwoHashes() throws InterruptedException
    {
        final Counters counters = new Counters(buffer, NAMES);
        final CountersView view = new CountersView(buffer);
        final AtomicBoolean stop = new AtomicBoolean();
        final Thread writer = new Thread(() ->
        {
            final UnsafeBuffer hash = new UnsafeBuffer(new byte[32]);
            for (int i = 0; !stop.get(); i++)
            {
                hash.setMemory(0, 32, (byte)i);
                counters.stateHash(hash, 0);
                Thread.yield();
            }
        });
        writer.start();
        for (int i = 0; i < 50_000; i++)
        {
            final byte[] hash = view.stateHash();
            final byte[] uniform = new byte[32];
            Arrays.fill(uniform, hash[0]);
            assertThat(hash).isEqualTo(uniform);
        }
        stop.set(true);
        writer.join();
    }

    @Test
    void shouldTellCountersFromOtherBytes()
    {
        assertThat(CountersView.isFormatted(buffer)).isFalse();
        assertThatThrownBy(() -> new CountersView(buffer)).isInstanceOf(IllegalArgumentException.class);
        assertThat(CountersView.isFormatted(new UnsafeBuffer(ByteBuffer.allocateDirect(8)))).isFalse();
        final Counters counters = new Counters(buffer, NAMES);
        counters.set(Counter.PID, 1);
        assertThat(CountersView.isFormatted(buffer)).isTrue();
        buffer.putInt(Counters.VERSION_OFFSET, Counters.VERSION + 1);
        assertThat(CountersView.isFormatted(buffer)).isFalse();
    }
}

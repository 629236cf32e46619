package io.timecoin.validator;

import com.sun.management.ThreadMXBean;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.InMemoryUtxoStore;
import org.junit.jupiter.api.Test;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ValidatorLimitsTest
{
    private static final int VALIDATORS = 200;
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    /** Simulated nodes share one, which remembers. */
    private final SignatureVerifier verifier = SignatureVerifiers.fastest();
    private final Genesis genesis = genesis();

    @Test
    void shouldTakeAtMostFourMegabytesForASimulatedNode()
    {
        build(0);
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> "direct".equals(pool.getName())).findFirst().orElseThrow();
        final long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        final long capacityBefore = direct.getTotalCapacity();
        final Validator validator = build(1);
        final long bytes = threads.getCurrentThreadAllocatedBytes() - allocatedBefore +
            direct.getTotalCapacity() - capacityBefore;
        assertThat(validator.agents()).isNotEmpty();
        assertThat(bytes).isLessThanOrEqualTo(MAX_BYTES);
    }

    @Test
    void shouldRefuseWhatCouldNotWork()
    {
        final ValidatorLimits limits = ValidatorLimits.standard();
        assertThatThrownBy(() -> limits.withVerification(0, 64)).hasMessageContaining("verifyWorkers");
        assertThatThrownBy(() -> limits.withVerification(1, 65)).hasMessageContaining("verifyBatch");
        assertThatThrownBy(() -> limits.withTableBlocks(255)).hasMessageContaining("tableBlocks");
    }

    private Validator build(final int self)
    {
        return Validator.builder()
            .genesis(genesis)
            .self(self)
            .limits(ValidatorLimits.simulated())
            .store(new InMemoryUtxoStore(1_000))
            .transport(new MemoryNetwork(1).transport("127.0.0.1:1"), "127.0.0.1:1", List.of())
            .verifiers(() -> verifier)
            .build();
    }

    private static Genesis genesis()
    {
        final Genesis.Builder builder = Genesis.builder();
        for (int i = 0; i < VALIDATORS; i++)
        {
            builder.validator(TestNetwork.key(i).publicKey(), 1);
        }
        return builder.allocation(1_000_000, TestNetwork.key(0).keyHash(), 1).build();
    }
}

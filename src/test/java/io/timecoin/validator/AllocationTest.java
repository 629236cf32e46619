package io.timecoin.validator;

import com.sun.management.ThreadMXBean;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.network.NetworkLimits;
import io.timecoin.network.Transport;
import io.timecoin.utxo.ChronicleUtxoStore;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.OutcomeDecoder;
import io.timecoin.wire.VerdictDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a payment costs the collector between its frame and the unspent outputs: nothing. */
class AllocationTest
{
    private static final int LANES = 8_192;
    /** On a busy machine the compiler takes its time, and what it has not optimised allocates. */
    private static final int MAX_WARM_UP_ROUNDS = 8;
    private static final int MEASURED_ROUNDS = 10;
    private static final int PAYMENTS_PER_ROUND = 102_400;
    /** When the compiler throws optimised code away it puts back, once, objects that this code did without. */
    private static final long MAX_BYTES_OF_THE_COMPILER = 10_000;
    private static final long CYCLE_NS = 50_000;
    private static final int GREETING_CYCLES = 1_000;
    private static final byte[] IDENTITY = TestNetwork.key(1).publicKey();

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private long nowNs = 1_000_000_000L;

    @Test
    void shouldAllocateNothingFromIngressToCommit(@TempDir final Path folder)
    {
        final LanePayments payments = new LanePayments(IDENTITY, LANES, PAYMENTS_PER_ROUND);
        final FrameSource source = new FrameSource(payments);
        try (UtxoStore store = ChronicleUtxoStore.create(folder, payments.genesis().chainId(), 8L * LANES))
        {
            Validator.loadGenesis(payments.genesis(), store);
            final Counters counters = Counters.inMemory(Validator.counterNames(1));
            final Validator validator = Validator.builder()
                .genesis(payments.genesis())
                .limits(ValidatorLimits.testnet()
                    .withNetwork(NetworkLimits.testnet().withTransactionsPerSecond(0)))
                .store(store)
                .transport(source, "127.0.0.1:1000", List.of())
                .verifiers(Yes::new)
                .counters(counters)
                .build();

            greet(validator);
            warmUp(validator, source);
            final long allocatedBefore = source.allocated;
            source.roundsWithout = 0;
            run(validator, source, MEASURED_ROUNDS);

            final long count = (long)MEASURED_ROUNDS * PAYMENTS_PER_ROUND;
            assertThat(count).isGreaterThanOrEqualTo(1_000_000);
            assertThat(source.allocated - allocatedBefore).as("bytes for %d payments", count)
                .isLessThan(MAX_BYTES_OF_THE_COMPILER);
            assertThat(source.roundsWithout).as("rounds of %d payments without a byte", PAYMENTS_PER_ROUND)
                .isGreaterThanOrEqualTo(MEASURED_ROUNDS / 2);
            assertThat(source.faults).isZero();
            assertThat(store.size()).isEqualTo(2L * LANES);
            assertThat(counters.get(Counter.VERIFY_SIGNATURES)).isPositive();
        }
    }

    /** What a client is told waits in a bounded queue until its link is up. */
    private void greet(final Validator validator)
    {
        for (int i = 0; i < GREETING_CYCLES; i++)
        {
            nowNs += CYCLE_NS;
            validator.doWork(nowNs);
        }
    }

    private void warmUp(final Validator validator, final FrameSource source)
    {
        long allocated = -1;
        for (int i = 0; i < MAX_WARM_UP_ROUNDS && allocated != source.allocated; i++)
        {
            allocated = source.allocated;
            run(validator, source, 1);
        }
    }

    /** Only the validator's own work is measured, not the making of payments. */
    private void run(final Validator validator, final FrameSource source, final int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            source.payments.prepare();
            source.rewind();
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int idle = 0; source.outcomes < PAYMENTS_PER_ROUND && idle < 100_000; idle++)
            {
                nowNs += CYCLE_NS;
                final long outcomesBefore = source.outcomes;
                validator.doWork(nowNs);
                idle = source.outcomes > outcomesBefore ? 0 : idle;
            }
            final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            source.allocated += bytes;
            source.roundsWithout += bytes == 0 ? 1 : 0;
            assertThat(source.outcomes).isEqualTo(PAYMENTS_PER_ROUND);
        }
    }

    /** Every signature is valid. */
    private static final class Yes implements SignatureVerifier
    {
        private int size;

        @Override
        public void reset()
        {
            size = 0;
        }

        @Override
        public void add(
            final DirectBuffer publicKey,
            final int pkOffset,
            final DirectBuffer signature,
            final int sigOffset,
            final DirectBuffer message,
            final int msgOffset,
            final int msgLength)
        {
            size++;
        }

        @Override
        public int size()
        {
            return size;
        }

        @Override
        public long verify()
        {
            return -1;
        }
    }

    /** One client whose frames lie ready, and who counts what it is told. */
    private static final class FrameSource implements Transport
    {
        private static final int CLIENT_STREAM = 2_000;

        private final LanePayments payments;
        private final UnsafeBuffer hello;
        private boolean isGreeted;
        private int nextFrame = Integer.MAX_VALUE;
        private int outcomes;
        private int faults;
        private long allocated;
        private int roundsWithout;

        private FrameSource(final LanePayments payments)
        {
            this.payments = payments;
            final byte[] address = "127.0.0.1:2000".getBytes(StandardCharsets.ISO_8859_1);
            hello = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + HelloEncoder.BLOCK_LENGTH +
                HelloEncoder.replyEndpointHeaderLength() + address.length]);
            new HelloEncoder().wrapAndApplyHeader(hello, 0, new MessageHeaderEncoder())
                .putChainId(payments.genesis().chainId(), 0, 32)
                .protocolVersion(1)
                .role((short)1)
                .replyStream(CLIENT_STREAM)
                .putReplyEndpoint(address, 0, address.length);
        }

        private void rewind()
        {
            nextFrame = 0;
            outcomes = 0;
        }

        @Override
        public int poll(final int stream, final FrameHandler handler, final int limit)
        {
            if (stream != CLIENT)
            {
                return 0;
            }
            if (!isGreeted)
            {
                isGreeted = true;
                handler.onFrame(CLIENT, 1, hello, 0, hello.capacity());
            }
            int frames = 0;
            final int length = payments.frameLength();
            while (frames < limit && nextFrame < payments.frameCount() &&
                handler.onFrame(CLIENT, 1, payments.frames(), nextFrame * length, length))
            {
                nextFrame++;
                frames++;
            }
            return frames;
        }

        @Override
        public Sent send(final int link, final DirectBuffer buffer, final int offset, final int length)
        {
            final int templateId = buffer.getShort(offset + 2);
            if (templateId == OutcomeDecoder.TEMPLATE_ID)
            {
                outcomes++;
                faults += buffer.getShort(offset + 8 + OutcomeDecoder.outcomeEncodingOffset()) == 0 ? 0 : 1;
            }
            else if (templateId == VerdictDecoder.TEMPLATE_ID)
            {
                faults += buffer.getShort(offset + 8 + VerdictDecoder.verdictEncodingOffset()) == 0 ? 0 : 1;
            }
            return Sent.OK;
        }

        @Override
        public int open(final String endpoint, final int stream)
        {
            return 1;
        }

        @Override
        public boolean isConnected(final int link)
        {
            return true;
        }

        @Override
        public void close(final int link)
        {
        }

        @Override
        public int doWork(final long nowNs)
        {
            return 0;
        }

        @Override
        public void close()
        {
        }
    }
}

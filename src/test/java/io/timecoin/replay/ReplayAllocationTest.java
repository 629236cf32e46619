package io.timecoin.replay;

import com.sun.management.ThreadMXBean;
import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.utxo.InMemoryUtxoStore;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What a transaction costs the collector on its way from the reader to the drain: nothing. */
class ReplayAllocationTest
{
    private static final int PAYMENTS = 4_000;
    private static final int TICKS_PER_PAYMENT = 5;
    private static final long AMOUNT = 1_000_000;
    private static final long FEE = 2_000;
    /** On a busy machine the compiler takes its time, and what it has not optimised allocates. */
    private static final int MAX_PASSES = 60;
    /** A tenth of a byte a transaction: what the JVM itself does now and then on any thread. */
    private static final long MAX_BYTES = PAYMENTS / 10;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothing()
    {
        final MemorySource source = source();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MAX_PASSES && least > MAX_BYTES; i++)
        {
            least = Math.min(least, bytesOfAPass(source));
        }
        assertThat(least).as("bytes for %d payments", PAYMENTS).isLessThanOrEqualTo(MAX_BYTES);
    }

    private long bytesOfAPass(final MemorySource source)
    {
        final InMemoryUtxoStore store = new InMemoryUtxoStore(4 * PAYMENTS);
        source.forEachOutput(store::put);
        final ReplayPipeline pipeline =
            new ReplayPipeline(source, store, PipelineSettings.of(MarkVerifier::new).withTableBlocks(1 << 13));
        pipeline.start(System.nanoTime());
        final long before = threads.getCurrentThreadAllocatedBytes();
        while (!pipeline.isDone())
        {
            pipeline.doWork(System.nanoTime());
        }
        final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(pipeline.accepted()).isEqualTo(PAYMENTS);
        return bytes;
    }

    private static MemorySource source()
    {
        final KeyPair key = KeyPair.fromSeed(new byte[32]);
        final Genesis genesis = Genesis.builder().validator(key.publicKey(), 1)
            .allocation(AMOUNT, key.keyHash(), PAYMENTS).build();
        final MemorySource source = new MemorySource(genesis);
        final long[] timeNs = { 1 };
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final byte[] spent = new byte[34];
            outpoint.getBytes(offset, spent);
            source.payment(timeNs[0], new TransactionBuilder(genesis.chainId()).input(spent, key)
                .output(AMOUNT / 2, key.keyHash()).output(AMOUNT / 2 - FEE, key.keyHash()).build());
            for (int i = 0; i < TICKS_PER_PAYMENT; i++)
            {
                source.tick(++timeNs[0]);
            }
        });
        return source;
    }
}

package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.timecoin.crypto.ed25519.TestBatches;
import org.junit.jupiter.api.Test;

class BatchVerifierTest extends SignatureCriteria
{
    private static final int MAX_WARM_UP_ROUNDS = 200;
    private static final int ROUNDS = 20;

    private final SignatureVerifier verifier = SignatureVerifiers.fastest();

    BatchVerifierTest()
    {
        super(SignatureVerifiers.fastest());
    }

    /** Full batches, batches of bad ones, single signatures and everything between, of known and unknown keys. */
    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final List<SignatureCase> cases = new ArrayList<>(new SignatureCases(new Random(6)).next(600));
        int roundsWithout = 0;
        for (int round = 0; round < MAX_WARM_UP_ROUNDS && roundsWithout < ROUNDS; round++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            verifySome(verifier, cases, round);
            roundsWithout = threads.getCurrentThreadAllocatedBytes() == before ? roundsWithout + 1 : 0;
        }
        assertThat(roundsWithout).as("rounds in a row without allocation").isEqualTo(ROUNDS);
    }

    /** A new verifier, so with none of its tables filled; only its classes are there already. */
    @Test
    void shouldNotAllocateFromTheFirstBatchOn()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final List<SignatureCase> cases = new ArrayList<>(new SignatureCases(new Random(7)).next(300));
        final SignatureVerifier[] fresh = {
            SignatureVerifiers.of(SignatureVerifiers.SCALAR), SignatureVerifiers.of(SignatureVerifiers.SCALAR),
            new BatchVerifier(TestBatches.lanes()), new BatchVerifier(TestBatches.lanes()) };
        for (int i = 0; i < fresh.length; i++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            verifySome(fresh[i], cases, i);
            verifySome(fresh[i], cases, i + 1);
            if (i % 2 == 1)
            {
                assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("verifier %s", i).isZero();
            }
        }
    }

    private static void verifySome(final SignatureVerifier verifier, final List<SignatureCase> cases, final int round)
    {
        int at = 0;
        for (int size = 1 + round % 3; at + size <= cases.size(); size = 1 + size * 3 % SignatureVerifier.MAX_BATCH)
        {
            verifier.reset();
            for (int i = 0; i < size; i++)
            {
                cases.get(at + i).addTo(verifier);
            }
            verifier.verify();
            at += size;
        }
    }
}

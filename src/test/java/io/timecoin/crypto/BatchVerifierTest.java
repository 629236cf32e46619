package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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
            verifySome(cases, round);
            roundsWithout = threads.getCurrentThreadAllocatedBytes() == before ? roundsWithout + 1 : 0;
        }
        assertThat(roundsWithout).as("rounds in a row without allocation").isEqualTo(ROUNDS);
    }

    private void verifySome(final List<SignatureCase> cases, final int round)
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

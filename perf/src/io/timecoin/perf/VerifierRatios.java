package io.timecoin.perf;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Processor time of a signature by every kind of verifier in turn, side by side in one process: of unknown keys, known
 * ones and one, and with bad signatures among the good.
 */
public final class VerifierRatios
{
    private static final int SIGNATURES = 16_384;
    private static final int REPETITIONS = 7;
    private static final int SAMPLE = 1_280;
    private static final int WARM_UP = 12_800;
    private static final double NS_PER_US = 1_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<String> kinds = SignatureVerifiers.kinds();
    private final SignatureVerifier[] verifiers =
        kinds.stream().map(SignatureVerifiers::of).toArray(SignatureVerifier[]::new);
    private int next;

    /**
     * Measures and prints a table.
     *
     * @param arguments none.
     */
    public static void main(final String[] arguments)
    {
        final VerifierRatios ratios = new VerifierRatios();
        final Signed unknown = new Signed(SIGNATURES, SIGNATURES);
        final Signed known = new Signed(SignatureVerifier.MAX_BATCH * 10, SignatureVerifier.MAX_BATCH);
        final Signed one = new Signed(SignatureVerifier.MAX_BATCH * 10, 1);
        for (final SignatureVerifier verifier : ratios.verifiers)
        {
            for (final int size : new int[] { 64, 8, 1 })
            {
                ratios.timeNs(verifier, unknown, size, 0, WARM_UP);
                ratios.timeNs(verifier, known, size, 0, WARM_UP);
            }
            ratios.timeNs(verifier, unknown, 64, 64, WARM_UP / 4);
        }
        for (final int size : new int[] { 64, 8, 1 })
        {
            ratios.print("unknown keys, " + size, unknown, size, 0);
            ratios.print("known keys, " + size, known, size, 0);
            ratios.print("one key, " + size, one, size, 0);
        }
        for (final int bad : new int[] { 1, 2, 4, 8, 16, 32, 64 })
        {
            ratios.print("unknown keys, 64, bad " + bad, unknown, 64, bad);
        }
    }

    private void print(final String what, final Signed signed, final int size, final int bad)
    {
        final double[][] timesNs = new double[verifiers.length][REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++)
        {
            for (int j = 0; j < verifiers.length; j++)
            {
                timesNs[j][i] = timeNs(verifiers[j], signed, size, bad, SAMPLE);
            }
        }
        final StringBuilder line = new StringBuilder(String.format("%-26s", what));
        final double referenceNs = median(timesNs[verifiers.length - 1]);
        for (int j = 0; j < verifiers.length; j++)
        {
            final double medianNs = median(timesNs[j]);
            line.append(String.format(
                "  %s %.2f us (%.2f x)", kinds.get(j), medianNs / NS_PER_US, referenceNs / medianNs));
        }
        System.out.println(line);
    }

    private double timeNs(
        final SignatureVerifier verifier, final Signed signed, final int size, final int bad, final int count)
    {
        final UnsafeBuffer key = new UnsafeBuffer(0, 0);
        final UnsafeBuffer signature = new UnsafeBuffer(0, 0);
        final UnsafeBuffer message = new UnsafeBuffer(0, 0);
        final long startNs = threads.getCurrentThreadCpuTime();
        for (int done = 0; done < count; done += size)
        {
            verifier.reset();
            for (int i = 0; i < size; i++)
            {
                next = next + 1 < signed.count() ? next + 1 : 0;
                // The bad ones stand as far from each other as can be: the hardest to find.
                final boolean isBad = bad > 0 && i % (size / bad) == 0;
                key.wrap(signed.publicKeys[next]);
                signature.wrap(signed.signatures[next]);
                message.wrap(signed.messages[isBad ? (next + 1) % signed.count() : next]);
                verifier.add(key, 0, signature, 0, message, 0, Signed.MESSAGE_LENGTH);
            }
            if (Long.bitCount(verifier.verify()) != size - bad)
            {
                throw new IllegalStateException("a verifier errs");
            }
        }
        return (threads.getCurrentThreadCpuTime() - startNs) / (double)((count + size - 1) / size * size);
    }

    private static double median(final double[] values)
    {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

package io.timecoin.crypto.ed25519;

/** Whether the machine has fused multiply-add. Without it, {@link Math#fma} computes with decimals: 20 times slower. */
final class HardwareFma
{
    private static final int ROUNDS = 10;
    private static final int CALLS = 40;
    private static final long MOST_NS_A_CALL = 600;

    private HardwareFma()
    {
    }

    /**
     * Measures, in a millisecond at most: the interpreter, where this runs, uses the instruction as well. The fastest
     * of several rounds counts, so that a pause does no harm.
     */
    static boolean isFast()
    {
        long fastestNs = Long.MAX_VALUE;
        double sum = 1;
        for (int round = 0; round < ROUNDS; round++)
        {
            final long startNs = System.nanoTime();
            for (int i = 0; i < CALLS; i++)
            {
                sum = Math.fma(sum, 0.75, 0.3);
            }
            fastestNs = Math.min(fastestNs, System.nanoTime() - startNs);
        }
        return sum > 0 && fastestNs < CALLS * MOST_NS_A_CALL;
    }
}

package io.timecoin.node;

/** Pins threads, for measurements of cores. */
public final class CorePinning
{
    private CorePinning()
    {
    }

    /**
     * Pins the calling thread, and reads back whether the kernel did it.
     *
     * @param core number.
     * @return false if the thread may run elsewhere, or if that cannot be told.
     */
    public static boolean pin(final int core)
    {
        try
        {
            return Integer.toString(core).equals(CpuCores.pinCurrentThread(core));
        }
        catch (final IllegalStateException ex)
        {
            // So the library says that the kernel refused.
            return false;
        }
    }
}

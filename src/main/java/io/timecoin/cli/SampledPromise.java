package io.timecoin.cli;

import io.timecoin.testnet.TestnetOptions;

import java.io.PrintWriter;

/** Says what the sampled rule does not promise, before it runs. */
final class SampledPromise
{
    private SampledPromise()
    {
    }

    static void print(final PrintWriter err, final TestnetOptions options)
    {
        err.println("note: the sampled rule asks " + (options.sampleSize() == 0 ? "a sample of" :
            options.sampleSize() + " of") + " the " + options.validators() + " validators in each poll.");
        err.println("  It does not exclude, it only makes unlikely, that two honest validators accept rivals.");
        err.flush();
    }
}

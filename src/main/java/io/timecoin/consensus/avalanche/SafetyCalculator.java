package io.timecoin.consensus.avalanche;

/** What parameters promise. */
public final class SafetyCalculator
{
    private SafetyCalculator()
    {
    }
}

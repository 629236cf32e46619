package io.timecoin.capture;

import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.Verdict;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * What a replay of a workload must end in, whatever the profile, ring sizes and speed. Each distinct transaction has
 * one final outcome: accepted, or the first verdict that refuses it. Bytes that come again have none of their own and
 * are counted apart. In the file of a workload the reference of a transaction is the number of the distinct
 * transaction, from 1 without a hole, and a repeat has the reference of the first copy, which is how the two are told
 * apart. A replay that verifies no signatures ends otherwise if some are bad.
 *
 * @param accepted       distinct transactions that are applied.
 * @param rejected       distinct transactions that are not, by the reason why.
 * @param repeats        transactions of the file whose bytes came before.
 * @param unspentOutputs size of the set at the end.
 * @param stateHash      32 bytes: SHA-256 over the sorted set at the end.
 */
public record PlannedOutcomes(
    long accepted,
    Map<Verdict, Long> rejected,
    long repeats,
    long unspentOutputs,
    byte[] stateHash)
{
    /** Checks the bounds and copies. */
    public PlannedOutcomes
    {
        Objects.requireNonNull(rejected);
        if (stateHash.length != Sha256.LENGTH)
        {
            throw new IllegalArgumentException("a state hash has " + Sha256.LENGTH + " bytes, not " + stateHash.length);
        }
        final Map<Verdict, Long> copy = new EnumMap<>(Verdict.class);
        copy.putAll(rejected);
        rejected = java.util.Collections.unmodifiableMap(copy);
        stateHash = stateHash.clone();
    }

    /** A copy. */
    @Override
    public byte[] stateHash()
    {
        return stateHash.clone();
    }

    /**
     * All that are not applied.
     *
     * @return the sum over the reasons.
     */
    public long rejectedTotal()
    {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof PlannedOutcomes that && accepted == that.accepted && repeats == that.repeats &&
            unspentOutputs == that.unspentOutputs && rejected.equals(that.rejected) &&
            java.util.Arrays.equals(stateHash, that.stateHash);
    }

    @Override
    public int hashCode()
    {
        return Objects.hash(accepted, repeats, unspentOutputs, rejected, java.util.Arrays.hashCode(stateHash));
    }

    @Override
    public String toString()
    {
        return "accepted " + accepted + ", rejected " + rejected + ", repeats " + repeats + ", unspent " +
            unspentOutputs + ", state " + HexFormat.of().formatHex(stateHash);
    }
}

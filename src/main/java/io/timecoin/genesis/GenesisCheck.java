package io.timecoin.genesis;

import static io.timecoin.genesis.GenesisException.Reason.BAD_ALLOCATIONS;
import static io.timecoin.genesis.GenesisException.Reason.BAD_RULE;
import static io.timecoin.genesis.GenesisException.Reason.BAD_SUPPLY;
import static io.timecoin.genesis.GenesisException.Reason.BAD_VALIDATORS;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.PublicKeys;
import io.timecoin.transaction.TransactionLayout;

/** The bounds of a genesis's values; those of the consensus parameters stand where these are made. */
final class GenesisCheck
{
    private GenesisCheck()
    {
    }

    static void requireRuleAndSupply(
        final int rule, final long maxSupply, final long blockSubsidy, final long bondUnit)
    {
        if (rule < Genesis.RULE_QUORUM || rule > Genesis.RULE_BY_SIZE)
        {
            throw new GenesisException(BAD_RULE, "rule is " + rule +
                ", but must be 0 (quorum), 1 (sampled) or 2 (by the number of validators)");
        }
        if (maxSupply < TransactionLayout.DUST_AMOUNT)
        {
            throw new GenesisException(BAD_SUPPLY, "maximum supply is " + maxSupply + ", but must be at least " +
                TransactionLayout.DUST_AMOUNT + " units");
        }
        if (blockSubsidy < 0 || blockSubsidy > maxSupply)
        {
            throw new GenesisException(BAD_SUPPLY, "block subsidy is " + blockSubsidy +
                ", but must be between 0 and the maximum supply of " + maxSupply + " units");
        }
        if (bondUnit != 0 && bondUnit < TransactionLayout.DUST_AMOUNT || bondUnit > maxSupply)
        {
            throw new GenesisException(BAD_SUPPLY, "a unit of weight costs " + bondUnit + ", but must be 0 or " +
                TransactionLayout.DUST_AMOUNT + " to the maximum supply of " + maxSupply + " units");
        }
    }

    static void requireValidators(final List<Genesis.Validator> validators)
    {
        if (validators.isEmpty() || validators.size() > Genesis.MAX_VALIDATORS)
        {
            throw new GenesisException(BAD_VALIDATORS, validators.size() + " validators, but there must be 1 to " +
                Genesis.MAX_VALIDATORS);
        }
        final Set<DirectBuffer> seen = new HashSet<>();
        long totalWeight = 0;
        for (int i = 0; i < validators.size(); i++)
        {
            final byte[] identity = validators.get(i).identity();
            final int weight = validators.get(i).weight();
            if (!PublicKeys.isAcceptable(identity))
            {
                throw new GenesisException(BAD_VALIDATORS,
                    "identity of validator " + i + " is not an Ed25519 public key");
            }
            if (!seen.add(new UnsafeBuffer(identity)))
            {
                throw new GenesisException(BAD_VALIDATORS, "identity of validator " + i + " is that of another too");
            }
            if (weight < 1)
            {
                throw new GenesisException(BAD_VALIDATORS,
                    "weight of validator " + i + " is " + weight + ", but must be at least 1");
            }
            totalWeight += weight;
        }
        if (totalWeight > Integer.MAX_VALUE)
        {
            throw new GenesisException(BAD_VALIDATORS,
                "total weight is " + totalWeight + ", but must be at most " + Integer.MAX_VALUE);
        }
    }

    static long requireAllocations(final List<Genesis.Allocation> allocations, final long maxSupply)
    {
        if (allocations.size() > Genesis.MAX_ALLOCATIONS)
        {
            throw new GenesisException(BAD_ALLOCATIONS, allocations.size() +
                " allocations, but there may be at most " + Genesis.MAX_ALLOCATIONS);
        }
        long outputs = 0;
        long sum = 0;
        for (int i = 0; i < allocations.size(); i++)
        {
            final Genesis.Allocation allocation = allocations.get(i);
            final long amount = allocation.amount();
            final long count = allocation.outputCount();
            if (allocation.keyHash().length != KeyHash.LENGTH)
            {
                throw new GenesisException(BAD_ALLOCATIONS, "key hash of allocation " + i + " has " +
                    allocation.keyHash().length + " bytes, but must have " + KeyHash.LENGTH);
            }
            if (amount < TransactionLayout.DUST_AMOUNT)
            {
                throw new GenesisException(BAD_ALLOCATIONS, "amount of allocation " + i + " is " + amount +
                    ", but must be at least " + TransactionLayout.DUST_AMOUNT + " units");
            }
            if (count < 1 || count > Genesis.MAX_OUTPUTS - outputs)
            {
                throw new GenesisException(BAD_ALLOCATIONS, "allocation " + i + " has " + count +
                    " outputs, but must have at least 1, and all together at most " + Genesis.MAX_OUTPUTS);
            }
            // Dividing cannot overflow where multiplying could.
            if (amount > (maxSupply - sum) / count)
            {
                throw new GenesisException(BAD_ALLOCATIONS, "allocations up to number " + i +
                    " exceed the maximum supply of " + maxSupply + " units");
            }
            outputs += count;
            sum += amount * count;
        }
        return outputs;
    }
}

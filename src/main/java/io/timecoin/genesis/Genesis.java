package io.timecoin.genesis;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionLayout;

/**
 * What a chain begins with: parameters, validators and first outputs (PROTOCOL, section 1). Its canonical encoding
 * makes the chain id, so that two nodes with different rules never talk of the same chain. Immutable; every instance is
 * valid.
 */
public final class Genesis
{
    public static final int FORMAT_VERSION = 2;
    public static final int RULE_QUORUM = 0;
    public static final int RULE_SAMPLED = 1;
    public static final int RULE_BY_SIZE = 2;
    public static final int MAX_VALIDATORS = 1024;
    public static final int MAX_ALLOCATIONS = 65_534;
    public static final long MAX_OUTPUTS = 1L << 28;
    /** So many outputs share an id; an output's index says which of them it is. */
    public static final int OUTPUTS_PER_CHUNK = 256;
    /** 100,000,000 TIME. */
    public static final long DEFAULT_MAX_SUPPLY = 100_000_000L * 100_000_000L;

    private static final byte[] CHAIN_TAG = Sha256.tag("timecoin/chain");
    private static final byte[] OUTPUTS_TAG = Sha256.tag("timecoin/genesis");

    /** One of the first validators; its index in the list is its number. */
    public static final class Validator
    {
        private final byte[] identity;
        private final int weight;

        /**
         * Makes a validator.
         *
         * @param identity 32 bytes: its Ed25519 public key.
         * @param weight   at least 1.
         */
        public Validator(final byte[] identity, final int weight)
        {
            this.identity = identity.clone();
            this.weight = weight;
        }

        /**
         * Its Ed25519 public key.
         *
         * @return a copy of the 32 bytes.
         */
        public byte[] identity()
        {
            return identity.clone();
        }

        /**
         * Its share of the votes.
         *
         * @return at least 1.
         */
        public int weight()
        {
            return weight;
        }
    }

    /** Equal outputs for one key. */
    public static final class Allocation
    {
        private final long amount;
        private final byte[] keyHash;
        private final long outputCount;

        /**
         * Makes an allocation.
         *
         * @param amount      units of each output.
         * @param keyHash     20 bytes that they are locked to.
         * @param outputCount how many outputs.
         */
        public Allocation(final long amount, final byte[] keyHash, final long outputCount)
        {
            this.amount = amount;
            this.keyHash = keyHash.clone();
            this.outputCount = outputCount;
        }

        /**
         * Units of each output.
         *
         * @return at least the dust limit.
         */
        public long amount()
        {
            return amount;
        }

        /**
         * What they are locked to.
         *
         * @return a copy of the 20 bytes.
         */
        public byte[] keyHash()
        {
            return keyHash.clone();
        }

        /**
         * How many outputs.
         *
         * @return at least 1.
         */
        public long outputCount()
        {
            return outputCount;
        }
    }

    /** Receives the first outputs, in order. */
    @FunctionalInterface
    public interface OutputConsumer
    {
        /**
         * One output. The buffers are reused for the next one.
         *
         * @param outpoint       buffer that holds the outpoint.
         * @param outpointOffset of its 34 bytes.
         * @param amount         units.
         * @param lockType       {@link TransactionLayout#LOCK_KEY_HASH}.
         * @param keyHash        20 bytes, not to be changed.
         */
        void onOutput(DirectBuffer outpoint, int outpointOffset, long amount, int lockType, byte[] keyHash);
    }

    private final boolean testnet;
    private final int rule;
    private final long maxSupply;
    private final long blockSubsidy;
    private final ConsensusParameters parameters;
    private final long seed;
    private final long bondUnit;
    private final List<Validator> validators;
    private final List<Allocation> allocations;
    private final long outputCount;
    private final byte[] encoded;
    private final byte[] chainId;

    private Genesis(final Builder builder)
    {
        testnet = builder.testnet;
        rule = builder.rule;
        maxSupply = builder.maxSupply;
        blockSubsidy = builder.blockSubsidy;
        parameters = builder.parameters != null ? builder.parameters :
            testnet ? ConsensusParameters.testnet() : ConsensusParameters.mainnet();
        seed = builder.seed;
        bondUnit = builder.bondUnit;
        validators = List.copyOf(builder.validators);
        allocations = List.copyOf(builder.allocations);
        GenesisCheck.requireRuleAndSupply(rule, maxSupply, blockSubsidy, bondUnit);
        GenesisCheck.requireValidators(validators);
        outputCount = GenesisCheck.requireAllocations(allocations, maxSupply);
        encoded = GenesisCodec.encode(this);
        chainId = Sha256.of(CHAIN_TAG, encoded);
    }

    /**
     * Begins a genesis of a test network with the default parameters.
     *
     * @return an empty builder.
     */
    public static Builder builder()
    {
        return new Builder();
    }

    /**
     * Reads a genesis.
     *
     * @param encoded exactly the bytes that {@link #encode()} gives.
     * @return the genesis.
     * @throws GenesisException if the bytes are anything else, or a value is out of its bounds.
     */
    public static Genesis decode(final byte[] encoded) throws GenesisException
    {
        return GenesisCodec.decode(encoded);
    }

    /**
     * The canonical encoding.
     *
     * @return a copy.
     */
    public byte[] encode()
    {
        return encoded.clone();
    }

    /**
     * SHA-256("timecoin/chain" ‖ encoding): the name of this chain.
     *
     * @return a copy of the 32 bytes.
     */
    public byte[] chainId()
    {
        return chainId.clone();
    }

    /**
     * What transactions carry of the chain id.
     *
     * @return its first four bytes, little endian.
     */
    public int chainPrefix()
    {
        return new UnsafeBuffer(chainId).getInt(0, LITTLE_ENDIAN);
    }

    /**
     * Whether addresses and defaults are those of a test network.
     *
     * @return false for the main network.
     */
    public boolean testnet()
    {
        return testnet;
    }

    /**
     * Most units that may ever exist.
     *
     * @return at least 1.
     */
    public long maxSupply()
    {
        return maxSupply;
    }

    /**
     * Units that a block makes for its proposer.
     *
     * @return 0 or more.
     */
    public long blockSubsidy()
    {
        return blockSubsidy;
    }

    /**
     * How payments are accepted.
     *
     * @return {@link #RULE_QUORUM}, {@link #RULE_SAMPLED} or {@link #RULE_BY_SIZE}.
     */
    public int rule()
    {
        return rule;
    }

    /**
     * Whether payments are accepted by the quorum rule, given so many validators.
     *
     * @param validatorCount number of validators.
     * @return false for the sampled rule.
     */
    public boolean usesQuorumRule(final int validatorCount)
    {
        return rule == RULE_QUORUM || rule == RULE_BY_SIZE && validatorCount <= parameters.pollAllMax();
    }

    /**
     * The parameters of acceptance.
     *
     * @return valid parameters.
     */
    public ConsensusParameters parameters()
    {
        return parameters;
    }

    /**
     * Makes networks of one shape differ.
     *
     * @return 64 bits.
     */
    public long seed()
    {
        return seed;
    }

    /**
     * What a validator's unit of weight costs.
     *
     * @return units; 0 if the first validators stay for ever.
     */
    public long bondUnit()
    {
        return bondUnit;
    }

    /**
     * The first validators.
     *
     * @return at least one, in the order of their numbers.
     */
    public List<Validator> validators()
    {
        return validators;
    }

    /**
     * The first outputs, as they were allotted.
     *
     * @return possibly none.
     */
    public List<Allocation> allocations()
    {
        return allocations;
    }

    /**
     * Number of first outputs.
     *
     * @return the sum over all allocations.
     */
    public long outputCount()
    {
        return outputCount;
    }

    /**
     * Names the first outputs: output n of all is output n mod 256 of the transaction with the id
     * SHA-256("timecoin/genesis" ‖ chain id ‖ n div 256 as u32 little endian).
     *
     * @param consumer called once for each, in order.
     */
    public void forEachOutput(final OutputConsumer consumer)
    {
        final Sha256 sha256 = new Sha256();
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[TransactionLayout.OUTPOINT_LENGTH]);
        long number = 0;
        for (final Allocation allocation : allocations)
        {
            for (long i = 0; i < allocation.outputCount; i++)
            {
                final int index = (int)(number % OUTPUTS_PER_CHUNK);
                if (index == 0)
                {
                    chunkId(sha256, (int)(number / OUTPUTS_PER_CHUNK), outpoint);
                }
                outpoint.putShort(Sha256.LENGTH, (short)index, LITTLE_ENDIAN);
                consumer.onOutput(
                    outpoint, 0, allocation.amount, TransactionLayout.LOCK_KEY_HASH, allocation.keyHash);
                number++;
            }
        }
    }

    private void chunkId(final Sha256 sha256, final int chunk, final MutableDirectBuffer out)
    {
        // The number goes where the id will be: one buffer serves both.
        out.putInt(0, chunk, LITTLE_ENDIAN);
        sha256.add(OUTPUTS_TAG).add(chainId).add(out, 0, Integer.BYTES).finish(out, 0);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof Genesis genesis && Arrays.equals(encoded, genesis.encoded);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(chainId);
    }

    /** Collects the parts of a genesis. */
    public static final class Builder
    {
        private final List<Validator> validators = new ArrayList<>();
        private final List<Allocation> allocations = new ArrayList<>();
        private boolean testnet = true;
        private int rule = RULE_BY_SIZE;
        private long maxSupply = DEFAULT_MAX_SUPPLY;
        private long blockSubsidy;
        private ConsensusParameters parameters;
        private long seed;
        private long bondUnit;

        private Builder()
        {
        }

        /**
         * Chooses the network.
         *
         * @param value false for the main network.
         * @return this.
         */
        public Builder testnet(final boolean value)
        {
            testnet = value;
            return this;
        }

        /**
         * Chooses how payments are accepted.
         *
         * @param value {@link #RULE_QUORUM}, {@link #RULE_SAMPLED} or {@link #RULE_BY_SIZE} (the default).
         * @return this.
         */
        public Builder rule(final int value)
        {
            rule = value;
            return this;
        }

        /**
         * Bounds the supply.
         *
         * @param units {@link #DEFAULT_MAX_SUPPLY} unless said otherwise.
         * @return this.
         */
        public Builder maxSupply(final long units)
        {
            maxSupply = units;
            return this;
        }

        /**
         * Pays proposers.
         *
         * @param units a block; 0 unless said otherwise.
         * @return this.
         */
        public Builder blockSubsidy(final long units)
        {
            blockSubsidy = units;
            return this;
        }

        /**
         * Sets the parameters of acceptance.
         *
         * @param value the network's defaults unless said otherwise.
         * @return this.
         */
        public Builder parameters(final ConsensusParameters value)
        {
            parameters = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Makes this network differ from others of its shape.
         *
         * @param value any number.
         * @return this.
         */
        public Builder seed(final long value)
        {
            seed = value;
            return this;
        }

        /**
         * Lets validators come and go.
         *
         * @param units that one unit of weight costs; 0, the first validators stay for ever, unless said otherwise.
         * @return this.
         */
        public Builder bondUnit(final long units)
        {
            bondUnit = units;
            return this;
        }

        /**
         * Adds a validator.
         *
         * @param identity 32 bytes: its Ed25519 public key.
         * @param weight   at least 1.
         * @return this.
         */
        public Builder validator(final byte[] identity, final int weight)
        {
            validators.add(new Validator(identity, weight));
            return this;
        }

        /**
         * Adds equal outputs.
         *
         * @param amount      units of each.
         * @param keyHash     20 bytes that they are locked to.
         * @param outputCount how many.
         * @return this.
         */
        public Builder allocation(final long amount, final byte[] keyHash, final long outputCount)
        {
            allocations.add(new Allocation(amount, keyHash, outputCount));
            return this;
        }

        /**
         * Checks everything and makes the genesis.
         *
         * @return a valid genesis.
         * @throws GenesisException if a value is out of its bounds.
         */
        public Genesis build() throws GenesisException
        {
            return new Genesis(this);
        }
    }
}

package io.timecoin.node;

import io.timecoin.genesis.ConsensusParameters;
import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.genesis.GenesisException;
import io.timecoin.pipeline.Identities;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A node's genesis with the configuration that agrees with it. */
public final class ChainFile
{
    private static final long MAX_BYTES = 16L << 20;

    private final NodeConfig config;
    private final Genesis genesis;

    private ChainFile(final NodeConfig config, final Genesis genesis)
    {
        this.config = config;
        this.genesis = genesis;
    }

    /**
     * Reads the genesis that a configuration names and compares the two.
     *
     * @param config as read from a file.
     * @return the genesis and what is in force.
     * @throws NodeException if it is missing, damaged, of another version, or says otherwise than the configuration.
     */
    public static ChainFile read(final NodeConfig config)
    {
        return of(config, decode(config.path(ConfigKey.GENESIS)));
    }

    /**
     * Compares a configuration with a genesis.
     *
     * @param config  without what the genesis says.
     * @param genesis of the chain.
     * @return the genesis and what is in force.
     * @throws NodeException if they differ.
     */
    public static ChainFile of(final NodeConfig config, final Genesis genesis)
    {
        if (!canSample(genesis))
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "the genesis asks for a sample of " +
                genesis.parameters().sampleSize() + " of " + genesis.validators().size() + " validators",
                "the sampled rule draws its sample from the other validators, and there are too few",
                "make a chain with a smaller --sample-size, with more validators, or with --rule quorum");
        }
        return new ChainFile(config.agreeWith(genesis.testnet(), parameters(genesis)), genesis);
    }

    /**
     * What is in force.
     *
     * @return with the genesis's parameters.
     */
    public NodeConfig config()
    {
        return config;
    }

    /**
     * The chain's genesis.
     *
     * @return decoded and checked.
     */
    public Genesis genesis()
    {
        return genesis;
    }

    /**
     * The chain's id.
     *
     * @return 64 hexadecimal digits.
     */
    public String chainIdHex()
    {
        return HexFormat.of().formatHex(genesis.chainId());
    }

    /**
     * Refuses a chain whose rule promises too little, unless the configuration says that it may.
     *
     * @return what the sampled rule promises; null for the quorum rule.
     * @throws NodeException if it promises too little.
     */
    public String requirePromise()
    {
        final SampledPromise promise = SampledPromise.of(genesis);
        if (promise != null && !promise.isAcceptable() && !config.isTrue(ConfigKey.ACCEPT_WEAK_PARAMETERS))
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "the genesis's parameters of acceptance promise too little", promise.toString(),
                "make a chain with the quorum rule or a larger sample; or, for a test, set " +
                    ConfigKey.ACCEPT_WEAK_PARAMETERS.fullName() + " = true");
        }
        return promise == null ? null : promise.toString();
    }

    /**
     * The configured key.
     *
     * @return signs as a validator.
     * @throws NodeException if the key is missing, unreadable or encrypted.
     */
    public KeyPair identity()
    {
        return PlainKey.open(config.path(ConfigKey.KEY));
    }

    /**
     * Which validator of the genesis the configured key belongs to.
     *
     * @return its index; {@link Identities#NO_PLACE} if it is none of them but may become one.
     * @throws NodeException if the key is missing, or is none of them and the chain takes no others.
     */
    public int selfIndex()
    {
        final Path file = config.path(ConfigKey.KEY);
        final byte[] identity = identity().publicKey();
        final List<Genesis.Validator> validators = genesis.validators();
        for (int i = 0; i < validators.size(); i++)
        {
            if (Arrays.equals(validators.get(i).identity(), identity))
            {
                return i;
            }
        }
        if (genesis.bondUnit() > 0)
        {
            return Identities.NO_PLACE;
        }
        throw new NodeException(NodeException.Kind.CONFIGURATION,
            "the key " + file + " belongs to none of the " + validators.size() + " validators of the genesis",
            "its public half is " + HexFormat.of().formatHex(identity) + ", which " + config.path(ConfigKey.GENESIS) +
                " does not list",
            "use the key and the genesis that were made together; this chain's validators stay for ever");
    }

    /** Whether the sampled rule, if it is in force, finds enough others to draw from. */
    static boolean canSample(final Genesis genesis)
    {
        final long weight = genesis.validators().stream().mapToLong(Genesis.Validator::weight).sum();
        final long heaviest = genesis.validators().stream().mapToLong(Genesis.Validator::weight).max().orElse(0);
        return genesis.usesQuorumRule(genesis.validators().size()) ||
            genesis.parameters().sampleSize() <= weight - heaviest;
    }

    /**
     * Reads a genesis alone.
     *
     * @param file of it.
     * @return decoded and checked.
     * @throws NodeException if it is missing, damaged or of another version.
     */
    public static Genesis readGenesis(final Path file)
    {
        return decode(file);
    }

    private static Genesis decode(final Path file)
    {
        try
        {
            if (Files.size(file) > MAX_BYTES)
            {
                throw damaged(file, "it is larger than " + MAX_BYTES + " bytes");
            }
            return Genesis.decode(Files.readAllBytes(file));
        }
        catch (final IOException ex)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "cannot read the genesis " + file, Reason.of(ex),
                "set node.genesis to the chain's genesis; 'timecoin init' makes a new chain");
        }
        catch (final GenesisException ex)
        {
            throw damaged(file, ex.getMessage());
        }
    }

    private static NodeException damaged(final Path file, final String why)
    {
        return new NodeException(NodeException.Kind.CORRUPT, file + " is not a genesis of this version", why,
            "get the chain's genesis again from another validator; its chain id must be the same");
    }

    private static Map<ConfigKey, Long> parameters(final Genesis genesis)
    {
        final ConsensusParameters parameters = genesis.parameters();
        final Map<ConfigKey, Long> values = new EnumMap<>(ConfigKey.class);
        values.put(ConfigKey.SAMPLE_SIZE, (long)parameters.sampleSize());
        values.put(ConfigKey.FINALITY_CONFIDENCE, (long)parameters.finalityConfidence());
        values.put(ConfigKey.BETA, (long)parameters.beta());
        values.put(ConfigKey.MAX_ROUNDS, (long)parameters.maxRounds());
        values.put(ConfigKey.BOND_UNIT, genesis.bondUnit());
        return values;
    }
}

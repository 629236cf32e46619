package io.timecoin.node;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.genesis.GenesisException;
import io.timecoin.wallet.Faucet;
import io.timecoin.wallet.KeyFile;
import io.timecoin.wallet.KeyFileException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Makes a new chain and the folders of its validators: configuration, genesis, key; and the key of the first money. */
public final class NetworkFolders
{
    /** Name of the faucet's key beside the folders. */
    public static final String FAUCET_KEY = "faucet.key";
    private static final String HOST = "127.0.0.1:";
    private static final byte[] VALIDATOR_TAG = Sha256.tag("timecoin/init/validator");
    private static final byte[] FAUCET_TAG = Sha256.tag("timecoin/init/faucet");
    /** Nodes that share a machine share its memory. */
    static final long SHARED_POOL_MB = 32;
    static final long GROWTH = 4;

    private final NetworkPlan plan;
    private final Genesis genesis;
    private final List<KeyPair> keys = new ArrayList<>();
    private final byte[] faucetSeed;

    /**
     * Draws the keys and makes the genesis; writes nothing.
     *
     * @param plan of the chain.
     * @throws NodeException if the plan makes no valid genesis.
     */
    public NetworkFolders(final NetworkPlan plan)
    {
        this.plan = plan;
        if (plan.bondUnit() > 0 && plan.validators() < NetworkPlan.MIN_OPEN_VALIDATORS)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "nobody could ever join a chain of " + plan.validators() + " validators",
                "from one epoch to the next less than a third of the weight moves, and there is no such share of it",
                "begin with " + NetworkPlan.MIN_OPEN_VALIDATORS + " validators or more, or with --bond-unit 0");
        }
        final SecureRandom random = new SecureRandom();
        final Genesis.Builder builder = Genesis.builder().testnet(plan.testnet()).rule(plan.rule()).seed(plan.seed())
            .bondUnit(plan.bondUnit());
        for (int i = 0; i < plan.validators(); i++)
        {
            keys.add(KeyPair.fromSeed(seed(random, VALIDATOR_TAG, i)));
            builder.validator(keys.get(i).publicKey(), 1);
        }
        faucetSeed = seed(random, FAUCET_TAG, 0);
        final NetworkPlan.FaucetPlan faucet = plan.faucet();
        new Faucet(faucetSeed).allocate(builder, faucet.accounts(), faucet.outputs(), faucet.amount());
        try
        {
            genesis = builder.parameters(plan.parameters()).build();
        }
        catch (final GenesisException ex)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "these options make no valid genesis",
                ex.getMessage(), "change the options that it names");
        }
        if (!ChainFile.canSample(genesis))
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "a sample of " +
                genesis.parameters().sampleSize() + " cannot be drawn among " + plan.validators() + " validators",
                "the sampled rule asks others than the validator itself, and there are too few",
                "give a --sample-size below the number of validators, or leave out --rule sampled");
        }
    }

    /**
     * The chain's genesis.
     *
     * @return the same for all folders.
     */
    public Genesis genesis()
    {
        return genesis;
    }

    /**
     * The seed of the first money.
     *
     * @return 32 bytes.
     */
    public byte[] faucetSeed()
    {
        return faucetSeed.clone();
    }

    /**
     * A validator's keys.
     *
     * @param index of the validator.
     * @return its identity.
     */
    public KeyPair key(final int index)
    {
        return keys.get(index);
    }

    /**
     * A validator's configuration.
     *
     * @param index  of the validator.
     * @param folder in which it stands.
     * @return it names all the others as peers.
     */
    public NodeConfig config(final int index, final Path folder)
    {
        final List<String> peers = new ArrayList<>();
        for (int i = 0; i < plan.validators(); i++)
        {
            if (i != index)
            {
                peers.add(HOST + (plan.basePort() + i));
            }
        }
        final NodeConfig defaults = NodeConfig.defaults(plan.testnet(), folder);
        NodeConfig config = defaults
            .with(ConfigKey.NETWORK, plan.testnet() ? "testnet" : "mainnet")
            .with(ConfigKey.LISTEN, HOST + (plan.basePort() + index))
            .with(ConfigKey.PEERS, List.copyOf(peers));
        if (GROWTH * genesis.outputCount() > defaults.integer(ConfigKey.UTXO_CAPACITY))
        {
            config = config.with(ConfigKey.UTXO_CAPACITY, GROWTH * genesis.outputCount());
        }
        if (peers.size() > defaults.integer(ConfigKey.MAX_PEERS))
        {
            config = config.with(ConfigKey.MAX_PEERS, (long)peers.size());
        }
        final SampledPromise promise = SampledPromise.of(genesis);
        if (promise != null && !promise.isAcceptable())
        {
            // Who makes such a chain has asked for it; who joins it later is told.
            config = config.with(ConfigKey.ACCEPT_WEAK_PARAMETERS, true);
        }
        return plan.validators() == 1 ? config : config.with(ConfigKey.POOL_SIZE_MB, SHARED_POOL_MB);
    }

    /**
     * Writes the folder of a network's only validator, the faucet's key in it.
     *
     * @param folder made if need be; must hold nothing of what is written.
     */
    public void writeSingle(final Path folder)
    {
        refuseToOverwrite(List.of(folder.resolve(NodeConfig.FILE_NAME), folder.resolve("genesis.sbe"),
            folder.resolve("validator.key"), folder.resolve(FAUCET_KEY)));
        try
        {
            writeNode(0, folder);
            writeFaucet(folder);
        }
        catch (final IOException ex)
        {
            throw cannotWrite(folder, Reason.of(ex));
        }
        catch (final KeyFileException ex)
        {
            throw cannotWrite(folder, ex.getMessage());
        }
    }

    /**
     * Writes one folder a validator, {@code node0} and up, and the faucet's key beside them.
     *
     * @param out made if need be; must hold nothing of what is written.
     * @return the validators' folders, in order.
     */
    public List<Path> writeAll(final Path out)
    {
        final List<Path> folders = new ArrayList<>();
        for (int i = 0; i < plan.validators(); i++)
        {
            folders.add(out.resolve("node" + i));
        }
        final List<Path> written = new ArrayList<>(folders);
        written.add(out.resolve(FAUCET_KEY));
        refuseToOverwrite(written);
        try
        {
            for (int i = 0; i < plan.validators(); i++)
            {
                writeNode(i, folders.get(i));
            }
            writeFaucet(out);
        }
        catch (final IOException ex)
        {
            throw cannotWrite(out, Reason.of(ex));
        }
        catch (final KeyFileException ex)
        {
            throw cannotWrite(out, ex.getMessage());
        }
        return folders;
    }

    private void writeNode(final int index, final Path folder) throws IOException
    {
        Files.createDirectories(folder);
        final NodeConfig config = config(index, folder);
        Files.write(config.path(ConfigKey.GENESIS), genesis.encode(), StandardOpenOption.CREATE_NEW);
        KeyFile.writeUnencrypted(config.path(ConfigKey.KEY), keys.get(index));
        Files.writeString(folder.resolve(NodeConfig.FILE_NAME), config.toToml(), StandardOpenOption.CREATE_NEW);
    }

    private void writeFaucet(final Path folder)
    {
        KeyFile.writeUnencrypted(folder.resolve(FAUCET_KEY), KeyPair.fromSeed(faucetSeed));
    }

    private byte[] seed(final SecureRandom random, final byte[] tag, final int index)
    {
        if (plan.seededKeys())
        {
            return Sha256.of(tag, ByteBuffer.allocate(Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(plan.seed()).putInt(index).array());
        }
        final byte[] seed = new byte[KeyPair.SEED_LENGTH];
        random.nextBytes(seed);
        return seed;
    }

    static void refuseToOverwrite(final List<Path> files)
    {
        for (final Path file : files)
        {
            if (Files.exists(file))
            {
                throw new NodeException(NodeException.Kind.CONFIGURATION, file + " exists already",
                    "overwriting it could destroy the only copy of a key",
                    "choose another folder, or move this one away");
            }
        }
    }

    static NodeException cannotWrite(final Path folder, final String why)
    {
        return new NodeException(NodeException.Kind.CONFIGURATION, "cannot write to " + folder, why,
            "choose a folder that this user may write to");
    }
}

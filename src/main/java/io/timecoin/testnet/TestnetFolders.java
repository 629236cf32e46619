package io.timecoin.testnet;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.load.LoadProfile;
import io.timecoin.load.SignedAhead;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.NetworkFolders;
import io.timecoin.node.NetworkPlan;
import io.timecoin.node.NodeConfig;
import io.timecoin.wallet.Faucet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders of a testnet's validators, as {@code init} makes them, sized for its load.
 *
 * @param genesis   of the chain.
 * @param accounts  owners of the first money.
 * @param nodes     a folder a validator.
 * @param data      the data folder of each.
 * @param endpoints where each listens.
 */
record TestnetFolders(
    Genesis genesis, List<KeyPair> accounts, List<Path> nodes, List<Path> data, List<String> endpoints)
{
    private static final int ACCOUNTS = 50;
    private static final long AMOUNT = 1_000_000_000L;
    /** Outputs of the genesis; a load that needs more spends what its own payments made. */
    private static final long MIN_OUTPUTS = 2_000;
    private static final long MAX_OUTPUTS = SignedAhead.MAX_STOCK;
    private static final long UNLIMITED_TPS = 1_000_000;
    /** Several nodes share the memory of one process. */
    private static final long CACHE_SIZE_MB = 16;
    private static final long SPARE_OUTPUTS = 1_000_000;

    /**
     * Makes them.
     *
     * @param options of the testnet.
     * @param folder  in which they come to stand.
     * @return what was written.
     * @throws IOException if no ports are free, or nothing can be written.
     */
    static TestnetFolders make(final TestnetOptions options, final Path folder) throws IOException
    {
        final int validators = options.validators();
        final long perAccount = (outputs(options.load()) + ACCOUNTS - 1) / ACCOUNTS;
        final NetworkFolders network = new NetworkFolders(new NetworkPlan(true, validators,
            FreePorts.firstOf(validators), options.rule(), options.sampleSize(), options.load().seed(), true,
            new NetworkPlan.FaucetPlan(ACCOUNTS, perAccount, AMOUNT), options.bondUnit()));
        final List<Path> nodes = network.writeAll(folder);
        final List<Path> data = new ArrayList<>();
        final List<String> endpoints = new ArrayList<>();
        for (int i = 0; i < validators; i++)
        {
            final NodeConfig config = recording(
                options, i, sized(options, network, network.config(i, nodes.get(i))));
            Files.writeString(nodes.get(i).resolve(NodeConfig.FILE_NAME), config.toToml());
            data.add(config.path(ConfigKey.DATA));
            endpoints.add(config.text(ConfigKey.LISTEN));
        }
        final List<KeyPair> accounts = new Faucet(network.faucetSeed()).accountsOf(network.genesis());
        return new TestnetFolders(network.genesis(), accounts, nodes, data, endpoints);
    }

    private static long outputs(final LoadProfile load)
    {
        return Math.max(MIN_OUTPUTS, Math.min(MAX_OUTPUTS, load.payments() + 1));
    }

    /** One recording is enough: every validator sees the same payments. */
    private static NodeConfig recording(final TestnetOptions options, final int validator, final NodeConfig config)
    {
        return options.capture() != null && validator == 0 ? config.with(ConfigKey.CAPTURE_ENABLED, true) : config;
    }

    private static NodeConfig sized(
        final TestnetOptions options, final NetworkFolders network, final NodeConfig config)
    {
        // Each payment leaves one output more than it found.
        final long capacity = network.genesis().outputCount() + 2 * options.load().payments() + SPARE_OUTPUTS;
        final NodeConfig roomy = config
            .with(ConfigKey.UTXO_CAPACITY, Math.max(capacity, config.integer(ConfigKey.UTXO_CAPACITY)))
            .with(ConfigKey.CACHE_SIZE_MB, CACHE_SIZE_MB);
        return options.load().isRamp() ? roomy.with(ConfigKey.RATE_LIMIT_TX, UNLIMITED_TPS) : roomy;
    }
}

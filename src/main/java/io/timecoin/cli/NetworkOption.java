package io.timecoin.cli;

import io.timecoin.transaction.Address;
import picocli.CommandLine.Option;

/** The option {@code --network}: whose addresses are meant. */
final class NetworkOption
{
    /** What an address begins with follows from it. */
    enum Network
    {
        testnet, mainnet
    }

    @Option(names = "--network", paramLabel = "testnet|mainnet", defaultValue = "testnet",
        description = "Whose address to show (default: ${DEFAULT-VALUE}).")
    private Network network = Network.testnet;

    Address addressOf(final byte[] publicKey)
    {
        return Address.ofPublicKey(network == Network.testnet, publicKey);
    }

    static String name(final boolean testnet)
    {
        return (testnet ? Network.testnet : Network.mainnet).name();
    }
}

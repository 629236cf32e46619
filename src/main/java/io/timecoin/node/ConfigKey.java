package io.timecoin.node;

import java.util.List;

import static io.timecoin.node.ConfigType.bool;
import static io.timecoin.node.ConfigType.choice;
import static io.timecoin.node.ConfigType.endpoint;
import static io.timecoin.node.ConfigType.endpoints;
import static io.timecoin.node.ConfigType.integer;
import static io.timecoin.node.ConfigType.path;

/** The table of a node's configuration: it drives the reading, the explanations and the file that init writes. */
public enum ConfigKey
{
    NETWORK("node", "network", choice("testnet", "mainnet"), same("testnet"), Scope.NODE,
        "Which network's defaults apply; must be the genesis's network.", "every default below, address prefix"),
    DATA("node", "data", path(), same("."), Scope.NODE,
        "Folder of everything that the node writes.", "lock, UTXO map, counters"),
    GENESIS("node", "genesis", path(), same("genesis.sbe"), Scope.NODE,
        "The chain's genesis; its hash is the chain id.", "chain id, validators, first outputs"),
    KEY("node", "key", path(), same("validator.key"), Scope.NODE,
        "The validator's identity key; its public half stands in the genesis.", "hello, place among the validators"),
    LOG_LEVEL("node", "log_level", choice("error", "warn", "info", "debug"), same("info"), Scope.NODE,
        "What the node logs on stderr; debug has a line for each accepted payment.", "logging"),

    LISTEN("network", "listen", endpoint(), each("127.0.0.1:24100", "127.0.0.1:24000"), Scope.NODE,
        "The node's one UDP endpoint, for validators and clients; 127.0.0.1 is for this machine only.", "transport"),
    PEERS("network", "peers", endpoints(1000), same(List.of()), Scope.NODE,
        "UDP endpoints of the other validators.", "transport, reconnect"),
    MAX_PEERS("network", "max_peers", integer(1, 1000), each(50L, 100L), Scope.NODE,
        "Most validators that this node connects to: peers may not name more.", "check of peers"),
    MAX_CLIENTS("network", "max_clients", integer(1, 10_000), same(200L), Scope.NODE,
        "Most sessions of clients at a time.", "ingress: session limit"),
    RATE_LIMIT_TX("network", "rate_limit_tx", integer(1, 10_000_000), each(1000L, 5000L), Scope.NODE,
        "Payments a second that one client may send.", "ingress: token bucket of each client"),
    RATE_LIMIT_BLOCKS("network", "rate_limit_blocks", integer(1, 1_000_000), each(100L, 500L), Scope.LATER,
        "Block messages a second that one validator may send; has no effect in this version, which makes no blocks.",
        "nothing yet"),
    MAX_MESSAGE_SIZE("network", "max_message_size", integer(131_072, 67_108_864), same(10_485_760L), Scope.NODE,
        "Largest logical message of a peer in bytes, put together from chunks.", "ingress: reassembly bound"),
    IDLE_TIMEOUT_MS("network", "idle_timeout_ms", integer(1000, 86_400_000), same(300_000L), Scope.NODE,
        "A session that sends nothing for so long is closed.", "ingress: sessions"),

    SAMPLE_SIZE("consensus.avalanche", "sample_size", integer(1, 65_535), none(), Scope.GENESIS,
        "k: weight units asked in one poll of the sampled rule; twice this many validators still get the quorum rule.",
        "consensus: polls"),
    FINALITY_CONFIDENCE("consensus.avalanche", "finality_confidence", integer(1, 65_535), none(), Scope.GENESIS,
        "Consecutive successful polls that accept a payment without a known conflict (sampled rule).",
        "consensus: acceptance"),
    BETA("consensus.avalanche", "beta", integer(1, 65_535), none(), Scope.GENESIS,
        "Consecutive successful polls that accept a payment with a known conflict (sampled rule).",
        "consensus: acceptance"),
    MAX_ROUNDS("consensus.avalanche", "max_rounds", integer(1, 65_535), none(), Scope.GENESIS,
        "Polls after which conflicting payments count as contested.", "consensus: contested sets"),
    QUERY_TIMEOUT_MS("consensus.avalanche", "query_timeout_ms", integer(50, 60_000), same(2000L), Scope.NODE,
        "Longest wait for the replies to a poll; the working timeout follows measured round trips.",
        "consensus: polls"),

    ACCEPT_WEAK_PARAMETERS("consensus.avalanche", "accept_weak_parameters", bool(), same(false), Scope.NODE,
        "Whether to run a sampled rule whose promise is worse than 1e-5 at 20 % of liars; 'timecoin safety' tells it.",
        "start: refusal"),

    BLOCK_INTERVAL_MS("consensus.blocks", "interval_ms", integer(20, 60_000), same(1000L), Scope.NODE,
        "Least time between two blocks for which this validator votes; all validators of a chain should say the same.",
        "blocks: start of a height"),

    BOND_UNIT("consensus.validators", "bond_unit", integer(0, Long.MAX_VALUE), none(), Scope.GENESIS,
        "What a validator's unit of weight costs, in units of 1/100000000 TIME; 0: the first validators stay for ever.",
        "validation, blocks: bonds and leaves"),

    UTXO_CAPACITY("storage", "utxo_capacity", integer(1000, 4_000_000_000L), each(2_000_000L, 50_000_000L), Scope.NODE,
        "Most unspent outputs that the map is made for (about 110 bytes each); a full map halts the node.",
        "utxo: size of the map's file when it is created"),
    CACHE_SIZE_MB("storage", "cache_size_mb", integer(0, 1_800), same(64L), Scope.NODE,
        "Memory for the latest unspent outputs (96 bytes each): what is spent there never reaches the map; 0 for none.",
        "utxo: outputs in memory, allocated at start"),
    FLUSH_INTERVAL_MS("storage", "flush_interval_ms", integer(0, 60_000), same(10L), Scope.LATER,
        "Longest time until an accepted payment is durable; has no effect in this version, which has no journal.",
        "nothing yet"),

    CAPTURE_ENABLED("capture", "enabled", bool(), same(false), Scope.NODE,
        "Whether to record what comes in, and what is decided, from the node's start; 'timecoin capture' reads it.",
        "capture: a recording in DATA/capture"),
    CAPTURE_MAX_BYTES("capture", "max_bytes", integer(1_048_576, 1L << 50), same(4_294_967_296L), Scope.NODE,
        "Most bytes that all recordings of this node may take; a recording that reaches them ends, the node goes on.",
        "capture: end of a recording"),

    POOL_SIZE_MB("pool", "size_mb", integer(1, 300), same(300L), Scope.NODE,
        "Memory of payments that wait for a decision; above it the lowest fee rates give way.",
        "pending: transaction table, allocated at start"),
    LOCK_TIMEOUT_MS("pool", "lock_timeout_ms", integer(1000, 600_000), same(30_000L), Scope.NODE,
        "Age at which a payment that nobody polled loses its locks.", "validation: expiry");

    /** Who decides a key's value. */
    public enum Scope
    {
        /** The node's own file. */
        NODE,
        /** The genesis; a file may repeat its value, nothing else. */
        GENESIS,
        /** Accepted so that files need not change, but without effect in this version. */
        LATER
    }

    /** Default of testnet, then of mainnet; null where the genesis decides. */
    private record Defaults(Object testnet, Object mainnet)
    {
    }

    private final String section;
    private final String key;
    private final ConfigType type;
    private final Defaults defaults;
    private final Scope scope;
    private final String description;
    private final String effect;

    ConfigKey(
        final String section,
        final String key,
        final ConfigType type,
        final Defaults defaults,
        final Scope scope,
        final String description,
        final String effect)
    {
        this.section = section;
        this.key = key;
        this.type = type;
        this.defaults = defaults;
        this.scope = scope;
        this.description = description;
        this.effect = effect;
    }

    /**
     * The table of the file that the key stands in.
     *
     * @return dotted name.
     */
    public String section()
    {
        return section;
    }

    /**
     * The key inside its section.
     *
     * @return simple name.
     */
    public String key()
    {
        return key;
    }

    /**
     * Section and key.
     *
     * @return dotted name.
     */
    public String fullName()
    {
        return section + "." + key;
    }

    /**
     * Who decides the value.
     *
     * @return the scope.
     */
    public Scope scope()
    {
        return scope;
    }

    /**
     * What the key means.
     *
     * @return sentences.
     */
    public String description()
    {
        return description;
    }

    /**
     * Which part of the node takes it.
     *
     * @return a few words.
     */
    public String effect()
    {
        return effect;
    }

    /**
     * Which values it takes.
     *
     * @return a few words.
     */
    public String typeDescription()
    {
        return type.description();
    }

    /**
     * The value without a file.
     *
     * @param isTestnet of which network.
     * @return a Long, a Boolean, a String, a list of strings, or null where the genesis decides.
     */
    public Object defaultValue(final boolean isTestnet)
    {
        return isTestnet ? defaults.testnet : defaults.mainnet;
    }

    /**
     * A value as TOML.
     *
     * @param value a Long, a Boolean, a String, a list of strings, or null where the genesis decides.
     * @return text that could stand in a file.
     */
    public static String render(final Object value)
    {
        return value == null ? "\"(as the genesis says)\"" : ConfigType.render(value);
    }

    ConfigType type()
    {
        return type;
    }

    private static Defaults same(final Object value)
    {
        return new Defaults(value, value);
    }

    private static Defaults each(final Object testnet, final Object mainnet)
    {
        return new Defaults(testnet, mainnet);
    }

    private static Defaults none()
    {
        return new Defaults(null, null);
    }
}

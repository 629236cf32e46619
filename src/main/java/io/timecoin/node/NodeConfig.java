package io.timecoin.node;

import org.tomlj.TomlTable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is in force for one node, key by key, and where each value came from. Immutable. */
public final class NodeConfig
{
    /** Name of the file in a node's folder. */
    public static final String FILE_NAME = "timecoin.toml";
    public static final int NULL_LINE = -1;

    /** Where a value came from. */
    public enum Source
    {
        DEFAULT, FILE, GENESIS, PROGRAM
    }

    /** A value (Long, Boolean, String or list of strings; null if only the genesis knows it) and its origin. */
    public record Setting(Object value, Source source, int line)
    {
        /**
         * The value as TOML.
         *
         * @return text that could stand in a file.
         */
        public String render()
        {
            return ConfigKey.render(value);
        }
    }

    private final Path file;
    private final Path folder;
    private final Map<ConfigKey, Setting> settings;

    private NodeConfig(final Path file, final Path folder, final Map<ConfigKey, Setting> settings)
    {
        this.file = file;
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Reads a file, strictly.
     *
     * @param file of TOML.
     * @return what is in force.
     * @throws NodeException with every fault's line and column.
     */
    public static NodeConfig read(final Path file)
    {
        return of(TomlDocument.read(file), file);
    }

    static NodeConfig parse(final Path file, final String text)
    {
        return of(TomlDocument.parse(file.toString(), text), file);
    }

    /**
     * A configuration without a file.
     *
     * @param isTestnet whose defaults.
     * @param folder    against which relative paths are taken.
     * @return defaults only.
     */
    public static NodeConfig defaults(final boolean isTestnet, final Path folder)
    {
        final Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);
        for (final ConfigKey key : ConfigKey.values())
        {
            settings.put(key, new Setting(key.defaultValue(isTestnet), Source.DEFAULT, NULL_LINE));
        }
        settings.put(ConfigKey.NETWORK, new Setting(isTestnet ? "testnet" : "mainnet", Source.DEFAULT, NULL_LINE));
        return new NodeConfig(null, folder, settings);
    }

    /**
     * The same but for one key.
     *
     * @param key   to set.
     * @param value a Long, a Boolean, a String or a list of strings, as the key's type says.
     * @return a changed copy.
     */
    public NodeConfig with(final ConfigKey key, final Object value)
    {
        return with(key, new Setting(value, Source.PROGRAM, NULL_LINE));
    }

    /**
     * Takes the chain's parameters from its genesis.
     *
     * @param isTestnet  the genesis's network.
     * @param parameters values of the keys that the genesis decides.
     * @return a copy that knows them.
     * @throws NodeException if the file says otherwise.
     */
    public NodeConfig agreeWith(final boolean isTestnet, final Map<ConfigKey, Long> parameters)
    {
        if (isTestnet != isTestnet())
        {
            throw disagreement(ConfigKey.NETWORK, isTestnet ? "\"testnet\"" : "\"mainnet\"");
        }
        NodeConfig agreed = this;
        for (final Map.Entry<ConfigKey, Long> entry : parameters.entrySet())
        {
            final Object said = settings.get(entry.getKey()).value;
            if (said != null && !said.equals(entry.getValue()))
            {
                throw disagreement(entry.getKey(), entry.getValue().toString());
            }
            agreed = agreed.with(entry.getKey(), new Setting(entry.getValue(), Source.GENESIS, NULL_LINE));
        }
        return agreed;
    }

    /**
     * The file that was read.
     *
     * @return null if there was none.
     */
    public Path file()
    {
        return file;
    }

    /**
     * A value with its origin.
     *
     * @param key of the table.
     * @return never null.
     */
    public Setting setting(final ConfigKey key)
    {
        return settings.get(key);
    }

    /**
     * The value of an integer key.
     *
     * @param key of that type.
     * @return within the key's range.
     */
    public long integer(final ConfigKey key)
    {
        return (Long)settings.get(key).value;
    }

    /**
     * The value of a key that is true or false.
     *
     * @param key of that type.
     * @return as in force.
     */
    public boolean isTrue(final ConfigKey key)
    {
        return (Boolean)settings.get(key).value;
    }

    /**
     * The value of a text key.
     *
     * @param key of that type.
     * @return as written.
     */
    public String text(final ConfigKey key)
    {
        return (String)settings.get(key).value;
    }

    /**
     * The value of a path key.
     *
     * @param key of that type.
     * @return absolute.
     */
    public Path path(final ConfigKey key)
    {
        return folder.resolve(text(key)).toAbsolutePath().normalize();
    }

    /**
     * Where the other validators are.
     *
     * @return host:port each.
     */
    public List<String> peers()
    {
        final List<String> peers = new ArrayList<>();
        ((List<?>)settings.get(ConfigKey.PEERS).value).forEach((peer) -> peers.add((String)peer));
        return peers;
    }

    /**
     * Whether the defaults are testnet's.
     *
     * @return false for mainnet.
     */
    public boolean isTestnet()
    {
        return "testnet".equals(text(ConfigKey.NETWORK));
    }

    /**
     * Keys that the file sets although they have no effect in this version.
     *
     * @return in the order of the table.
     */
    public List<ConfigKey> withoutEffect()
    {
        final List<ConfigKey> keys = new ArrayList<>();
        settings.forEach((key, setting) ->
        {
            if (key.scope() == ConfigKey.Scope.LATER && setting.source == Source.FILE)
            {
                keys.add(key);
            }
        });
        return keys;
    }

    /**
     * The file that would bring this about: what differs from the defaults stands plain, the rest in comments.
     *
     * @return TOML with an explanation of every key.
     */
    public String toToml()
    {
        final StringBuilder text = new StringBuilder(
            "# A TimeCoin validator. 'timecoin config explain KEY' says more.\n");
        String section = "";
        for (final Map.Entry<ConfigKey, Setting> entry : settings.entrySet())
        {
            final ConfigKey key = entry.getKey();
            if (!key.section().equals(section))
            {
                section = key.section();
                text.append("\n[").append(section).append("]\n");
            }
            final boolean isPlain = entry.getValue().source != Source.DEFAULT || key == ConfigKey.NETWORK;
            text.append("# ").append(key.description()).append('\n');
            if (isPlain || entry.getValue().value != null)
            {
                text.append(isPlain ? "" : "# ").append(key.key()).append(" = ").append(entry.getValue().render())
                    .append('\n');
            }
            else
            {
                text.append("# ").append(key.key()).append(" is what the genesis says.\n");
            }
        }
        return text.toString();
    }

    private NodeConfig with(final ConfigKey key, final Setting setting)
    {
        final Map<ConfigKey, Setting> changed = new EnumMap<>(settings);
        changed.put(key, setting);
        return new NodeConfig(file, folder, changed);
    }

    private NodeException disagreement(final ConfigKey key, final String genesisValue)
    {
        final Setting setting = settings.get(key);
        final String where = setting.line == NULL_LINE ? "" : file + ":" + setting.line + ": ";
        return new NodeException(NodeException.Kind.CONFIGURATION,
            where + key.fullName() + " is " + setting.render() + " but the genesis says " + genesisValue,
            "consensus parameters belong to the chain: validators that differ in them would split it",
            "remove the key, or use the genesis that the configuration was written for");
    }

    private static NodeConfig of(final TomlDocument document, final Path file)
    {
        final Set<String> sections = new LinkedHashSet<>();
        for (final ConfigKey key : ConfigKey.values())
        {
            sections.add(key.section());
        }
        checkSections(document, document.root(), "", sections);
        final Map<ConfigKey, Setting> read = new EnumMap<>(ConfigKey.class);
        for (final String section : sections)
        {
            if (document.root().get(List.of(section.split("\\."))) instanceof TomlTable table)
            {
                readSection(document, section, table, read);
            }
        }
        document.refuseIfFaulty();
        final Setting network = read.get(ConfigKey.NETWORK);
        final Path folder = file.toAbsolutePath().getParent();
        final NodeConfig config = new NodeConfig(file, folder,
            new EnumMap<>(defaults(network == null || "testnet".equals(network.value), folder).settings));
        config.settings.putAll(read);
        checkPeers(document, config);
        return config;
    }

    private static void checkPeers(final TomlDocument document, final NodeConfig config)
    {
        final long max = config.integer(ConfigKey.MAX_PEERS);
        final List<String> path = List.of(ConfigKey.PEERS.section(), ConfigKey.PEERS.key());
        if (config.peers().size() > max)
        {
            document.fault(document.root().inputPositionOf(path), "network.peers names " + config.peers().size() +
                " but network.max_peers is " + max);
        }
        if (config.peers().contains(config.text(ConfigKey.LISTEN)))
        {
            document.fault(document.root().inputPositionOf(path),
                "network.peers names this node's own network.listen, \"" + config.text(ConfigKey.LISTEN) + "\"");
        }
        document.refuseIfFaulty();
    }

    /** Sections may nest ({@code consensus.avalanche}): each level knows its own keys and its sections' names. */
    private static void checkSections(
        final TomlDocument document, final TomlTable table, final String prefix, final Set<String> sections)
    {
        final Set<String> known = new LinkedHashSet<>();
        for (final ConfigKey key : ConfigKey.values())
        {
            if (key.section().equals(prefix))
            {
                known.add(key.key());
            }
        }
        final Set<String> below = new LinkedHashSet<>();
        for (final String section : sections)
        {
            if (prefix.isEmpty() || section.startsWith(prefix + "."))
            {
                below.add(section.substring(prefix.isEmpty() ? 0 : prefix.length() + 1).split("\\.")[0]);
            }
        }
        known.addAll(below);
        document.checkKeys(table, prefix, known);
        for (final String name : below)
        {
            final Object value = table.get(List.of(name));
            if (value instanceof TomlTable child)
            {
                checkSections(document, child, prefix.isEmpty() ? name : prefix + "." + name, sections);
            }
            else if (value != null)
            {
                document.fault(table.inputPositionOf(List.of(name)), name + " must be a section: [" + name + "]");
            }
        }
    }

    private static void readSection(
        final TomlDocument document, final String section, final TomlTable table, final Map<ConfigKey, Setting> into)
    {
        for (final ConfigKey key : ConfigKey.values())
        {
            final List<String> name = List.of(key.key());
            final Object value = key.section().equals(section) ? table.get(name) : null;
            if (value != null)
            {
                final Object read = key.type().read(document, table.inputPositionOf(name), key.fullName(), value);
                if (read != null)
                {
                    into.put(key, new Setting(read, Source.FILE, table.inputPositionOf(name).line()));
                }
            }
        }
    }
}

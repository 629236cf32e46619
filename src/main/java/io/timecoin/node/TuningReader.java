package io.timecoin.node;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.network.AeronSettings;
import io.timecoin.node.TuningProfile.DriverProfile;
import io.timecoin.node.TuningProfile.TermsProfile;
import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.node.TuningProfile.Threading;
import io.timecoin.node.TuningProfile.Use;
import io.timecoin.node.TuningProfile.VerifyProfile;
import io.timecoin.pipeline.BlockRingSizes;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.Topology;
import io.timecoin.validator.ValidatorBuilder;
import io.timecoin.validator.ValidatorLimits;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a tuning profile; every section and key must be there, but for the pinning. */
final class TuningReader
{
    private static final int MAX_PARK_US = 100_000;
    private static final int MAX_ARENA_BYTES = 1 << 30;
    private static final int MAX_SLOTS = 1 << 20;
    /** A stage that publishes several slots at a time needs room for all of them. */
    private static final RingSizes MINIMAL = ValidatorBuilder.minimalRings();
    private static final IdleProfile BLOCKS_IDLE = new IdleProfile(IdleProfile.Kind.SLEEP, 1_000);
    /** As in the profiles of the jar. */
    private static final int BLOCKS_NICE = 5;
    private static final String VERIFY_ALL = "verify-*";
    private static final List<String> NODE_SECTIONS = List.of("thread", "driver", "verify", "rings", "terms");
    private static final List<String> REPLAY_SECTIONS = List.of("thread", "verify", "rings");

    private final TomlDocument document;
    private final String name;
    private final CpuCores cores;
    /** Which thread took a core, by core. */
    private final Map<Integer, String> takenCores = new LinkedHashMap<>();
    /** Agents that no thread has taken yet. */
    private final List<String> freeAgents = new ArrayList<>();
    private List<String> allAgents = List.of();

    TuningReader(final TomlDocument document, final String name, final CpuCores cores)
    {
        this.document = document;
        this.name = name;
        this.cores = cores;
    }

    TuningProfile read()
    {
        final Use use = use();
        final boolean isNode = use == Use.NODE;
        // A replay has no network, so that its profile has nothing to say of one.
        document.checkKeys(document.root(), "", isNode ? NODE_SECTIONS : REPLAY_SECTIONS);
        final VerifyProfile verify = readVerify(section("verify"));
        final int workers = verify == null ? 1 : verify.workers();
        allAgents = isNode ? Topology.agentNames(workers) : Topology.replayAgentNames(workers);
        freeAgents.addAll(allAgents);
        final List<ThreadProfile> threads = readThreads();
        final DriverProfile driver = isNode ? readDriver(section("driver")) : null;
        final RingSizes rings = isNode ? readRings(section("rings")) : readReplayRings(section("rings"));
        final TermsProfile terms = isNode ? readTerms(section("terms")) : null;
        placeCapture(threads);
        placeBlocks(threads);
        if (!freeAgents.isEmpty() && verify != null)
        {
            document.fault("no thread runs " + String.join(", ", freeAgents) + "; every agent needs one [[thread]]");
        }
        document.refuseIfFaulty(
            "mend the file, or name another profile: laptop and replay-2 run anywhere, tuning/*.toml explain all");
        return new TuningProfile(name, use, threads, driver, verify, rings, terms);
    }

    /** A profile is a replay's if its threads name an agent that only a replay has. */
    private Use use()
    {
        final List<String> node = Topology.agentNames(1);
        final List<String> replay = new ArrayList<>(Topology.replayAgentNames(1));
        replay.removeAll(node);
        if (document.root().get(List.of("thread")) instanceof TomlArray threads)
        {
            for (int i = 0; i < threads.size(); i++)
            {
                if (threads.get(i) instanceof TomlTable thread &&
                    thread.get(List.of("agents")) instanceof TomlArray agents &&
                    agents.toList().stream().anyMatch(replay::contains))
                {
                    return Use.REPLAY;
                }
            }
        }
        return Use.NODE;
    }

    /** It has little to do, and mostly nothing: a profile that does not name it has it beside egress. */
    private void placeCapture(final List<ThreadProfile> threads)
    {
        final String capture = Stage.CAPTURE.label();
        for (int i = 0; i < threads.size() && freeAgents.contains(capture); i++)
        {
            final ThreadProfile thread = threads.get(i);
            final int place = thread.agents().indexOf(Stage.EGRESS.label());
            if (place >= 0)
            {
                final List<String> agents = new ArrayList<>(thread.agents());
                take(capture, null, agents);
                threads.set(i, thread.with(List.copyOf(agents)));
            }
        }
    }

    /** It waits for the disk: a profile that does not name it gives it a thread of its own. */
    private void placeBlocks(final List<ThreadProfile> threads)
    {
        final String blocks = Stage.BLOCKS.label();
        if (!threads.isEmpty() && freeAgents.contains(blocks))
        {
            final List<String> agents = new ArrayList<>();
            take(blocks, null, agents);
            threads.add(new ThreadProfile(
                blocks, List.copyOf(agents), TuningProfile.NULL_CORE, BLOCKS_IDLE, BLOCKS_NICE));
        }
    }

    private VerifyProfile readVerify(final TomlTable table)
    {
        if (table == null)
        {
            return null;
        }
        document.checkKeys(table, "verify", List.of("workers", "batch"));
        return new VerifyProfile(
            integer(table, "verify", "workers", 1, ValidatorLimits.MAX_VERIFY_WORKERS),
            integer(table, "verify", "batch", 1, SignatureVerifier.MAX_BATCH));
    }

    private List<ThreadProfile> readThreads()
    {
        final List<ThreadProfile> threads = new ArrayList<>();
        if (!(document.root().get(List.of("thread")) instanceof TomlArray array) || array.isEmpty() ||
            !(array.get(0) instanceof TomlTable))
        {
            document.fault("there is no [[thread]]; each names its agents, e.g. agents = [\"ingress\", \"egress\"]");
            return threads;
        }
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < array.size(); i++)
        {
            final TomlTable table = array.getTable(i);
            document.checkKeys(table, "thread", List.of("name", "agents", "core", "idle", "park_us", "nice"));
            final String threadName = text(table, "thread", "name", array.inputPositionOf(i));
            if (threadName != null && names.contains(threadName))
            {
                document.fault(at(table, "name"), "two threads are named \"" + threadName + "\"");
            }
            names.add(threadName);
            final int core = table.contains(List.of("core")) ?
                core(table, "core", table.get(List.of("core")), at(table, "core"), "thread \"" + threadName + "\"") :
                TuningProfile.NULL_CORE;
            threads.add(new ThreadProfile(threadName, readAgents(table, array.inputPositionOf(i)), core,
                readIdle(table, "thread", array.inputPositionOf(i)),
                table.contains(List.of("nice")) ? integer(table, "thread", "nice", 0, TuningProfile.MAX_NICE) : 0));
        }
        return threads;
    }

    private List<String> readAgents(final TomlTable table, final TomlPosition tablePosition)
    {
        final List<String> agents = new ArrayList<>();
        if (!(table.get(List.of("agents")) instanceof TomlArray array) || array.isEmpty())
        {
            document.fault(tablePosition, "a thread needs agents = [\"name\", …]; they are " + allAgents);
            return agents;
        }
        for (int i = 0; i < array.size(); i++)
        {
            final Object agent = array.get(i);
            if (VERIFY_ALL.equals(agent))
            {
                allAgents.stream().filter((each) -> each.startsWith("verify-"))
                    .forEach((each) -> take(each, array.inputPositionOf(0), agents));
            }
            else
            {
                take(String.valueOf(agent), array.inputPositionOf(i), agents);
            }
        }
        return List.copyOf(agents);
    }

    private void take(final String agent, final TomlPosition at, final List<String> agents)
    {
        if (freeAgents.remove(agent))
        {
            agents.add(agent);
        }
        else if (allAgents.contains(agent))
        {
            document.fault(at, "agent \"" + agent + "\" stands on two threads");
        }
        else
        {
            document.fault(at, "unknown agent \"" + agent + "\"" + Spelling.nearest(agent, allAgents)
                .map((right) -> "; did you mean \"" + right + "\"?").orElse("; they are " + allAgents));
        }
    }

    private int core(
        final TomlTable table, final String key, final Object value, final TomlPosition at, final String user)
    {
        if (!(value instanceof Long number))
        {
            document.fault(at, key + " must be an integer, the number of a core");
            return TuningProfile.NULL_CORE;
        }
        if (number < 0 || number > Integer.MAX_VALUE || !cores.contains(number.intValue()))
        {
            document.fault(at, "this machine lacks core " + number + ", which " + user +
                " asks for; this process may use " + cores);
            return TuningProfile.NULL_CORE;
        }
        final String taken = takenCores.putIfAbsent(number.intValue(), user);
        if (taken != null)
        {
            document.fault(at, "core " + number + " is asked for by " + taken + " and by " + user);
        }
        return number.intValue();
    }

    private IdleProfile readIdle(final TomlTable table, final String section, final TomlPosition tablePosition)
    {
        final IdleProfile.Kind kind = choice(table, section, "idle", IdleProfile.Kind.values(), tablePosition);
        final boolean parks = kind == IdleProfile.Kind.BACKOFF || kind == IdleProfile.Kind.SLEEP;
        if (kind != null && !parks && table.contains(List.of("park_us")))
        {
            document.fault(at(table, "park_us"), "park_us means nothing with idle = \"" + lower(kind) + "\"");
        }
        return new IdleProfile(kind, parks ? integer(table, section, "park_us", 1, MAX_PARK_US) : 0);
    }

    private DriverProfile readDriver(final TomlTable table)
    {
        if (table == null)
        {
            return null;
        }
        document.checkKeys(table, "driver", List.of("threading", "cores", "idle", "park_us"));
        final TomlPosition position = document.root().inputPositionOf(List.of("driver"));
        final Threading threading = choice(table, "driver", "threading", Threading.values(), position);
        final List<Integer> driverCores = new ArrayList<>();
        if (table.get(List.of("cores")) instanceof TomlArray array)
        {
            for (int i = 0; i < array.size(); i++)
            {
                driverCores.add(core(table, "cores", array.get(i), array.inputPositionOf(i), "the media driver"));
            }
            if (threading != null && array.size() != threading.ordinal() + 1)
            {
                document.fault(at(table, "cores"), "threading = \"" + lower(threading) + "\" has " +
                    (threading.ordinal() + 1) + " threads but " + array.size() + " cores");
            }
        }
        else if (table.contains(List.of("cores")))
        {
            document.fault(at(table, "cores"), "driver.cores must be an array of core numbers");
        }
        return new DriverProfile(threading, List.copyOf(driverCores), readIdle(table, "driver", position));
    }

    private RingSizes readRings(final TomlTable table)
    {
        if (table == null)
        {
            return null;
        }
        document.checkKeys(table, "rings", List.of("transactions", "transactions_bytes", "control", "control_bytes",
            "admissions", "decisions", "ingress_egress", "validation_egress", "consensus_egress",
            "consensus_egress_bytes", "utxo_egress"));
        return new RingSizes(
            slots(table, "transactions", RingSizes.MIN_SLOTS),
            arena(table, "transactions_bytes", RingSizes.MIN_TRANSACTION_BYTES),
            slots(table, "control", RingSizes.MIN_SLOTS),
            arena(table, "control_bytes", RingSizes.MIN_CONTROL_BYTES),
            slots(table, "admissions", MINIMAL.admissions()),
            slots(table, "decisions", RingSizes.MIN_SLOTS),
            slots(table, "ingress_egress", RingSizes.MIN_SLOTS),
            slots(table, "validation_egress", MINIMAL.validationEgress()),
            slots(table, "consensus_egress", RingSizes.MIN_SLOTS),
            arena(table, "consensus_egress_bytes", RingSizes.MIN_CONSENSUS_EGRESS_BYTES),
            slots(table, "utxo_egress", RingSizes.MIN_SLOTS),
            BlockRingSizes.standard());
    }

    /** Those that a replay's stages use; the others are as small as may be. */
    private RingSizes readReplayRings(final TomlTable table)
    {
        if (table == null)
        {
            return null;
        }
        document.checkKeys(table, "rings", List.of("transactions", "transactions_bytes", "admissions", "decisions",
            "validation_egress", "utxo_egress"));
        return new RingSizes(
            slots(table, "transactions", RingSizes.MIN_SLOTS),
            arena(table, "transactions_bytes", RingSizes.MIN_TRANSACTION_BYTES),
            MINIMAL.control(),
            MINIMAL.controlBytes(),
            slots(table, "admissions", MINIMAL.admissions()),
            slots(table, "decisions", RingSizes.MIN_SLOTS),
            MINIMAL.ingressEgress(),
            slots(table, "validation_egress", MINIMAL.validationEgress()),
            MINIMAL.consensusEgress(),
            MINIMAL.consensusEgressBytes(),
            slots(table, "utxo_egress", RingSizes.MIN_SLOTS),
            MINIMAL.blocks());
    }

    private TermsProfile readTerms(final TomlTable table)
    {
        if (table == null)
        {
            return null;
        }
        document.checkKeys(table, "terms", List.of("control_bytes", "bulk_bytes", "client_bytes"));
        return new TermsProfile(
            term(table, "control_bytes", AeronSettings.MIN_TERM_BYTES),
            term(table, "bulk_bytes", AeronSettings.MIN_PAYMENT_TERM_BYTES),
            term(table, "client_bytes", AeronSettings.MIN_TERM_BYTES));
    }

    private int slots(final TomlTable table, final String key, final int min)
    {
        return powerOfTwo(table, "rings", key, min, MAX_SLOTS);
    }

    private int arena(final TomlTable table, final String key, final int min)
    {
        return powerOfTwo(table, "rings", key, min, MAX_ARENA_BYTES);
    }

    private int term(final TomlTable table, final String key, final int min)
    {
        return powerOfTwo(table, "terms", key, min, AeronSettings.MAX_SOURCE_TERM_BYTES);
    }

    private int powerOfTwo(final TomlTable table, final String section, final String key, final int min, final int max)
    {
        final int value = integer(table, section, key, min, max);
        if (Integer.bitCount(value) != 1)
        {
            document.fault(at(table, key), section + "." + key + ": " + value + " is not a power of two");
            return min;
        }
        return value;
    }

    private TomlTable section(final String section)
    {
        final Object value = document.root().get(List.of(section));
        if (value instanceof TomlTable table)
        {
            return table;
        }
        document.fault(value == null ? "section [" + section + "] is missing" : section + " must be a section");
        return null;
    }

    /** An integer within a range; the least after a fault. */
    private int integer(final TomlTable table, final String section, final String key, final int min, final int max)
    {
        final Object value = table.get(List.of(key));
        if (value == null)
        {
            document.fault("[" + section + "] lacks " + key + ", an integer from " + min + " to " + max);
            return min;
        }
        if (!(value instanceof Long number))
        {
            document.fault(at(table, key), section + "." + key + " must be an integer");
            return min;
        }
        if (number < min || number > max)
        {
            document.fault(at(table, key), section + "." + key + ": " + number + " is not from " + min + " to " + max);
            return min;
        }
        return number.intValue();
    }

    private String text(final TomlTable table, final String section, final String key, final TomlPosition tablePosition)
    {
        final Object value = table.get(List.of(key));
        if (value instanceof String text && text.matches("[A-Za-z0-9_-]{1,15}"))
        {
            return text;
        }
        document.fault(value == null ? tablePosition : at(table, key),
            "each " + section + " needs a " + key + " of 1 to 15 letters, digits, '-' and '_'");
        return null;
    }

    private <E extends Enum<E>> E choice(
        final TomlTable table,
        final String section,
        final String key,
        final E[] values,
        final TomlPosition tablePosition)
    {
        final Object value = table.get(List.of(key));
        final List<String> names = new ArrayList<>();
        for (final E each : values)
        {
            names.add(lower(each));
            if (lower(each).equals(value))
            {
                return each;
            }
        }
        final String hint = value instanceof String text ? Spelling.nearest(text, names)
            .map((right) -> "; did you mean \"" + right + "\"?").orElse("") : "";
        document.fault(value == null ? tablePosition : at(table, key), section + "." + key +
            (value == null ? " is missing" : ": " + ConfigType.render(value) + " is not known") +
            "; one of " + names + hint);
        return null;
    }

    private static TomlPosition at(final TomlTable table, final String key)
    {
        return table.inputPositionOf(List.of(key));
    }

    private static String lower(final Enum<?> value)
    {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

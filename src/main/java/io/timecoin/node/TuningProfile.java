package io.timecoin.node;

import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.Topology;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What changes the speed of a node or a replay and never its behaviour: which thread runs which agents on which core,
 * how it idles, and how long rings and terms are.
 *
 * @param name    file or built-in name, for messages.
 * @param use     whose agents the threads run.
 * @param threads each agent stands on exactly one of them.
 * @param driver  the media driver's threads; null in a profile made for replays.
 * @param verify  the verify workers.
 * @param rings   slots and bytes of the rings.
 * @param terms   lengths of Aeron's term buffers; null in a profile made for replays.
 */
public record TuningProfile(
    String name,
    Use use,
    List<ThreadProfile> threads,
    DriverProfile driver,
    VerifyProfile verify,
    RingSizes rings,
    TermsProfile terms)
{
    /** No pinning. */
    public static final int NULL_CORE = -1;
    /** The most that a thread can give way to others. */
    public static final int MAX_NICE = 19;
    /** The profiles in the jar, the default first. */
    public static final List<String> BUILT_IN =
        List.of("laptop", "server-16", "low-latency", "replay-2", "replay-max");

    private static final String FOLDER = "/tuning/";
    private static final String FORM = ".toml";
    private static final String JVM_FORM = ".jvm";

    /** What a profile's threads run. */
    public enum Use
    {
        /** The agents of {@link Topology#agentNames}. */
        NODE,
        /** The agents of {@link Topology#replayAgentNames}. */
        REPLAY
    }

    /**
     * One thread.
     *
     * @param name   of the thread, shown in logs and by tools.
     * @param agents in the order of a duty cycle.
     * @param core   number, or {@link #NULL_CORE}.
     * @param idle   what it does without work.
     * @param nice   how much it gives way to others, 0 to {@link #MAX_NICE}, as Linux counts it.
     */
    public record ThreadProfile(String name, List<String> agents, int core, IdleProfile idle, int nice)
    {
        /**
         * A thread that gives way to nobody.
         *
         * @param name   of the thread, shown in logs and by tools.
         * @param agents in the order of a duty cycle.
         * @param core   number, or {@link #NULL_CORE}.
         * @param idle   what it does without work.
         */
        public ThreadProfile(final String name, final List<String> agents, final int core, final IdleProfile idle)
        {
            this(name, agents, core, idle, 0);
        }

        /**
         * The same thread with other agents.
         *
         * @param others in the order of a duty cycle.
         * @return a new profile.
         */
        public ThreadProfile with(final List<String> others)
        {
            return new ThreadProfile(name, others, core, idle, nice);
        }
    }

    /** How the media driver's three agents share threads. */
    public enum Threading
    {
        SHARED, SHARED_NETWORK, DEDICATED
    }

    /**
     * The embedded media driver.
     *
     * @param threading number of threads: one, two or three.
     * @param cores     of conductor, sender and receiver (of the one or two threads if shared); empty if not pinned.
     * @param idle      of all its threads.
     */
    public record DriverProfile(Threading threading, List<Integer> cores, IdleProfile idle)
    {
    }

    /**
     * The verify workers.
     *
     * @param workers number of agents {@code verify-0} and up.
     * @param batch   most signatures that one claims at a time.
     */
    public record VerifyProfile(int workers, int batch)
    {
    }

    /**
     * Aeron's term buffers: each connection has three of each.
     *
     * @param controlBytes of control streams.
     * @param bulkBytes    of bulk streams.
     * @param clientBytes  of clients' streams.
     */
    public record TermsProfile(int controlBytes, int bulkBytes, int clientBytes)
    {
    }

    /**
     * Reads a node's profile, strictly.
     *
     * @param profile name of a built-in profile, or a file of TOML.
     * @return a profile whose agents all have a thread and whose cores this machine has.
     * @throws NodeException with every fault's line and column; or if it is a replay's.
     */
    public static TuningProfile read(final Path profile)
    {
        return load(profile).forNode();
    }

    /**
     * Reads a profile for a replay, strictly. A node's will do: who plays another's part in a replay takes its place.
     *
     * @param profile name of a built-in profile, or a file of TOML.
     * @return a profile of the agents of {@link Topology#replayAgentNames}.
     * @throws NodeException with every fault's line and column.
     */
    public static TuningProfile readForReplay(final Path profile)
    {
        return load(profile).forReplay();
    }

    /**
     * Reads a profile of either use, strictly.
     *
     * @param profile name of a built-in profile, or a file of TOML.
     * @return as it is written.
     * @throws NodeException with every fault's line and column.
     */
    public static TuningProfile load(final Path profile)
    {
        if (isBuiltIn(profile))
        {
            return builtIn(profile.toString());
        }
        if (profile.getNameCount() == 1 && !profile.toString().endsWith(FORM) && !Files.exists(profile))
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "there is no tuning profile " + profile,
                "it is neither a file nor one of " + String.join(", ", BUILT_IN),
                Spelling.nearest(profile.toString(), BUILT_IN).map((right) -> "did you mean '" + right + "'?")
                    .orElse("name one of them, or a file of your own"));
        }
        return new TuningReader(TomlDocument.read(profile), profile.toString(), CpuCores.available()).read();
    }

    /**
     * The profile that is used when none is named: {@code tuning/laptop.toml}.
     *
     * @return as packed in the jar.
     */
    public static TuningProfile builtIn()
    {
        return builtIn(BUILT_IN.get(0));
    }

    /**
     * The options of the JVM that belong to the profile that is used when none is named.
     *
     * @return as packed in the jar.
     */
    public static JvmOptions builtInJvmOptions()
    {
        return jvmOptions(Path.of(BUILT_IN.get(0)));
    }

    /**
     * Whether a path is the name of a profile in the jar.
     *
     * @param profile as a user gives it.
     * @return false if it must be a file.
     */
    public static boolean isBuiltIn(final Path profile)
    {
        return BUILT_IN.contains(profile.toString());
    }

    /**
     * The options of the JVM that belong to a profile: {@code tuning/NAME.jvm}, or the file of that name beside it.
     *
     * @param profile name of a built-in profile, or a file.
     * @return none if there is no such file.
     * @throws NodeException if it cannot be read.
     */
    public static JvmOptions jvmOptions(final Path profile)
    {
        if (isBuiltIn(profile))
        {
            return JvmOptions.parse("tuning/" + profile + JVM_FORM, resource(profile + JVM_FORM));
        }
        final String file = profile.getFileName().toString();
        return JvmOptions.read(profile.resolveSibling(
            (file.endsWith(FORM) ? file.substring(0, file.length() - FORM.length()) : file) + JVM_FORM));
    }

    /**
     * Makes sure that a node can run this profile.
     *
     * @return this.
     * @throws NodeException if it is a replay's.
     */
    public TuningProfile forNode()
    {
        if (use == Use.REPLAY)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION,
                "the tuning profile " + name + " is a replay's, and cannot run a node",
                "its threads run reader and decider, which play the parts of ingress and consensus from a file",
                "use it with 'timecoin replay'; for a node name one of laptop, server-16, low-latency");
        }
        return this;
    }

    /**
     * The same threads for a replay.
     *
     * @return this if it is a replay's already; else without the agents that a replay lacks.
     */
    public TuningProfile forReplay()
    {
        if (use == Use.REPLAY)
        {
            return this;
        }
        final List<ThreadProfile> replaying = new ArrayList<>();
        for (final ThreadProfile thread : threads)
        {
            final List<String> agents = thread.agents().stream().map(TuningProfile::inReplay).filter(Objects::nonNull)
                .toList();
            if (!agents.isEmpty())
            {
                replaying.add(thread.with(agents));
            }
        }
        return new TuningProfile(name, Use.REPLAY, List.copyOf(replaying), null, verify, rings, null);
    }

    /**
     * The same with another number of verify workers: those that go leave their threads, and each that comes gets a
     * thread of its own, unpinned, which idles as the last worker's does.
     *
     * @param workers from 1 to {@link io.timecoin.validator.ValidatorLimits#MAX_VERIFY_WORKERS}.
     * @return a changed copy.
     */
    public TuningProfile withVerifyWorkers(final int workers)
    {
        final List<ThreadProfile> changed = new ArrayList<>();
        IdleProfile idle = null;
        for (final ThreadProfile thread : threads)
        {
            final List<String> agents = new ArrayList<>(thread.agents());
            if (agents.contains(Topology.verifyAgentName(verify.workers() - 1)))
            {
                idle = thread.idle();
            }
            for (int i = workers; i < verify.workers(); i++)
            {
                agents.remove(Topology.verifyAgentName(i));
            }
            if (!agents.isEmpty())
            {
                changed.add(thread.with(List.copyOf(agents)));
            }
        }
        for (int i = verify.workers(); i < workers; i++)
        {
            final String agent = Topology.verifyAgentName(i);
            changed.add(new ThreadProfile(agent, List.of(agent), NULL_CORE, idle));
        }
        return new TuningProfile(
            name, use, List.copyOf(changed), driver, new VerifyProfile(workers, verify.batch()), rings, terms);
    }

    /**
     * The cores that threads ask for, and what runs there.
     *
     * @return by core; empty if nothing is pinned.
     */
    public Map<Integer, String> pinnedCores()
    {
        final Map<Integer, String> pinned = new TreeMap<>();
        for (final ThreadProfile thread : threads)
        {
            if (thread.core() != NULL_CORE)
            {
                pinned.put(thread.core(), thread.name());
            }
        }
        if (driver != null)
        {
            driver.cores().forEach((core) -> pinned.put(core, "media driver"));
        }
        return pinned;
    }

    static TuningProfile parse(final String name, final String text, final CpuCores cores)
    {
        return new TuningReader(TomlDocument.parse(name, text), name, cores).read();
    }

    private static String inReplay(final String agent)
    {
        for (final Stage stage : Stage.values())
        {
            if (stage.label().equals(agent))
            {
                return stage.replayLabel();
            }
        }
        // One of the verify workers, who are the same.
        return agent;
    }

    private static TuningProfile builtIn(final String name)
    {
        return parse("built-in tuning/" + name + FORM, resource(name + FORM), CpuCores.available());
    }

    private static String resource(final String file)
    {
        try (InputStream in = TuningProfile.class.getResourceAsStream(FOLDER + file))
        {
            if (in == null)
            {
                throw new IllegalStateException("the jar lacks " + FOLDER + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot read the jar's " + FOLDER + file, ex);
        }
    }
}

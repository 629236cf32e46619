package io.timecoin.node;

import io.timecoin.pipeline.RingSizes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What changes a node's speed and never its behaviour: which thread runs which agents on which core, how it idles, and
 * how long rings and terms are.
 *
 * @param name    file or built-in name, for messages.
 * @param threads each agent stands on exactly one of them.
 * @param driver  the media driver's threads.
 * @param verify  the verify workers.
 * @param rings   slots and bytes of the rings.
 * @param terms   lengths of Aeron's term buffers.
 */
public record TuningProfile(
    String name,
    List<ThreadProfile> threads,
    DriverProfile driver,
    VerifyProfile verify,
    RingSizes rings,
    TermsProfile terms)
{
    /** No pinning. */
    public static final int NULL_CORE = -1;
    private static final String BUILT_IN = "/tuning/laptop.toml";

    /**
     * One thread.
     *
     * @param name   of the thread, shown in logs and by tools.
     * @param agents in the order of a duty cycle.
     * @param core   number, or {@link #NULL_CORE}.
     * @param idle   what it does without work.
     */
    public record ThreadProfile(String name, List<String> agents, int core, IdleProfile idle)
    {
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
     * Reads a profile, strictly.
     *
     * @param file of TOML.
     * @return a profile whose agents all have a thread and whose cores this machine has.
     * @throws NodeException with every fault's line and column.
     */
    public static TuningProfile read(final Path file)
    {
        return new TuningReader(TomlDocument.read(file), file.toString(), CpuCores.available()).read();
    }

    /**
     * The profile that is used when none is named: {@code tuning/laptop.toml}.
     *
     * @return as packed in the jar.
     */
    public static TuningProfile builtIn()
    {
        try (InputStream in = TuningProfile.class.getResourceAsStream(BUILT_IN))
        {
            if (in == null)
            {
                throw new IllegalStateException("the jar lacks " + BUILT_IN);
            }
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return parse("built-in " + BUILT_IN.substring(1), text, CpuCores.available());
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot read the jar's " + BUILT_IN, ex);
        }
    }

    static TuningProfile parse(final String name, final String text, final CpuCores cores)
    {
        return new TuningReader(TomlDocument.parse(name, text), name, cores).read();
    }
}

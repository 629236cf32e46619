package io.timecoin.capture;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * How another process asks a running node for a recording: a file {@code request} in the folder of its recordings,
 * which the node takes away and answers with a file {@code reply}.
 *
 * @param id         chosen by the one who asks; comes back with the answer.
 * @param durationMs how long to record.
 */
public record CaptureRequest(String id, long durationMs)
{
    /** Longest recording that can be asked for: a day. */
    public static final long MAX_DURATION_MS = 86_400_000;

    private static final String REQUEST = "request";
    private static final String REPLY = "reply";

    /**
     * What a node answers.
     *
     * @param recording its folder; null if there is none.
     * @param refusal   why there is none; empty if there is.
     */
    public record Reply(Path recording, String refusal)
    {
    }

    /**
     * Asks.
     *
     * @param captures folder of the node's recordings; made if need be.
     */
    public void send(final Path captures)
    {
        final Properties text = new Properties();
        text.setProperty("id", id);
        text.setProperty("duration_ms", Long.toString(durationMs));
        try
        {
            Files.createDirectories(captures);
            write(captures, REQUEST, text);
        }
        catch (final IOException ex)
        {
            throw new CaptureException(CaptureException.Reason.IO, 0,
                "cannot ask the node through its folder " + captures + ": " + ex.getMessage(), ex);
        }
    }

    /**
     * Looks for the answer.
     *
     * @param captures folder of the node's recordings.
     * @return null if there is none yet.
     */
    public Reply reply(final Path captures)
    {
        final Properties text = read(captures.resolve(REPLY));
        if (text == null || !id.equals(text.getProperty("id")))
        {
            return null;
        }
        final String recording = text.getProperty("recording", "");
        return new Reply(recording.isEmpty() ? null : captures.resolve(recording), text.getProperty("refusal", ""));
    }

    /**
     * Whether a recording has ended.
     *
     * @param recording its folder.
     * @return true once the node has noted its end.
     */
    public static boolean hasEnded(final Path recording)
    {
        return RecordingFolder.of(recording).end() != null;
    }

    /**
     * Whether a recording was begun for somebody, and so ends by itself.
     *
     * @param recording its folder.
     * @return false if it began with the node, and ends with it.
     */
    public static boolean isTimed(final Path recording)
    {
        return RecordingFolder.of(recording).isLate();
    }

    /** The node's side: takes a request away, or gives null if there is none, or none that makes sense. */
    static CaptureRequest take(final Path captures) throws IOException
    {
        final Path file = captures.resolve(REQUEST);
        if (!Files.exists(file))
        {
            return null;
        }
        final Properties text = read(file);
        Files.deleteIfExists(file);
        final String duration = text == null ? "" : text.getProperty("duration_ms", "");
        final String id = text == null ? "" : text.getProperty("id", "");
        return duration.matches("[0-9]{1,9}") && Long.parseLong(duration) <= MAX_DURATION_MS && !id.isEmpty() ?
            new CaptureRequest(id, Long.parseLong(duration)) : null;
    }

    void answer(final Path captures, final Reply reply) throws IOException
    {
        final Properties text = new Properties();
        text.setProperty("id", id);
        text.setProperty("recording", reply.recording == null ? "" : reply.recording.getFileName().toString());
        text.setProperty("refusal", reply.refusal);
        write(captures, REPLY, text);
    }

    private static Properties read(final Path file)
    {
        final Properties text = new Properties();
        try (Reader reader = Files.newBufferedReader(file))
        {
            text.load(reader);
            return text;
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            // It is not there, or whoever wrote it is none of ours.
            return null;
        }
    }

    private static void write(final Path folder, final String name, final Properties text) throws IOException
    {
        final Path aside = folder.resolve(name + ".new");
        try (Writer writer = Files.newBufferedWriter(aside))
        {
            text.store(writer, null);
        }
        Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package io.timecoin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.Map;

/** The option {@code --report}: with {@code json} a command prints one object on stdout and nothing else there. */
public final class ReportOption
{
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** How a command reports. */
    public enum Format
    {
        text, json
    }

    @Option(names = "--report", paramLabel = "text|json", defaultValue = "text",
        description = "Form of the report on stdout (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    /**
     * Whether the report is one JSON object.
     *
     * @return false for text.
     */
    public boolean isJson()
    {
        return format == Format.json;
    }

    /**
     * Prints an object as one line of JSON.
     *
     * @param out    where to.
     * @param report fields in the order of the map.
     */
    public static void printJson(final PrintWriter out, final Map<String, ?> report)
    {
        try
        {
            out.println(MAPPER.writeValueAsString(report));
        }
        catch (final JsonProcessingException ex)
        {
            throw new IllegalStateException("a report that JSON cannot express", ex);
        }
    }
}

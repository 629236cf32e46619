package io.timecoin.node;

import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The type of a configuration key: what TOML value it takes, which ones are allowed and how they are written. */
final class ConfigType
{
    private static final int MAX_PORT = 65535;

    /** Checks a value that has the right TOML type; answers what is wrong with it, or null. */
    private interface Check extends Function<Object, String>
    {
    }

    private final String description;
    private final Class<?> tomlType;
    private final String tomlName;
    private final Check check;

    private ConfigType(final String description, final Class<?> tomlType, final String tomlName, final Check check)
    {
        this.description = description;
        this.tomlType = tomlType;
        this.tomlName = tomlName;
        this.check = check;
    }

    static ConfigType integer(final long min, final long max)
    {
        return new ConfigType("integer, " + min + " to " + max, Long.class, "an integer", (value) ->
            (Long)value < min || (Long)value > max ? value + " is not from " + min + " to " + max : null);
    }

    static ConfigType bool()
    {
        return new ConfigType("true or false", Boolean.class, "true or false", (value) -> null);
    }

    static ConfigType choice(final String... choices)
    {
        final List<String> all = List.of(choices);
        final String description = "\"" + String.join("\" or \"", all) + "\"";
        return new ConfigType(description, String.class, "a string", (value) ->
            all.contains(value) ? null : "\"" + value + "\" is not " + description +
                Spelling.nearest((String)value, all).map((right) -> "; did you mean \"" + right + "\"?").orElse(""));
    }

    static ConfigType path()
    {
        return new ConfigType("path, relative to the file's folder", String.class, "a string", (value) ->
            ((String)value).isBlank() || ((String)value).indexOf('\0') >= 0 ? "not a path" : null);
    }

    static ConfigType endpoint()
    {
        return new ConfigType("\"host:port\"", String.class, "a string", (value) -> endpointFault((String)value));
    }

    static ConfigType endpoints(final int max)
    {
        final String description = "array of \"host:port\", at most " + max;
        return new ConfigType(description, TomlArray.class, "an array of strings", (value) ->
            ((TomlArray)value).size() > max ? "more than " + max + " entries" : null);
    }

    String description()
    {
        return description;
    }

    /**
     * Takes a value from a file.
     *
     * @return a Long, a Boolean, a String or a list of strings; null if it was faulty.
     */
    Object read(final TomlDocument document, final TomlPosition at, final String name, final Object value)
    {
        if (!tomlType.isInstance(value))
        {
            document.fault(at, name + " must be " + tomlName + ", not " + nameOf(value));
            return null;
        }
        final String fault = check.apply(value);
        if (fault != null)
        {
            document.fault(at, name + ": " + fault);
            return null;
        }
        return value instanceof TomlArray array ? readEndpoints(document, name, array) : value;
    }

    static String render(final Object value)
    {
        if (value instanceof List<?> list)
        {
            final List<String> parts = new ArrayList<>();
            list.forEach((part) -> parts.add(render(part)));
            return "[" + String.join(", ", parts) + "]";
        }
        return value instanceof Long || value instanceof Boolean ? value.toString() :
            "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static List<String> readEndpoints(final TomlDocument document, final String name, final TomlArray array)
    {
        final List<String> endpoints = new ArrayList<>();
        for (int i = 0; i < array.size(); i++)
        {
            final Object entry = array.get(i);
            final String fault = entry instanceof String text ? endpointFault(text) :
                "must be a string, not " + nameOf(entry);
            if (fault != null)
            {
                document.fault(array.inputPositionOf(i), name + "[" + i + "]: " + fault);
            }
            else if (endpoints.contains(entry))
            {
                document.fault(array.inputPositionOf(i), name + "[" + i + "]: \"" + entry + "\" is listed twice");
            }
            else
            {
                endpoints.add((String)entry);
            }
        }
        return List.copyOf(endpoints);
    }

    private static String endpointFault(final String text)
    {
        final int colon = text.lastIndexOf(':');
        final String host = colon < 0 ? text : text.substring(0, colon);
        final boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 1 || !isBracketed && host.indexOf(':') >= 0 || !host.matches("[A-Za-z0-9._:%\\-\\[\\]]+"))
        {
            return "\"" + text + "\" is not host:port (IPv6 as [address]:port)";
        }
        final String port = text.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT)
        {
            return "port \"" + port + "\" is not from 1 to " + MAX_PORT;
        }
        return null;
    }

    private static String nameOf(final Object value)
    {
        if (value instanceof Long)
        {
            return "an integer";
        }
        if (value instanceof String)
        {
            return "a string";
        }
        if (value instanceof TomlArray)
        {
            return "an array";
        }
        if (value instanceof TomlTable)
        {
            return "a section";
        }
        return value instanceof Boolean ? "true or false" :
            value instanceof Double ? "a decimal number" : "a date or time";
    }
}

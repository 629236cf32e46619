package io.timecoin.bench;

import io.timecoin.doctor.MachineProfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a bench found, and on what; as an object of JSON it can be the baseline of a later one.
 *
 * @param effort    how thoroughly it measured.
 * @param machine   as it was at the beginning.
 * @param loadAfter load average of the last minute at the end, negative if unknown.
 * @param results   in the order of the groups.
 */
public record BenchReport(String effort, MachineProfile machine, double loadAfter, List<Result> results)
{
    private static final String FORMAT = "timecoin-bench";
    private static final int VERSION = 1;

    /** Copies. */
    public BenchReport
    {
        results = List.copyOf(results);
    }

    /**
     * Several processes differ more than the repetitions in one: the compiler decides otherwise, memory lies elsewhere.
     * What all of them saw is a better baseline.
     *
     * @param other of the same build on the same machine.
     * @return this report with the values of both.
     */
    public BenchReport with(final BenchReport other)
    {
        return new BenchReport(effort, machine, loadAfter,
            results.stream().map((result) -> result.with(other.find(result.figure().name()))).toList());
    }

    /**
     * Compares with an earlier one.
     *
     * @param baseline         the earlier one.
     * @param thresholdPercent change that matters.
     * @return a change for each figure of either.
     */
    public List<Change> compare(final BenchReport baseline, final double thresholdPercent)
    {
        final List<Change> changes = new ArrayList<>();
        for (final Result now : results)
        {
            changes.add(Change.of(baseline.find(now.figure().name()), now, thresholdPercent));
        }
        for (final Result then : baseline.results)
        {
            if (find(then.figure().name()) == null)
            {
                changes.add(Change.of(then, null, thresholdPercent));
            }
        }
        return changes;
    }

    /**
     * What else differs from an earlier one besides the build, so that changes may not be the build's.
     *
     * @param baseline the earlier one.
     * @return clauses; empty if everything is the same.
     */
    public List<String> differences(final BenchReport baseline)
    {
        final List<String> differences = new ArrayList<>();
        final MachineProfile then = baseline.machine;
        differ(differences, "the processor was", then.cpu(), machine.cpu());
        differ(differences, "the number of cores was", then.cores(), machine.cores());
        differ(differences, "the kernel was", then.system(), machine.system());
        differ(differences, "the governor was", then.governor(), machine.governor());
        differ(differences, "the JVM was", then.java(), machine.java());
        differ(differences, "it executed in", then.javaMode(), machine.javaMode());
        differ(differences, "the JVM's options were", then.javaOptions(), machine.javaOptions());
        return differences;
    }

    private static void differ(
        final List<String> differences, final String what, final Object then, final Object now)
    {
        if (!Objects.equals(then, now))
        {
            differences.add(what + " " + then + ", now " + now);
        }
    }

    private Result find(final String name)
    {
        return results.stream().filter((result) -> result.figure().name().equals(name)).findFirst().orElse(null);
    }

    /**
     * As an object of JSON.
     *
     * @return fields in their order.
     */
    public Map<String, Object> toMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("version", VERSION);
        map.put("effort", effort);
        map.put("machine", machineMap());
        map.put("load_after", loadAfter);
        map.put("results", results.stream().map(BenchReport::resultMap).toList());
        return map;
    }

    private Map<String, Object> machineMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpu", machine.cpu());
        map.put("cores", machine.cores());
        map.put("memory_mb", machine.memoryMb());
        map.put("system", machine.system());
        map.put("governor", machine.governor());
        map.put("load_before", machine.loadAverage());
        map.put("java", machine.java());
        map.put("java_mode", machine.javaMode());
        map.put("java_options", machine.javaOptions());
        return map;
    }

    private static Map<String, Object> resultMap(final Result result)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", result.figure().name());
        map.put("what", result.figure().what());
        map.put("unit", result.figure().unit().symbol());
        map.put("median", result.sample().median());
        map.put("spread", result.sample().spread());
        map.put("values", result.sample().values());
        map.put("reference", result.figure().reference());
        if (result.speed() != null)
        {
            map.put("times_reference", result.speed().median());
            map.put("times_reference_spread", result.speed().spread());
            map.put("times_reference_values", result.speed().values());
        }
        return map;
    }

    /**
     * Reads what {@link #toMap()} wrote.
     *
     * @param map  as parsed from JSON.
     * @param from name of the file, for messages.
     * @return the same report.
     * @throws BenchException if it is none.
     */
    public static BenchReport ofMap(final Map<?, ?> map, final String from)
    {
        final Fields fields = new Fields(map, from);
        if (!FORMAT.equals(map.get("format")))
        {
            throw Fields.corrupt(from, "it is no report of 'timecoin bench'");
        }
        if (fields.number("version") != VERSION)
        {
            throw Fields.corrupt(from, "its version is " + map.get("version") + ", and this build reads " + VERSION);
        }
        final Fields machine = fields.object("machine");
        final List<Result> results = fields.list("results", (each) -> result(new Fields(each, from), from));
        return new BenchReport(fields.text("effort"), new MachineProfile(machine.text("cpu"),
            (int)machine.number("cores"), (long)machine.number("memory_mb"), machine.text("system"),
            machine.text("governor"), machine.number("load_before"), machine.text("java"), machine.text("java_mode"),
            machine.list("java_options", String::valueOf)), fields.number("load_after"), results);
    }

    private static Result result(final Fields fields, final String from)
    {
        final Unit unit = Unit.of(fields.text("unit"));
        if (unit == null)
        {
            throw Fields.corrupt(from, "there is no unit " + fields.text("unit"));
        }
        return new Result(
            new Figure(fields.text("name"), fields.text("what"), unit, fields.text("reference")),
            sample(fields, "values", from),
            fields.has("times_reference_values") ? sample(fields, "times_reference_values", from) : null);
    }

    private static Sample sample(final Fields fields, final String name, final String from)
    {
        final List<Double> values = fields.list(name, (each) -> Fields.number(each, name, from));
        if (values.isEmpty())
        {
            throw Fields.corrupt(from, name + " is empty");
        }
        return new Sample(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** A JSON object of which every field is looked at before it is believed. */
    private static final class Fields
    {
        private final Map<?, ?> map;
        private final String from;

        Fields(final Object object, final String from)
        {
            if (!(object instanceof Map<?, ?> fields))
            {
                throw corrupt(from, "it has something else where an object must be");
            }
            map = fields;
            this.from = from;
        }

        boolean has(final String name)
        {
            return map.containsKey(name);
        }

        Fields object(final String name)
        {
            return new Fields(map.get(name), from);
        }

        String text(final String name)
        {
            if (map.get(name) instanceof String text)
            {
                return text;
            }
            throw corrupt(from, "its field '" + name + "' is missing or no text");
        }

        double number(final String name)
        {
            return number(map.get(name), name, from);
        }

        <T> List<T> list(final String name, final Function<Object, T> element)
        {
            if (map.get(name) instanceof List<?> list)
            {
                return list.stream().<T>map(element::apply).toList();
            }
            throw corrupt(from, "its field '" + name + "' is missing or no list");
        }

        static double number(final Object value, final String name, final String from)
        {
            if (value instanceof Number number && Double.isFinite(number.doubleValue()))
            {
                return number.doubleValue();
            }
            throw corrupt(from, "its field '" + name + "' is missing or no number");
        }

        static BenchException corrupt(final String from, final String why)
        {
            return new BenchException(BenchException.Kind.CORRUPT, "cannot compare with " + from, why,
                "make a baseline with 'timecoin bench --report json > FILE'");
        }
    }
}

package io.timecoin.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a check found.
 *
 * @param name     of the check, stable.
 * @param state    how it is.
 * @param found    what was seen or measured.
 * @param cost     what it costs; empty if nothing.
 * @param remedy   what to do about it; empty if nothing.
 * @param commands that an operator would run for it, lines of a shell; nobody here runs them.
 */
public record Finding(
    String name, State state, String found, String cost, String remedy, List<String> commands)
{
    /** How things are. */
    public enum State
    {
        OK,
        /** Worth knowing, and no trouble. */
        NOTE,
        /** Costs performance. */
        COSTS,
        /** Puts payments, answers or the node at risk. */
        RISKS,
        /** The machine does not tell. */
        UNKNOWN;

        /**
         * The state's name.
         *
         * @return one word in lower case.
         */
        public String label()
        {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(final String found)
    {
        return new Finding("", State.OK, found, "", "", List.of());
    }

    static Finding note(final String found, final String remedy)
    {
        return new Finding("", State.NOTE, found, "", remedy, List.of());
    }

    static Finding costs(final String found, final String cost, final String remedy, final String... commands)
    {
        return new Finding("", State.COSTS, found, cost, remedy, List.of(commands));
    }

    static Finding risks(final String found, final String cost, final String remedy, final String... commands)
    {
        return new Finding("", State.RISKS, found, cost, remedy, List.of(commands));
    }

    static Finding unknown(final String why)
    {
        return new Finding("", State.UNKNOWN, why, "", "", List.of());
    }

    Finding named(final String newName)
    {
        return new Finding(newName, state, found, cost, remedy, commands);
    }

    /**
     * Whether it costs performance or safety.
     *
     * @return true if something should be done.
     */
    public boolean isTrouble()
    {
        return state == State.COSTS || state == State.RISKS;
    }

    /**
     * As a report has it.
     *
     * @return fields in order.
     */
    public Map<String, Object> toMap()
    {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("state", state.label());
        fields.put("found", found);
        fields.put("cost", cost);
        fields.put("remedy", remedy);
        fields.put("commands", commands);
        return fields;
    }
}

package io.timecoin.cli;

import java.util.HexFormat;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Hexadecimal text on the command line. */
final class Hex
{
    private Hex()
    {
    }

    static String format(final byte[] bytes)
    {
        return HexFormat.of().formatHex(bytes);
    }

    /** The bytes of an option's text, in lower or upper case; an odd or foreign character is a usage error. */
    static byte[] parse(final CommandSpec spec, final String option, final String text)
    {
        try
        {
            return HexFormat.of().parseHex(text);
        }
        catch (final IllegalArgumentException e)
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), option + " takes hexadecimal digits, two a byte, not '" + shortened(text) + "'");
        }
    }

    private static String shortened(final String text)
    {
        final int most = 80;
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}

package io.timecoin.doctor;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the machine is to run.
 *
 * @param profile              name of the tuning profile.
 * @param isChosen             whether somebody named the profile; else it is the default, and its wishes no orders.
 * @param pinned               name of the thread that each core is for; empty if the profile pins none.
 * @param jvm                  what the profile wants of the JVM.
 * @param socketBytes          receive buffer that the media driver asks for.
 * @param insistsOnSocketBytes whether the driver does not start with less.
 * @param data                 data folder; null if none was named.
 */
public record Subject(
    String profile,
    boolean isChosen,
    Map<Integer, String> pinned,
    WantedJvm jvm,
    int socketBytes,
    boolean insistsOnSocketBytes,
    Path data)
{
    /**
     * What a profile wants of the JVM.
     *
     * @param file       argument file of {@code java @FILE}.
     * @param options    in it.
     * @param mismatches what the running JVM lacks, a clause each.
     */
    public record WantedJvm(String file, List<String> options, List<String> mismatches)
    {
        private static final Pattern MEMORY =
            Pattern.compile("(?:-Xmx|-XX:MaxDirectMemorySize=)(\\d{1,12})([kKmMgG]?)");
        private static final String UNITS = "kmg";
        private static final int BITS_PER_UNIT = 10;

        /** Most that it may take on the heap and off it, as far as the options say. */
        long memoryBytes()
        {
            long bytes = 0;
            for (final String option : options)
            {
                final Matcher matcher = MEMORY.matcher(option);
                if (matcher.matches())
                {
                    final String unit = matcher.group(2).toLowerCase(Locale.ROOT);
                    final int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
                    bytes += Long.parseLong(matcher.group(1)) << BITS_PER_UNIT * power;
                }
            }
            return bytes;
        }
    }

    BitSet pinnedCores()
    {
        final BitSet cores = new BitSet();
        pinned.keySet().forEach(cores::set);
        return cores;
    }
}

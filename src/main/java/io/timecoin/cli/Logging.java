package io.timecoin.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much this program logs on stderr; libraries stay at warnings. */
final class Logging
{
    private static final String OWN = "io.timecoin";

    private Logging()
    {
    }

    static void level(final String level)
    {
        if (LoggerFactory.getLogger(OWN) instanceof Logger logger)
        {
            logger.setLevel(Level.toLevel(level, Level.INFO));
        }
    }
}

package io.timecoin.cli;

/** Keeps libraries from talking on a command's stdout and stderr; must run before their classes load. */
final class Quiet
{
    private Quiet()
    {
    }

    static void libraries()
    {
        // Chronicle's greeting, its disk watcher's thread and its probes of the machine are of no use to an operator.
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        System.setProperty("chronicle.analytics.disable", "true");
        // Picked up by Agrona and Aeron: our own error handlers speak for them.
        System.setProperty("agrona.disable.bounds.checks", "false");
        System.setProperty("aeron.print.configuration", "false");
    }
}

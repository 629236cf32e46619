package io.timecoin.node;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a thread gives way to others where cores are short. Java's own priorities do nothing on Linux, where each
 * thread has a nice value of its own.
 */
final class ThreadPriority
{
    private static final int PRIO_PROCESS = 0;
    /** On Linux, and only there, this is the calling thread and not its process. */
    private static final int CALLER = 0;
    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    private ThreadPriority()
    {
    }

    /** Makes the calling thread give way, and logs what came of it; does nothing for 0. */
    static void giveWayAndReport(final String thread, final int nice)
    {
        if (nice == 0)
        {
            return;
        }
        String refusal;
        try
        {
            refusal = giveWay(nice);
        }
        catch (final LinkageError | LastErrorException ex)
        {
            refusal = ex.toString();
        }
        if (refusal == null)
        {
            LOG.atInfo().addKeyValue("thread", thread).addKeyValue("nice", nice).log("gives way");
        }
        else
        {
            LOG.atWarn().addKeyValue("thread", thread).addKeyValue("nice", nice).addKeyValue("reason", refusal)
                .log("does not give way: where cores are short, payments wait while blocks are made");
        }
    }

    /** What the kernel holds against it, or null if it took the value. */
    private static String giveWay(final int nice)
    {
        if (!System.getProperty("os.name").startsWith("Linux"))
        {
            return "only Linux has priorities for threads";
        }
        final CLibrary library = Native.load("c", CLibrary.class);
        library.setpriority(PRIO_PROCESS, CALLER, nice);
        final int taken = library.getpriority(PRIO_PROCESS, CALLER);
        return taken == nice ? null : "nice is " + taken;
    }

    /** Of the C library; JNA reads the methods' names. */
    private interface CLibrary extends Library
    {
        int setpriority(int which, int who, int nice) throws LastErrorException;

        int getpriority(int which, int who) throws LastErrorException;
    }
}

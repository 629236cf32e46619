package io.timecoin.testnet;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/** Finds UDP ports in a row that nobody uses on the loopback interface. */
public final class FreePorts
{
    /** Below the range from which operating systems give out ports by themselves. */
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int MAX_TRIES = 200;

    private FreePorts()
    {
    }

    /**
     * Finds ports that were free a moment ago.
     *
     * @param count how many in a row.
     * @return the first of them.
     * @throws IOException if none were found.
     */
    public static int firstOf(final int count) throws IOException
    {
        final SplittableRandom random = new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid());
        for (int i = 0; i < MAX_TRIES; i++)
        {
            final int first = FIRST + random.nextInt(LAST - FIRST - count);
            if (areFree(first, count))
            {
                return first;
            }
        }
        throw new IOException("no " + count + " free UDP ports in a row between " + FIRST + " and " + LAST);
    }

    private static boolean areFree(final int first, final int count)
    {
        for (int port = first; port < first + count; port++)
        {
            try (DatagramSocket socket = new DatagramSocket(null))
            {
                socket.setReuseAddress(false);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
            catch (final IOException ex)
            {
                // Somebody has it: the next run of ports is as good.
                return false;
            }
        }
        return true;
    }
}

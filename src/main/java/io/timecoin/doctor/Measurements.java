package io.timecoin.doctor;

import java.io.IOException;
import java.nio.file.Path;

/** What a look cannot tell: how long things take on this machine. */
public interface Measurements
{
    /**
     * How a thread that never sleeps got on.
     *
     * @param isPinned   whether the kernel gave it the core.
     * @param durationNs of the measurement.
     * @param largestNs  longest time that it did not run.
     * @param lostNs     time that it did not run, gaps above 10 µs only.
     * @param gaps       number of those.
     */
    record Jitter(boolean isPinned, long durationNs, long largestNs, long lostNs, int gaps)
    {
        double lostShare()
        {
            return (double)lostNs / durationNs;
        }
    }

    /**
     * What one reading of the clock takes.
     *
     * @return ns.
     */
    double clockReadNs();

    /**
     * Spins on one core.
     *
     * @param core number.
     * @return how it got on.
     * @throws InterruptedException if the calling thread is interrupted.
     */
    Jitter jitter(int core) throws InterruptedException;

    /**
     * How fast a core computes while another one does too.
     *
     * @param core  number.
     * @param other number of the other.
     * @return 1 if they do not disturb each other.
     * @throws InterruptedException if the calling thread is interrupted.
     */
    double speedBeside(int core, int other) throws InterruptedException;

    /**
     * Writes a little and forces it to disk, again and again; leaves nothing behind.
     *
     * @param folder in which a file is made and removed.
     * @return ns of each, in ascending order; at least one.
     * @throws IOException if the folder cannot be written to.
     */
    long[] forcedWritesNs(Path folder) throws IOException;

    /**
     * Asks for a socket's receive buffer.
     *
     * @param bytes wanted.
     * @return bytes given.
     * @throws IOException if there are no sockets.
     */
    int receiveBufferBytes(int bytes) throws IOException;

    /**
     * Room of a file system.
     *
     * @param folder on it.
     * @return bytes that this user may still write.
     * @throws IOException if it does not tell.
     */
    long roomBytes(Path folder) throws IOException;

    /**
     * Kind of a file system.
     *
     * @param folder on it.
     * @return such as {@code ext4}.
     * @throws IOException if it does not tell.
     */
    String fileSystem(Path folder) throws IOException;
}

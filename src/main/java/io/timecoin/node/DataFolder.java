package io.timecoin.node;

import io.timecoin.block.Commit;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.PrintWriter;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder that one running node owns.
 * <pre>
 * lock         held by the process that has the folder open
 * pid          its process number
 * pid.start    when that process started, epoch milliseconds: numbers come again
 * counters     mapped: what status and other tools read while the node runs
 * aeron/       buffers of the media driver, if they cannot be in shared memory
 * started      there once a node has run here: it may have voted, and does not remember how
 * votes        own votes on blocks, each on disk before it leaves
 * leftover     of a stop in good order: where to go on
 * capture/     recordings of what came in, a folder each
 * blocks/      final blocks
 * evidence/    of validators that said two things for one step, a file each
 * utxo/        the set of unspent outputs, with its own mark of a clean close
 * conflict.commit  of a final block that contradicts what is final here, with who signed it
 * halt.log     why the node last stopped by itself, with the stack trace
 * </pre>
 */
public final class DataFolder implements AutoCloseable
{
    /** The commit of a block that contradicts what is final here. */
    static final String CONFLICT = "conflict.commit";

    private static final String LOCK = "lock";
    private static final String PID = "pid";
    private static final String PID_START = "pid.start";
    private static final String COUNTERS = "counters";
    private static final String UTXO = "utxo";
    private static final String VOTES = "votes";
    private static final String AERON = "aeron";
    private static final String CAPTURE = "capture";
    private static final String BLOCKS = "blocks";
    private static final String EVIDENCE = "evidence";
    private static final String OPEN_VOTES = "votes.open";
    private static final String HALT_LOG = "halt.log";
    /** A tool that looks whether the lock is held holds it for an instant itself. */
    private static final long LOCK_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOCK_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Locks belong to a process: closing a second channel to the same file would give up this one's lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private DataFolder(final Path folder, final FileChannel channel)
    {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes possession of a folder.
     *
     * @param path made if absent.
     * @return the folder, locked until {@link #close()}.
     * @throws NodeException if another process holds it, or it cannot be written to.
     */
    public static DataFolder open(final Path path)
    {
        FileChannel channel = null;
        boolean isHeld = false;
        try
        {
            Files.createDirectories(path);
            final Path folder = path.toRealPath();
            isHeld = HELD.add(folder);
            if (!isHeld)
            {
                throw locked(folder, ProcessHandle.current().pid());
            }
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null)
            {
                throw locked(folder, readPid(folder));
            }
            writeAside(folder, PID_START, startMs(ProcessHandle.current()) + "\n");
            writeAside(folder, PID, ProcessHandle.current().pid() + "\n");
            return new DataFolder(folder, channel);
        }
        catch (final IOException ex)
        {
            release(path, channel, isHeld);
            throw new NodeException(NodeException.Kind.CONFIGURATION, "cannot use the data folder " + path,
                Reason.of(ex), "choose a folder that this user may write to with node.data");
        }
        catch (final NodeException ex)
        {
            // The folder of another process, or of another node in this one: only our own channel goes.
            closeQuietly(channel);
            if (isHeld)
            {
                HELD.remove(realPath(path));
            }
            throw ex;
        }
    }

    /**
     * Who has a folder open.
     *
     * @param path of a data folder.
     * @return the process's number, 0 if it cannot be told; empty if nobody has.
     */
    public static OptionalLong holder(final Path path)
    {
        if (HELD.contains(realPath(path)))
        {
            return OptionalLong.of(ProcessHandle.current().pid());
        }
        final Path lock = path.resolve(LOCK);
        if (!Files.exists(lock))
        {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE); FileLock free = channel.tryLock())
        {
            return free == null ? OptionalLong.of(readPid(path)) : OptionalLong.empty();
        }
        catch (final IOException ex)
        {
            throw new NodeException(NodeException.Kind.CONFIGURATION, "cannot look into the data folder " + path,
                Reason.of(ex), "run the command as the user who runs the node");
        }
    }

    /**
     * The process that has a folder open, if it can be signalled from here: its number may mean another process to this
     * user, or in this container.
     *
     * @param path of a data folder.
     * @return the process, or empty.
     */
    public static Optional<ProcessHandle> process(final Path path)
    {
        final OptionalLong pid = holder(path);
        try
        {
            final String written = Files.readString(path.resolve(PID_START)).trim();
            return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(pid.getAsLong())
                .filter((process) -> written.equals(Long.toString(startMs(process))));
        }
        catch (final IOException ex)
        {
            return Optional.empty();
        }
    }

    /**
     * Makes the counters' file anew; a tool that still reads the old one keeps it.
     *
     * @param length bytes.
     * @return mapped as long as anybody holds it: a late writer must not meet memory that is gone.
     */
    public UnsafeBuffer createCounters(final int length)
    {
        try
        {
            final Path aside = folder.resolve(COUNTERS + ".new");
            Files.deleteIfExists(aside);
            final MappedByteBuffer mapped = IoUtil.mapNewFile(aside.toFile(), length);
            Files.move(aside, folder.resolve(COUNTERS), StandardCopyOption.ATOMIC_MOVE);
            return new UnsafeBuffer(mapped);
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Where the media driver's buffers go if there is no shared memory.
     *
     * @return a folder, absent before.
     */
    Path aeron()
    {
        return folder.resolve(AERON);
    }

    /**
     * Where recordings of what came in lie.
     *
     * @param folder of a node.
     * @return a folder, absent before the first recording.
     */
    public static Path captures(final Path folder)
    {
        return folder.resolve(CAPTURE);
    }

    /**
     * Where final blocks lie.
     *
     * @param folder of a node.
     * @return a folder, absent before the first start.
     */
    public static Path blocks(final Path folder)
    {
        return folder.resolve(BLOCKS);
    }

    /**
     * Where evidence against validators lies.
     *
     * @param folder of a node.
     * @return a folder, absent as long as there is none.
     */
    public static Path evidence(final Path folder)
    {
        return folder.resolve(EVIDENCE);
    }

    /** Where evidence that this node has lies. */
    Path evidence()
    {
        return evidence(folder);
    }

    /** Where recordings of this node lie. */
    Path captures()
    {
        return captures(folder);
    }

    /**
     * Where the set of unspent outputs lies.
     *
     * @return a folder, absent before the first start.
     */
    public Path utxo()
    {
        return folder.resolve(UTXO);
    }

    /** Where final blocks of this node lie. */
    Path blocks()
    {
        return blocks(folder);
    }

    /** The file of own votes on blocks. */
    Path votes()
    {
        return folder.resolve(VOTES);
    }

    /**
     * What a node that was stopped in good order left, which is then gone.
     *
     * @param chainId 32 bytes.
     * @return {@link Leftover#UNKNOWN} after any other end.
     */
    Leftover takeLeftover(final byte[] chainId)
    {
        try
        {
            return Leftover.take(folder, chainId);
        }
        catch (final UncheckedIOException ex)
        {
            throw cannotWrite(ex.getCause());
        }
    }

    /** Keeps what the next start needs to go on at once. */
    void leave(final Leftover leftover, final byte[] chainId)
    {
        try
        {
            leftover.write(folder, chainId);
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Whether a node has run on this folder that may have voted on payments which were undecided when it ended.
     *
     * @return false for a new folder, and after a stop that left nothing undecided.
     */
    boolean mayHaveOpenVotes()
    {
        return Files.exists(folder.resolve(OPEN_VOTES));
    }

    /** Notes that from now on votes may be open. */
    void markOpenVotes()
    {
        try
        {
            if (!mayHaveOpenVotes())
            {
                writeAside(folder, OPEN_VOTES, "");
            }
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /** Notes that no vote is open any more; the unspent outputs must be closed by then. */
    void clearOpenVotes()
    {
        try
        {
            Files.deleteIfExists(folder.resolve(OPEN_VOTES));
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Keeps the whole story of a halt for a report.
     *
     * @param agent that failed.
     * @param cause what it threw.
     * @return the file, or null if it could not be written.
     */
    public Path writeHaltLog(final String agent, final Throwable cause)
    {
        final Path file = folder.resolve(HALT_LOG);
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file)))
        {
            writer.println("halted by " + agent + ", process " + ProcessHandle.current().pid());
            cause.printStackTrace(writer);
            return file;
        }
        catch (final IOException ex)
        {
            // The halt itself is on its way to the log; a disk that is full must not stand in its way.
            return null;
        }
    }

    /**
     * Keeps the header and the certificate of a block that contradicts what is final here.
     *
     * @param commit of the block.
     */
    public void writeConflict(final Commit commit)
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[commit.encodedLength()]);
        commit.encode(bytes, 0);
        try
        {
            Files.write(folder.resolve(CONFLICT), bytes.byteArray());
        }
        catch (final IOException ex)
        {
            // As with the log of the halt: it is on its way to the operator all the same.
            return;
        }
    }

    static Path countersFile(final Path folder)
    {
        return folder.resolve(COUNTERS);
    }

    /** Gives the folder up. The counters' last values stay readable. */
    @Override
    public void close()
    {
        release(folder, channel, true);
    }

    private static FileLock tryLock(final FileChannel channel) throws IOException
    {
        final long deadlineNs = System.nanoTime() + LOCK_PATIENCE_NS;
        FileLock lock = channel.tryLock();
        while (lock == null && System.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(LOCK_RETRY_NS);
            lock = channel.tryLock();
        }
        return lock;
    }

    private static long readPid(final Path folder) throws IOException
    {
        final Path file = folder.resolve(PID);
        final String text = Files.exists(file) ? Files.readString(file).trim() : "";
        final long pid = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
        // Whoever has taken the lock after a crash has not written its own number yet.
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() ? pid : 0;
    }

    private static long startMs(final ProcessHandle process)
    {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static void writeAside(final Path folder, final String name, final String text) throws IOException
    {
        final Path aside = folder.resolve(name + ".new");
        Files.writeString(aside, text);
        Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private NodeException cannotWrite(final IOException ex)
    {
        return new NodeException(NodeException.Kind.CONFIGURATION, "cannot write to the data folder " + folder,
            Reason.of(ex), "check its space and its rights");
    }

    private static NodeException locked(final Path folder, final long pid)
    {
        return new NodeException(NodeException.Kind.LOCKED,
            "the data folder " + folder + " is in use by process " + pid,
            "one folder belongs to one running node",
            "stop that node ('timecoin stop'), or set node.data to a folder of this node's own");
    }

    private static void release(final Path folder, final FileChannel channel, final boolean isHeld)
    {
        closeQuietly(channel);
        if (isHeld)
        {
            HELD.remove(realPath(folder));
        }
    }

    private static Path realPath(final Path path)
    {
        try
        {
            return path.toRealPath();
        }
        catch (final IOException ex)
        {
            // What does not exist is held by nobody.
            return path.toAbsolutePath().normalize();
        }
    }

    private static void closeQuietly(final FileChannel channel)
    {
        if (channel != null)
        {
            try
            {
                channel.close();
            }
            catch (final IOException ex)
            {
                // Closing releases the lock either way, and the process is on its way out.
                return;
            }
        }
    }
}

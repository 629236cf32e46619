package io.timecoin.utxo;

import io.timecoin.InvariantViolation;
import io.timecoin.utxo.UtxoFolder.CleanClose;
import io.timecoin.utxo.UtxoFolder.Identity;
import io.timecoin.utxo.UtxoStoreException.Reason;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.MapSegmentContext;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import javax.tools.ToolProvider;

/**
 * The set in one persisted Chronicle Map: constant sizes (34 and 33 bytes), salted keys, one writer, readers on any
 * thread. Nothing here is durable before {@link #close()}: the journal, once it exists, says what was applied.
 *
 * <p>An operation allocates nothing: keys are scratch objects of their threads.
 */
public final class ChronicleUtxoStore extends CheckedUtxoStore
{
    private static final SaltedOutpoint NO_SECRET = new SaltedOutpoint();
    /** The map's own, unless it is told otherwise. */
    private static final LongHashFunction SEGMENT_HASH = LongHashFunction.xx_r39();

    private final UtxoFolder folder;
    private final ChronicleMap<SaltedOutpoint, UtxoEntry> map;
    private final boolean isScratch;
    private final int segmentCount;
    private final SaltedOutpoint secret;
    private final SaltedOutpoint writerKey = new SaltedOutpoint();
    private final byte[] keyBytes = new byte[OUTPOINT_LENGTH];
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(keyBytes);
    // Readers come from any thread, and no two may share a key.
    private final ThreadLocal<SaltedOutpoint> readerKey = ThreadLocal.withInitial(SaltedOutpoint::new);
    private boolean closed;

    private ChronicleUtxoStore(
        final UtxoFolder folder,
        final ChronicleMap<SaltedOutpoint, UtxoEntry> map,
        final Identity identity,
        final boolean isScratch)
    {
        super(identity.capacity(), false);
        this.isScratch = isScratch;
        this.folder = folder;
        this.map = map;
        segmentCount = map.segments();
        secret = new SaltedOutpoint();
        // XOR with a fresh key, all zero, leaves the secret as it is.
        secret.salt(new UnsafeBuffer(identity.secret()), 0, new SaltedOutpoint());
    }

    /**
     * Whether a folder holds a set, clean or not.
     *
     * @param folder to look at.
     * @return true if {@link #create(Path, byte[], long)} would refuse.
     */
    public static boolean exists(final Path folder)
    {
        return new UtxoFolder(folder).isPresent();
    }

    /**
     * Whether the process that had a set open has not closed it.
     *
     * @param folder that holds a set.
     * @return true if it cannot be opened for that reason.
     */
    public static boolean isUnclean(final Path folder)
    {
        return !new UtxoFolder(folder).isClean();
    }

    /**
     * Removes a set that is to be made anew; one that is another's stays.
     *
     * @param folder   that holds a set which nobody has open.
     * @param chainId  that it must belong to.
     * @param capacity that it must have been made for.
     * @throws UtxoStoreException if it is another's, or cannot be removed.
     */
    public static void remove(final Path folder, final byte[] chainId, final long capacity)
    {
        final UtxoFolder files = new UtxoFolder(folder);
        try
        {
            requireOurs(folder, files.readIdentity(), chainId, capacity);
            files.remove();
        }
        catch (final IOException ex)
        {
            throw io(folder, "removed", ex);
        }
    }

    /**
     * Makes an empty set.
     *
     * @param folder   made if absent.
     * @param chainId  32 bytes.
     * @param capacity most outputs; the file is sized for it.
     * @return the open set.
     * @throws UtxoStoreException if that cannot be.
     */
    public static ChronicleUtxoStore create(final Path folder, final byte[] chainId, final long capacity)
    {
        return create(folder, newIdentity(chainId, capacity), false);
    }

    /**
     * Makes an empty set for one run, to be thrown away with its folder: it keeps no running hash of its state, and
     * its close neither forces anything to the disk nor leaves a mark, so that it cannot be opened again.
     *
     * @param folder   made if absent.
     * @param chainId  32 bytes.
     * @param capacity most outputs; the file is sized for it.
     * @return the open set.
     * @throws UtxoStoreException if that cannot be.
     */
    public static ChronicleUtxoStore createScratch(final Path folder, final byte[] chainId, final long capacity)
    {
        return create(folder, newIdentity(chainId, capacity), true);
    }

    static ChronicleUtxoStore create(final Path path, final Identity identity, final boolean isScratch)
    {
        requireCompiler();
        final UtxoFolder folder = new UtxoFolder(path);
        if (folder.isPresent())
        {
            throw new UtxoStoreException(Reason.PRESENT, path + " holds a set of unspent outputs already; " +
                "open it, or remove the folder to begin again from the genesis");
        }
        try
        {
            folder.create(identity);
            return new ChronicleUtxoStore(folder, openMap(folder, identity.capacity()), identity, isScratch);
        }
        catch (final IOException ex)
        {
            throw io(path, "created", ex);
        }
    }

    /**
     * Opens a set that was closed.
     *
     * @param path     of its folder.
     * @param chainId  that it must belong to.
     * @param capacity that it must have been made for.
     * @return the open set, as it was closed.
     * @throws UtxoStoreException if that cannot be; the reason says which kind, the message what to do.
     */
    public static ChronicleUtxoStore open(final Path path, final byte[] chainId, final long capacity)
    {
        requireCompiler();
        final UtxoFolder folder = new UtxoFolder(path);
        if (!folder.isPresent())
        {
            throw new UtxoStoreException(Reason.ABSENT, path + " holds no set of unspent outputs");
        }
        try
        {
            final Identity identity = folder.readIdentity();
            requireOurs(path, identity, chainId, capacity);
            if (!folder.isClean())
            {
                throw new UtxoStoreException(Reason.UNCLEAN, "the set of unspent outputs in " + path +
                    " was not closed: its process died, or still runs. Stop that process if it runs; if not, restore " +
                    "the folder from a copy, or remove it to begin again from the genesis");
            }
            return open(folder, identity);
        }
        catch (final IOException ex)
        {
            throw io(path, "opened", ex);
        }
    }

    private static ChronicleUtxoStore open(final UtxoFolder folder, final Identity identity) throws IOException
    {
        final CleanClose close = folder.readCleanClose();
        folder.requireMapAsClosed(close);
        final ChronicleMap<SaltedOutpoint, UtxoEntry> map = openMap(folder, identity.capacity());
        if (map.longSize() != close.size())
        {
            map.close();
            throw folder.corrupt("the map holds " + map.longSize() + " outputs and held " + close.size() +
                " when it was closed");
        }
        // Only now, before the first write, does the folder count as open.
        folder.removeCleanMark();
        final ChronicleUtxoStore store = new ChronicleUtxoStore(folder, map, identity, false);
        store.restore(close.size());
        return store;
    }

    @Override
    public boolean get(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        final SaltedOutpoint key = readerKey.get();
        key.salt(outpoint, offset, secret);
        return map.getUsing(key, into) != null;
    }

    @Override
    public void forEach(final UtxoConsumer consumer)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[OUTPOINT_LENGTH]);
        map.forEachEntry(
            (entry) ->
            {
                entry.key().get().unsalt(outpoint, 0, secret);
                consumer.accept(outpoint, 0, entry.value().get());
            });
    }

    /** Part by part, as the map's locks go: what is in a part is copied under its lock, and told without it. */
    @Override
    public void scan(final UtxoConsumer consumer, final BooleanSupplier goesOn)
    {
        final ScannedPart part = new ScannedPart(secret);
        for (int segment = 0; segment < segmentCount && goesOn.getAsBoolean(); segment++)
        {
            part.clear();
            try (MapSegmentContext<SaltedOutpoint, UtxoEntry, ?> context = map.segmentContext(segment))
            {
                context.forEachSegmentEntry((entry) -> part.add(entry.key().get(), entry.value().get()));
            }
            part.forEach(consumer);
        }
    }

    /**
     * Closes the map and leaves the mark of a clean close, unless a write failed half way or the set was made for one
     * run. A second call does nothing.
     */
    @Override
    public void close()
    {
        if (closed)
        {
            return;
        }
        closed = true;
        map.close();
        if (isDamaged() || isScratch)
        {
            return;
        }
        try
        {
            folder.markClean(size());
        }
        catch (final IOException ex)
        {
            throw io(folder.mapFile().getParent(), "closed", ex);
        }
    }

    @Override
    boolean contains(final DirectBuffer outpoint, final int offset)
    {
        writerKey.salt(outpoint, offset, secret);
        return map.containsKey(writerKey);
    }

    @Override
    void insert(final DirectBuffer outpoint, final int offset, final UtxoEntry output)
    {
        writerKey.salt(outpoint, offset, secret);
        map.put(writerKey, output);
    }

    @Override
    boolean take(final DirectBuffer outpoint, final int offset, final UtxoEntry into)
    {
        writerKey.salt(outpoint, offset, secret);
        try (ExternalMapQueryContext<SaltedOutpoint, UtxoEntry, ?> context = map.queryContext(writerKey))
        {
            context.updateLock().lock();
            final MapEntry<SaltedOutpoint, UtxoEntry> found = context.entry();
            if (found == null)
            {
                return false;
            }
            found.value().getUsing(into);
            context.remove(found);
            return true;
        }
    }

    /** How many parts the map has, each with its own pages and lock. */
    int segmentCount()
    {
        return segmentCount;
    }

    /** The part that an outpoint belongs to. If the map came to think otherwise, writes would only be slower. */
    int segment(final DirectBuffer outpoint, final int offset)
    {
        writerKey.salt(outpoint, offset, secret);
        writerKey.unsalt(keyBuffer, 0, NO_SECRET);
        return (int)Long.remainderUnsigned(SEGMENT_HASH.hashBytes(keyBytes), segmentCount);
    }

    /** Looks whether the map holds as many outputs as it must: one put in twice, or never there, shows so. */
    void requireSize(final long expected)
    {
        final long actual = map.longSize();
        if (actual != expected)
        {
            throw new InvariantViolation("the map of unspent outputs holds another number than " + expected, actual);
        }
    }

    @Override
    void delete(final DirectBuffer outpoint, final int offset)
    {
        writerKey.salt(outpoint, offset, secret);
        map.remove(writerKey);
    }

    /** Entries in each of the map's segments: keys must spread, for a segment is sized for its share. */
    long[] segmentSizes()
    {
        final long[] sizes = new long[segmentCount];
        for (int i = 0; i < sizes.length; i++)
        {
            try (MapSegmentContext<SaltedOutpoint, UtxoEntry, ?> context = map.segmentContext(i))
            {
                sizes[i] = context.size();
            }
        }
        return sizes;
    }

    private static ChronicleMap<SaltedOutpoint, UtxoEntry> openMap(final UtxoFolder folder, final long capacity)
        throws IOException
    {
        return ChronicleMapBuilder.of(SaltedOutpoint.class, UtxoEntry.class)
            .name("utxo")
            .entries(capacity)
            .keyMarshaller(SaltedOutpoint.Marshaller.INSTANCE)
            .valueMarshaller(UtxoEntryMarshaller.INSTANCE)
            .constantKeySizeBySample(new SaltedOutpoint())
            .constantValueSizeBySample(new UtxoEntry())
            .putReturnsNull(true)
            .removeReturnsNull(true)
            .skipCloseOnExitHook(true)
            .createPersistedTo(folder.mapFile().toFile());
    }

    private static Identity newIdentity(final byte[] chainId, final long capacity)
    {
        final byte[] secret = new byte[OUTPOINT_LENGTH];
        new SecureRandom().nextBytes(secret);
        return new Identity(chainId.clone(), capacity, secret);
    }

    private static void requireCompiler()
    {
        if (ToolProvider.getSystemJavaCompiler() == null)
        {
            throw new UtxoStoreException(Reason.NO_COMPILER, "the set of unspent outputs needs a Java with its " +
                "compiler: run a JDK (17 or newer) instead of the JRE in " + System.getProperty("java.home"));
        }
    }

    private static void requireOurs(
        final Path path, final Identity identity, final byte[] chainId, final long capacity)
    {
        if (!Arrays.equals(identity.chainId(), chainId))
        {
            throw new UtxoStoreException(Reason.WRONG_CHAIN, "the set of unspent outputs in " + path +
                " belongs to another chain; configure the genesis that it was made from, or another data folder");
        }
        if (identity.capacity() != capacity)
        {
            throw new UtxoStoreException(Reason.WRONG_CAPACITY, "the set of unspent outputs in " + path +
                " was made for " + identity.capacity() + " outputs and " + capacity + " are configured; " +
                "set [storage] utxo_capacity = " + identity.capacity());
        }
    }

    private static UtxoStoreException io(final Path path, final String what, final IOException ex)
    {
        return new UtxoStoreException(Reason.IO, "the set of unspent outputs in " + path + " cannot be " + what + ": " +
            ex.getMessage() + "; check space, permissions and the disk", ex);
    }
}

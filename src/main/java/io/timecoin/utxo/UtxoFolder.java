package io.timecoin.utxo;

import io.timecoin.utxo.UtxoStoreException.Reason;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.UtxoCleanCloseDecoder;
import io.timecoin.wire.UtxoCleanCloseEncoder;
import io.timecoin.wire.UtxoIdentityDecoder;
import io.timecoin.wire.UtxoIdentityEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The folder that a map lies in: the map's file, an identity made once (chain, capacity, secret), and a mark that
 * exists only while no process has the map open. Whoever opens takes the mark away, whoever closes leaves a new one,
 * so a folder without a mark was not closed cleanly.
 */
final class UtxoFolder
{
    static final String MAP_NAME = "utxo.map";
    static final String IDENTITY_NAME = "utxo.identity";
    static final String CLEAN_CLOSE_NAME = "utxo.clean";

    private static final int FORMAT_VERSION = 2;
    private static final int HASH_LENGTH = 32;
    private static final int HEAD_LENGTH = 64 * 1024;
    private static final int MAX_RECORD_LENGTH = 256;

    /** Whose the map is. */
    record Identity(byte[] chainId, long capacity, byte[] secret)
    {
    }

    /** What the map held when it was closed. */
    record CleanClose(long size, long mapLength, byte[] mapHeadHash)
    {
    }

    private final Path folder;

    UtxoFolder(final Path folder)
    {
        this.folder = folder;
    }

    Path mapFile()
    {
        return folder.resolve(MAP_NAME);
    }

    boolean isPresent()
    {
        return Files.exists(folder.resolve(IDENTITY_NAME)) || Files.exists(mapFile());
    }

    boolean isClean()
    {
        return Files.exists(folder.resolve(CLEAN_CLOSE_NAME));
    }

    void create(final Identity identity) throws IOException
    {
        Files.createDirectories(folder);
        final byte[] record = new byte[MessageHeaderEncoder.ENCODED_LENGTH + UtxoIdentityEncoder.BLOCK_LENGTH];
        final UtxoIdentityEncoder encoder = new UtxoIdentityEncoder()
            .wrapAndApplyHeader(new UnsafeBuffer(record), 0, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .capacity(identity.capacity());
        encoder.putChainId(identity.chainId(), 0, HASH_LENGTH);
        encoder.putSecret(identity.secret(), 0, UtxoView.OUTPOINT_LENGTH);
        seal(record);
        writeAside(IDENTITY_NAME, record);
    }

    Identity readIdentity() throws IOException
    {
        final byte[] record = read(IDENTITY_NAME, UtxoIdentityDecoder.TEMPLATE_ID,
            UtxoIdentityDecoder.BLOCK_LENGTH);
        final UtxoIdentityDecoder decoder = new UtxoIdentityDecoder()
            .wrapAndApplyHeader(new UnsafeBuffer(record), 0, new MessageHeaderDecoder());
        requireVersion(IDENTITY_NAME, decoder.formatVersion());
        final byte[] chainId = new byte[UtxoIdentityDecoder.chainIdLength()];
        final byte[] secret = new byte[UtxoIdentityDecoder.secretLength()];
        decoder.getChainId(chainId, 0, chainId.length);
        decoder.getSecret(secret, 0, secret.length);
        return new Identity(chainId, decoder.capacity(), secret);
    }

    /** Leaves the mark. The map must be closed; its bytes are forced to the disk before the mark is. */
    void markClean(final long size) throws IOException
    {
        try (FileChannel map = FileChannel.open(mapFile(), StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            map.force(true);
        }
        final byte[] record = new byte[MessageHeaderEncoder.ENCODED_LENGTH + UtxoCleanCloseEncoder.BLOCK_LENGTH];
        final UtxoCleanCloseEncoder encoder = new UtxoCleanCloseEncoder()
            .wrapAndApplyHeader(new UnsafeBuffer(record), 0, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .size(size)
            .mapLength(Files.size(mapFile()));
        encoder.putMapHeadHash(hashMapHead(), 0, HASH_LENGTH);
        seal(record);
        writeAside(CLEAN_CLOSE_NAME, record);
    }

    /** The identity goes last: a folder without one holds nothing. */
    void remove() throws IOException
    {
        Files.deleteIfExists(folder.resolve(CLEAN_CLOSE_NAME));
        Files.deleteIfExists(mapFile());
        Files.deleteIfExists(folder.resolve(IDENTITY_NAME));
        forceFolder();
    }

    CleanClose readCleanClose() throws IOException
    {
        final byte[] record = read(CLEAN_CLOSE_NAME, UtxoCleanCloseDecoder.TEMPLATE_ID,
            UtxoCleanCloseDecoder.BLOCK_LENGTH);
        final UtxoCleanCloseDecoder decoder = new UtxoCleanCloseDecoder()
            .wrapAndApplyHeader(new UnsafeBuffer(record), 0, new MessageHeaderDecoder());
        requireVersion(CLEAN_CLOSE_NAME, decoder.formatVersion());
        final byte[] mapHeadHash = new byte[HASH_LENGTH];
        decoder.getMapHeadHash(mapHeadHash, 0, HASH_LENGTH);
        return new CleanClose(decoder.size(), decoder.mapLength(), mapHeadHash);
    }

    void removeCleanMark() throws IOException
    {
        Files.delete(folder.resolve(CLEAN_CLOSE_NAME));
        forceFolder();
    }

    /**
     * Chronicle Map waits a minute for a file whose head it does not know, so a file is compared before it is opened.
     */
    void requireMapAsClosed(final CleanClose close) throws IOException
    {
        final long length = Files.exists(mapFile()) ? Files.size(mapFile()) : 0;
        if (length != close.mapLength())
        {
            throw corrupt(MAP_NAME + " has " + length + " bytes and had " + close.mapLength() + " when it was closed");
        }
        if (!Arrays.equals(hashMapHead(), close.mapHeadHash()))
        {
            throw corrupt(MAP_NAME + " begins otherwise than when it was closed");
        }
    }

    UtxoStoreException corrupt(final String what)
    {
        return new UtxoStoreException(Reason.CORRUPT, "the set of unspent outputs in " + folder + " is damaged: " +
            what + "; restore the folder from a copy, or remove it to begin again from the genesis");
    }

    private byte[] read(final String name, final int templateId, final int blockLength) throws IOException
    {
        final Path file = folder.resolve(name);
        if (Files.size(file) > MAX_RECORD_LENGTH)
        {
            throw corrupt(name + " is too long");
        }
        final byte[] record = Files.readAllBytes(file);
        final DirectBuffer buffer = new UnsafeBuffer(record);
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        if (record.length < MessageHeaderDecoder.ENCODED_LENGTH)
        {
            throw corrupt(name + " is cut short");
        }
        header.wrap(buffer, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID || header.templateId() != templateId)
        {
            throw corrupt(name + " is not a file of TimeCoin");
        }
        if (header.version() != MessageHeaderDecoder.SCHEMA_VERSION)
        {
            throw wrongVersion(name, header.version());
        }
        if (header.blockLength() != blockLength ||
            record.length != MessageHeaderDecoder.ENCODED_LENGTH + blockLength ||
            !Arrays.equals(checksum(record), Arrays.copyOfRange(record, record.length - HASH_LENGTH, record.length)))
        {
            throw corrupt(name + " does not match its checksum");
        }
        return record;
    }

    private void requireVersion(final String name, final int version)
    {
        if (version != FORMAT_VERSION)
        {
            throw wrongVersion(name, version);
        }
    }

    private UtxoStoreException wrongVersion(final String name, final int version)
    {
        return new UtxoStoreException(Reason.WRONG_VERSION, "the set of unspent outputs in " + folder + " has " + name +
            " of format version " + version + ", and this program reads version " + FORMAT_VERSION +
            "; use the program that wrote it, or remove the folder to begin again from the genesis");
    }

    /**
     * A file appears whole or not at all: written beside, forced, renamed. Only its owner reads it, for it may hold
     * the secret.
     */
    private void writeAside(final String name, final byte[] record) throws IOException
    {
        final Path aside = folder.resolve(name + ".new");
        Files.deleteIfExists(aside);
        final FileStore store = Files.getFileStore(folder);
        if (store.supportsFileAttributeView("posix"))
        {
            Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        else
        {
            Files.createFile(aside);
        }
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(record));
            channel.force(true);
        }
        Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    private void forceFolder() throws IOException
    {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ))
        {
            channel.force(true);
        }
    }

    private byte[] hashMapHead() throws IOException
    {
        try (FileChannel channel = FileChannel.open(mapFile(), StandardOpenOption.READ))
        {
            final ByteBuffer head = ByteBuffer.allocate((int)Math.min(HEAD_LENGTH, channel.size()));
            while (head.hasRemaining() && channel.read(head) >= 0)
            {
                // A channel may hand over less than was asked for.
                continue;
            }
            return sha256().digest(head.array());
        }
    }

    private static void seal(final byte[] record)
    {
        System.arraycopy(checksum(record), 0, record, record.length - HASH_LENGTH, HASH_LENGTH);
    }

    private static byte[] checksum(final byte[] record)
    {
        final MessageDigest digest = sha256();
        digest.update(record, 0, record.length - HASH_LENGTH);
        return digest.digest();
    }

    private static MessageDigest sha256()
    {
        try
        {
            return MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java platform has SHA-256", ex);
        }
    }
}

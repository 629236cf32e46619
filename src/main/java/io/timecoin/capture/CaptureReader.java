package io.timecoin.capture;

import static io.timecoin.capture.CaptureFormat.BLOCK_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.DATA_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.LENGTH_FIELD;
import static io.timecoin.capture.CaptureFormat.MESSAGE_HEADER_LENGTH;

import io.timecoin.capture.CaptureException.Reason;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.genesis.GenesisException;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import io.timecoin.utxo.UtxoView;
import io.timecoin.wire.CaptureEndDecoder;
import io.timecoin.wire.CaptureGenesisDecoder;
import io.timecoin.wire.CaptureOutputDecoder;
import io.timecoin.wire.CaptureSchemaDecoder;
import io.timecoin.wire.CaptureStartDecoder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a capture file. Opening it checks the chain of block headers from start to end; the records of a block are
 * checked when they are read. A file whose end is missing or damaged can be opened: {@link #fault()} says where it
 * ends, and a cursor throws the same there. For one thread, but for its cursors, each of which may have its own.
 */
public final class CaptureReader implements AutoCloseable
{
    private static final int HASHED_AT_ONCE = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long length;
    private final int windowLength;
    private final ByteBuffer headerBytes = ByteBuffer.allocateDirect(BLOCK_HEADER_LENGTH);
    private final UnsafeBuffer headerBuffer = new UnsafeBuffer(headerBytes);
    private final CaptureOpening opening = new CaptureOpening();
    private final List<RecordReader> readers = new ArrayList<>();
    private BlockHeader behindGenesis;
    private BlockHeader behindOutputs;
    private long endOffset;
    private CaptureEnding ending;
    private CaptureException fault;
    private CaptureHeader header;

    private CaptureReader(final Path file, final FileChannel channel, final int windowLength) throws IOException
    {
        this.file = file;
        this.channel = channel;
        this.windowLength = windowLength;
        length = channel.size();
    }

    /**
     * Opens a file.
     *
     * @param file to be read.
     * @return a reader of it.
     * @throws CaptureException if it is no capture, of a later version, or damaged before its first record.
     */
    public static CaptureReader open(final Path file) throws CaptureException
    {
        return open(file, RecordReader.WINDOW_LENGTH);
    }

    static CaptureReader open(final Path file, final int windowLength)
    {
        CaptureReader reader = null;
        try
        {
            if (Files.isDirectory(file))
            {
                throw new IOException("it is a folder");
            }
            if (Files.exists(file) && !Files.isRegularFile(file))
            {
                // Opening a pipe would wait for somebody who writes, and none of these can be mapped.
                throw new IOException("it is a device, a pipe or a socket");
            }
            reader = new CaptureReader(file, FileChannel.open(file, StandardOpenOption.READ), windowLength);
            reader.walk();
            return reader;
        }
        catch (final IOException ex)
        {
            closeQuietly(reader);
            throw new CaptureException(Reason.IO, 0, "cannot read " + file + ": " +
                (ex instanceof NoSuchFileException ? "there is no such file" : ex.getMessage()), ex);
        }
        catch (final RuntimeException ex)
        {
            closeQuietly(reader);
            throw ex;
        }
    }

    /**
     * What the file says about itself.
     *
     * @return never null.
     */
    public CaptureHeader header()
    {
        return header;
    }

    /**
     * Where and why the file cannot be read to its end, as far as the headers of its blocks tell.
     *
     * @return null if they are whole.
     */
    public CaptureException fault()
    {
        return fault;
    }

    /**
     * The file's length.
     *
     * @return bytes.
     */
    public long length()
    {
        return length;
    }

    /**
     * The schema that the records were written by, as the SBE tool serializes it.
     *
     * @return a copy.
     */
    public byte[] schemaIr()
    {
        return opening.schemaIr.clone();
    }

    /**
     * Refuses a capture of another chain.
     *
     * @param chainId 32 bytes.
     * @throws CaptureException with {@link Reason#FOREIGN_CHAIN}.
     */
    public void requireChain(final byte[] chainId) throws CaptureException
    {
        if (!Arrays.equals(chainId, opening.chainId))
        {
            throw new CaptureException(Reason.FOREIGN_CHAIN, 0, "the capture is of another chain");
        }
    }

    /**
     * Visits every output that is unspent at the first record: in the genesis's order, or sorted by outpoint.
     *
     * @param consumer called once an output.
     * @throws CaptureException if the outputs are damaged.
     */
    public void forEachOutput(final UtxoConsumer consumer) throws CaptureException
    {
        final UtxoEntry entry = new UtxoEntry();
        if (opening.beginsWithGenesis)
        {
            opening.genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
            {
                entry.amount = amount;
                entry.lockType = lockType;
                entry.coinbaseHeight = UtxoEntry.NOT_COINBASE;
                System.arraycopy(keyHash, 0, entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
                consumer.accept(outpoint, offset, entry);
            });
            return;
        }
        try (RecordReader records = new RecordReader(channel, length, behindGenesis, windowLength))
        {
            final CaptureOutputDecoder decoder = new CaptureOutputDecoder();
            final OutpointOrder order = new OutpointOrder();
            final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
            while (records.next(CaptureFormat.OUTPUTS_BLOCK))
            {
                readOutput(records, decoder, outpoint, entry);
                if (!order.next(outpoint, 0))
                {
                    throw records.fault(Reason.ORDER, "outputs are not sorted by outpoint");
                }
                consumer.accept(outpoint, 0, entry);
            }
        }
    }

    /**
     * Begins to read the stream.
     *
     * @return a cursor before the first record, which lives as long as this reader.
     */
    public CaptureCursor cursor()
    {
        final RecordReader records = new RecordReader(channel, length, behindOutputs, windowLength);
        readers.add(records);
        return new CaptureCursor(records);
    }

    /**
     * Begins to read the stream record by record, whatever the records are.
     *
     * @return a reader before the first record, which lives as long as this one.
     */
    public CaptureRecords records()
    {
        final RecordReader records = new RecordReader(channel, length, behindOutputs, windowLength);
        readers.add(records);
        return new CaptureRecords(records);
    }

    /**
     * Reads everything: outputs, stream, what the end says of them, and the hash over the whole file.
     *
     * @return what the stream holds.
     * @throws CaptureException at the first fault.
     */
    public CaptureCounts verify() throws CaptureException
    {
        if (!opening.beginsWithGenesis)
        {
            forEachOutput((outpoint, offset, entry) ->
            {
                // Reading is the check.
            });
        }
        try (CaptureCursor cursor = cursor())
        {
            while (cursor.next())
            {
                continue;
            }
            requireWhole();
            if (!cursor.counts().equals(ending.counts()))
            {
                throw new CaptureException(Reason.BAD_RECORD, endOffset,
                    "the end says " + ending.counts() + ", but the stream holds " + cursor.counts());
            }
            if (!Arrays.equals(contentHash(), ending.contentHash()))
            {
                throw new CaptureException(Reason.CHECKSUM, endOffset, "the hash over the whole file is another");
            }
            return cursor.counts();
        }
    }

    @Override
    public void close()
    {
        readers.forEach(RecordReader::close);
        BufferUtil.free(headerBytes);
        try
        {
            channel.close();
        }
        catch (final IOException ex)
        {
            throw new CaptureException(Reason.IO, 0, "cannot close " + file + ": " + ex.getMessage(), ex);
        }
    }

    private void requireWhole()
    {
        if (fault != null)
        {
            throw fault;
        }
    }

    /** From header to header; nothing of the stream's records is read. */
    private void walk() throws IOException
    {
        final BlockHeader block = new BlockHeader(length);
        readBlock(block);
        readStart(payload(block), block);
        readBlock(block);
        opening.schemaIr = data(payload(block), block, CaptureSchemaDecoder.TEMPLATE_ID);
        readBlock(block);
        readGenesis(block);
        behindGenesis = new BlockHeader(block);
        behindOutputs = behindGenesis;
        try
        {
            walkRecords(block);
        }
        catch (final CaptureException ex)
        {
            fault = ex;
        }
        header = new CaptureHeader(opening, ending);
    }

    private void walkRecords(final BlockHeader block) throws IOException
    {
        long records = 0;
        while (!block.isAtEnd())
        {
            readBlock(block);
            records += block.kind() == CaptureFormat.STREAM_BLOCK ? block.recordCount() : 0;
            if (block.kind() == CaptureFormat.OUTPUTS_BLOCK)
            {
                opening.outputs += block.recordCount();
                behindOutputs = new BlockHeader(block);
            }
        }
        endOffset = block.offset();
        final UnsafeBuffer payload = payload(block);
        requireOnlyRecord(payload, block, CaptureEndDecoder.TEMPLATE_ID, CaptureEndDecoder.BLOCK_LENGTH);
        final CaptureEnding read =
            CaptureEnding.decode(payload, LENGTH_FIELD, payload.capacity() - LENGTH_FIELD);
        if (read == null)
        {
            throw bad(block, "the end of the capture is not what a writer makes");
        }
        // Readers make room by these numbers, long before they have read what is counted.
        if (!read.counts().isOf(records))
        {
            throw bad(block, "the end counts " + read.counts() + ", but " + records + " records stand before it");
        }
        if (read.maxOutputs() < 0 ||
            read.maxOutputs() - opening.initialOutputs() > length / TransactionLayout.OUTPUT_LENGTH)
        {
            throw bad(block, "the end promises up to " + read.maxOutputs() +
                " unspent outputs, more than the file can hold transactions for");
        }
        ending = read;
    }

    private void readBlock(final BlockHeader block) throws IOException
    {
        final int available = block.available();
        read(headerBytes.clear().limit(available), block.nextOffset());
        block.read(headerBuffer, headerBytes, 0);
    }

    private UnsafeBuffer payload(final BlockHeader block) throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.allocate(block.payloadLength());
        read(bytes, block.offset() + BLOCK_HEADER_LENGTH);
        block.requirePayload(bytes, 0);
        return new UnsafeBuffer(bytes.array());
    }

    private void read(final ByteBuffer into, final long from) throws IOException
    {
        long position = from;
        while (into.hasRemaining())
        {
            final int count = channel.read(into, position);
            if (count < 0)
            {
                throw new IOException("it became shorter meanwhile");
            }
            position += count;
        }
    }

    private void readStart(final UnsafeBuffer payload, final BlockHeader block)
    {
        requireOnlyRecord(payload, block, CaptureStartDecoder.TEMPLATE_ID, CaptureStartDecoder.BLOCK_LENGTH);
        final CaptureStartDecoder decoder = new CaptureStartDecoder();
        decoder.wrap(payload, LENGTH_FIELD + MESSAGE_HEADER_LENGTH, CaptureStartDecoder.BLOCK_LENGTH,
            CaptureFormat.SCHEMA_VERSION);
        final int textOffset = LENGTH_FIELD + MESSAGE_HEADER_LENGTH + CaptureStartDecoder.BLOCK_LENGTH;
        if (payload.capacity() < textOffset + Short.BYTES || payload.capacity() != textOffset + Short.BYTES +
            (payload.getShort(textOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF) ||
            decoder.captureKind() >= CaptureKind.values().length)
        {
            throw bad(block, "the start of the capture is not what a writer makes");
        }
        opening.kind = CaptureKind.values()[decoder.captureKind()];
        opening.beginsWithGenesis = decoder.beginsWithGenesis() != 0;
        opening.chainId = new byte[Sha256.LENGTH];
        decoder.getChainId(opening.chainId, 0, Sha256.LENGTH);
        opening.schemaVersion = decoder.schemaVersion();
        opening.createdMs = decoder.createdMs();
        opening.producer = decoder.producer();
        if (opening.schemaVersion > CaptureFormat.SCHEMA_VERSION)
        {
            throw new CaptureException(Reason.VERSION, block.offset(), "the records are of schema version " +
                opening.schemaVersion + ", but this build knows only those up to " + CaptureFormat.SCHEMA_VERSION);
        }
    }

    private void readGenesis(final BlockHeader block) throws IOException
    {
        final byte[] encoded = data(payload(block), block, CaptureGenesisDecoder.TEMPLATE_ID);
        try
        {
            opening.genesis = Genesis.decode(encoded);
        }
        catch (final GenesisException ex)
        {
            throw new CaptureException(Reason.BAD_RECORD, block.offset(),
                "the capture's genesis cannot be read: " + ex.getMessage(), ex);
        }
        if (!Arrays.equals(opening.genesis.chainId(), opening.chainId))
        {
            throw new CaptureException(Reason.FOREIGN_CHAIN, block.offset(),
                "the capture's genesis is that of another chain than the capture is of");
        }
    }

    /** The bytes of variable length of a block's only record, a message without other fields. */
    private static byte[] data(final UnsafeBuffer payload, final BlockHeader block, final int templateId)
    {
        requireOnlyRecord(payload, block, templateId, 0);
        final int dataOffset = LENGTH_FIELD + MESSAGE_HEADER_LENGTH + DATA_HEADER_LENGTH;
        final int dataLength = payload.capacity() - dataOffset;
        if (dataLength < 0 ||
            payload.getInt(dataOffset - DATA_HEADER_LENGTH, ByteOrder.LITTLE_ENDIAN) != dataLength)
        {
            throw bad(block, "a record before the stream is not what a writer makes");
        }
        final byte[] data = new byte[dataLength];
        payload.getBytes(dataOffset, data);
        return data;
    }

    private static void requireOnlyRecord(
        final UnsafeBuffer payload, final BlockHeader block, final int templateId, final int blockLength)
    {
        final int templateOffset = LENGTH_FIELD + Short.BYTES;
        if (block.recordCount() != 1 || payload.capacity() < LENGTH_FIELD + MESSAGE_HEADER_LENGTH + blockLength ||
            payload.getInt(0, ByteOrder.LITTLE_ENDIAN) != payload.capacity() - LENGTH_FIELD ||
            payload.getShort(templateOffset, ByteOrder.LITTLE_ENDIAN) != templateId ||
            payload.getShort(LENGTH_FIELD, ByteOrder.LITTLE_ENDIAN) != blockLength)
        {
            throw bad(block, "a block has other records than belong into it");
        }
    }

    private static CaptureException bad(final BlockHeader block, final String message)
    {
        return new CaptureException(Reason.BAD_RECORD, block.offset(), message);
    }

    private static void readOutput(
        final RecordReader records,
        final CaptureOutputDecoder decoder,
        final UnsafeBuffer outpoint,
        final UtxoEntry entry)
    {
        if (records.templateId() != CaptureOutputDecoder.TEMPLATE_ID)
        {
            throw records.badRecord("only outputs stand before the stream");
        }
        records.requireShape(CaptureOutputDecoder.BLOCK_LENGTH, false);
        final int body = records.recordOffset() + MESSAGE_HEADER_LENGTH;
        decoder.wrap(records.buffer(), body, CaptureOutputDecoder.BLOCK_LENGTH, CaptureFormat.SCHEMA_VERSION);
        outpoint.putBytes(0, records.buffer(), body + CaptureOutputDecoder.transactionIdEncodingOffset(),
            CaptureOutputDecoder.transactionIdLength());
        outpoint.putShort(CaptureOutputDecoder.transactionIdLength(), (short)decoder.outputIndex(),
            ByteOrder.LITTLE_ENDIAN);
        entry.amount = decoder.amount();
        entry.lockType = decoder.lockType();
        decoder.getKeyHash(entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH);
        entry.coinbaseHeight = (int)decoder.coinbaseHeight();
    }

    private byte[] contentHash()
    {
        try
        {
            final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            final ByteBuffer bytes = ByteBuffer.allocate(HASHED_AT_ONCE);
            for (long position = 0; position < endOffset; position += bytes.limit())
            {
                read(bytes.clear().limit((int)Math.min(HASHED_AT_ONCE, endOffset - position)), position);
                sha256.update(bytes.flip());
            }
            return sha256.digest();
        }
        catch (final IOException ex)
        {
            throw new CaptureException(Reason.IO, 0, "cannot read " + file + ": " + ex.getMessage(), ex);
        }
        catch (final java.security.NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java platform has SHA-256", ex);
        }
    }

    private static void closeQuietly(final CaptureReader reader)
    {
        if (reader != null)
        {
            reader.close();
        }
    }
}

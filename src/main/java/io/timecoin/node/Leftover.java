package io.timecoin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.Sha256;
import io.timecoin.pending.TransactionTable;
import io.timecoin.wire.LeftoverDecoder;
import io.timecoin.wire.LeftoverEncoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.MessageHeaderEncoder;

/**
 * How a node that was stopped in good order goes on: the block whose state its unspent outputs have, and the payments
 * that it had accepted after that block. One small file, written before the outputs are closed and gone as soon as they
 * are open again; without it, a node begins with its blocks.
 */
record Leftover(long height, List<byte[]> payments)
{
    static final String NAME = "leftover";

    /** Nothing is known: the outputs are to be made anew of the blocks. */
    static final Leftover UNKNOWN = new Leftover(-1, List.of());

    private static final int FORMAT_VERSION = 1;
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH + LeftoverEncoder.BLOCK_LENGTH;
    private static final long MAX_LENGTH = 1L << 30;

    /** Writes the file; it is on disk when this returns. */
    void write(final Path folder, final byte[] chainId) throws IOException
    {
        final long bytes = payments.stream().mapToLong((payment) -> payment.length + Integer.BYTES).sum();
        if (HEADER + bytes + Sha256.LENGTH > MAX_LENGTH)
        {
            throw new IOException("the payments that are in no block yet have " + bytes + " bytes");
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[(int)(HEADER + bytes)]);
        new LeftoverEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(FORMAT_VERSION)
            .putChainId(chainId, 0, Sha256.LENGTH)
            .height(height)
            .paymentCount(payments.size());
        int at = HEADER;
        for (final byte[] payment : payments)
        {
            buffer.putInt(at, payment.length, MessageHeaderEncoder.BYTE_ORDER);
            buffer.putBytes(at + Integer.BYTES, payment);
            at += Integer.BYTES + payment.length;
        }
        final Path aside = folder.resolve(NAME + ".new");
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))
        {
            writeAll(channel, ByteBuffer.wrap(buffer.byteArray()));
            writeAll(channel, ByteBuffer.wrap(Sha256.of(new byte[0], buffer.byteArray())));
            channel.force(true);
        }
        Files.move(aside, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads the file and removes it; {@link #UNKNOWN} if there is none, or not a whole one of this chain. */
    static Leftover take(final Path folder, final byte[] chainId)
    {
        final Path file = folder.resolve(NAME);
        try
        {
            if (!Files.exists(file))
            {
                return UNKNOWN;
            }
            final byte[] bytes = Files.size(file) > MAX_LENGTH ? new byte[0] : Files.readAllBytes(file);
            Files.delete(file);
            return decode(bytes, chainId);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static Leftover decode(final byte[] bytes, final byte[] chainId)
    {
        final int end = bytes.length - Sha256.LENGTH;
        if (end < HEADER || !Arrays.equals(Sha256.of(new byte[0], Arrays.copyOf(bytes, end)), 0, Sha256.LENGTH, bytes,
            end, bytes.length))
        {
            return UNKNOWN;
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes, 0, end);
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
        final LeftoverDecoder decoder = new LeftoverDecoder().wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH,
            LeftoverDecoder.BLOCK_LENGTH, LeftoverDecoder.SCHEMA_VERSION);
        final byte[] chain = new byte[Sha256.LENGTH];
        decoder.getChainId(chain, 0, Sha256.LENGTH);
        if (header.templateId() != LeftoverDecoder.TEMPLATE_ID || decoder.formatVersion() != FORMAT_VERSION ||
            !Arrays.equals(chain, chainId))
        {
            return UNKNOWN;
        }
        final List<byte[]> payments = new ArrayList<>();
        int at = HEADER;
        while (at < end)
        {
            final int length = end - at < Integer.BYTES ? 0 : buffer.getInt(at, MessageHeaderDecoder.BYTE_ORDER);
            if (length < 1 || length > TransactionTable.MAX_TRANSACTION_LENGTH || length > end - at - Integer.BYTES)
            {
                return UNKNOWN;
            }
            payments.add(Arrays.copyOfRange(bytes, at + Integer.BYTES, at + Integer.BYTES + length));
            at += Integer.BYTES + length;
        }
        return payments.size() == decoder.paymentCount() ? new Leftover(decoder.height(), payments) : UNKNOWN;
    }

    private static void writeAll(final FileChannel channel, final ByteBuffer bytes) throws IOException
    {
        while (bytes.hasRemaining())
        {
            channel.write(bytes);
        }
    }
}

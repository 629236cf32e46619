package io.timecoin.capture;

import static io.timecoin.capture.CaptureFormat.DATA_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.MESSAGE_HEADER_LENGTH;
import static io.timecoin.capture.CaptureFormat.NO_SEQUENCE;

import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.wire.CaptureControlEncoder;
import io.timecoin.wire.CaptureDecisionEncoder;
import io.timecoin.wire.CaptureFinalBlockEncoder;
import io.timecoin.wire.CaptureGapEncoder;
import io.timecoin.wire.CaptureGenesisEncoder;
import io.timecoin.wire.CaptureOutputEncoder;
import io.timecoin.wire.CaptureSchemaEncoder;
import io.timecoin.wire.CaptureStartEncoder;
import io.timecoin.wire.CaptureTickEncoder;
import io.timecoin.wire.CaptureTransactionEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a capture file from start to end: first outputs, if the capture does not begin with the genesis's, then the
 * stream, then {@link #finish}. Until then the file is called NAME.part; a writer that is closed before deletes it. For
 * one thread.
 *
 * <p>Whatever the operating system refuses is thrown as {@link CaptureException} with {@link
 * CaptureException.Reason#IO}.</p>
 */
public final class CaptureWriter implements AutoCloseable
{
    private static final int MAX_PRODUCER_LENGTH = 4096;
    private static final int OUTPUT_LENGTH = MESSAGE_HEADER_LENGTH + CaptureOutputEncoder.BLOCK_LENGTH;
    private static final int TRANSACTION_LENGTH =
        MESSAGE_HEADER_LENGTH + CaptureTransactionEncoder.BLOCK_LENGTH + DATA_HEADER_LENGTH;
    private static final int TICK_LENGTH = MESSAGE_HEADER_LENGTH + CaptureTickEncoder.BLOCK_LENGTH;
    private static final int CONTROL_LENGTH =
        MESSAGE_HEADER_LENGTH + CaptureControlEncoder.BLOCK_LENGTH + DATA_HEADER_LENGTH;
    private static final int FINAL_BLOCK_LENGTH = MESSAGE_HEADER_LENGTH + CaptureFinalBlockEncoder.BLOCK_LENGTH;
    private static final int DECISION_LENGTH = MESSAGE_HEADER_LENGTH + CaptureDecisionEncoder.BLOCK_LENGTH;
    private static final int GAP_LENGTH = MESSAGE_HEADER_LENGTH + CaptureGapEncoder.BLOCK_LENGTH;

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final BlockWriter blocks;
    private final boolean beginsWithGenesis;
    private final StreamOrder order = new StreamOrder();
    private final OutpointOrder outpoints = new OutpointOrder();

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CaptureTransactionEncoder transaction = new CaptureTransactionEncoder();
    private final CaptureTickEncoder tick = new CaptureTickEncoder();
    private final CaptureControlEncoder control = new CaptureControlEncoder();
    private final CaptureDecisionEncoder decision = new CaptureDecisionEncoder();
    private final CaptureFinalBlockEncoder block = new CaptureFinalBlockEncoder();
    private final CaptureGapEncoder gap = new CaptureGapEncoder();
    private final CaptureOutputEncoder output = new CaptureOutputEncoder();
    private boolean isInStream;
    private boolean isDone;

    private CaptureWriter(
        final Path file, final boolean beginsWithGenesis, final FileChannel channel, final int fullPayload)
    {
        this.file = file;
        this.beginsWithGenesis = beginsWithGenesis;
        this.channel = channel;
        part = part(file);
        blocks = new BlockWriter(channel, fullPayload);
    }

    /**
     * Begins a file.
     *
     * @param file              its name once it is whole; what has this name then is replaced.
     * @param kind              where the capture comes from.
     * @param genesis           of the chain.
     * @param beginsWithGenesis whether the outputs that are unspent at the first record are the genesis's.
     * @param createdMs         ms since 1970, or 0 if the file is to depend on no clock.
     * @param producer          what writes it, from what: free text of at most 4 KiB.
     * @return a writer with an open file.
     */
    public static CaptureWriter create(
        final Path file,
        final CaptureKind kind,
        final Genesis genesis,
        final boolean beginsWithGenesis,
        final long createdMs,
        final String producer)
    {
        return create(file, kind, genesis, beginsWithGenesis, createdMs, producer, CaptureFormat.FULL_PAYLOAD,
            CaptureFormat.schemaIr());
    }

    static CaptureWriter create(
        final Path file,
        final CaptureKind kind,
        final Genesis genesis,
        final boolean beginsWithGenesis,
        final long createdMs,
        final String producer,
        final int fullPayload,
        final byte[] schemaIr)
    {
        final FileChannel channel;
        try
        {
            requireFile(file);
            channel = openAlone(part(file));
        }
        catch (final IOException ex)
        {
            throw new CaptureException(
                CaptureException.Reason.IO, 0, "cannot write " + file + ": " + describe(ex), ex);
        }
        final CaptureWriter writer = new CaptureWriter(file, beginsWithGenesis, channel, fullPayload);
        try
        {
            writer.open(kind, genesis, createdMs, producer, schemaIr);
        }
        catch (final RuntimeException ex)
        {
            writer.abandon();
            throw ex;
        }
        return writer;
    }

    /**
     * What a file is called while it is written.
     *
     * @param file its name once it is whole.
     * @return beside it.
     */
    public static Path part(final Path file)
    {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /**
     * Adds an output that is unspent at the first record; all of them before any record, sorted by outpoint as bytes.
     *
     * @param outpoint buffer that holds the outpoint.
     * @param offset   of its 34 bytes.
     * @param entry    the output.
     */
    public void output(final DirectBuffer outpoint, final int offset, final UtxoEntry entry)
    {
        requireOpen();
        if (beginsWithGenesis || isInStream)
        {
            throw new IllegalStateException("outputs stand before the stream of a capture that lacks the genesis's");
        }
        if (!outpoints.next(outpoint, offset))
        {
            throw new IllegalArgumentException("outputs are not sorted by outpoint");
        }
        final int position = blocks.claim(CaptureFormat.OUTPUTS_BLOCK, OUTPUT_LENGTH);
        output.wrapAndApplyHeader(blocks.buffer(), position, header)
            .putTransactionId(outpoint, offset, CaptureOutputEncoder.transactionIdLength())
            .outputIndex(outpoint.getShort(
                offset + CaptureOutputEncoder.transactionIdLength(), ByteOrder.LITTLE_ENDIAN) & 0xFFFF)
            .amount(entry.amount)
            .lockType((short)entry.lockType)
            .putKeyHash(entry.keyHash, 0, UtxoEntry.KEY_HASH_LENGTH)
            .coinbaseHeight(entry.coinbaseHeight);
        blocks.add(OUTPUT_LENGTH, NO_SEQUENCE);
    }

    /**
     * Adds a transaction. Sequences of transactions and ticks follow each other without a hole, except where a gap
     * stands.
     *
     * @param sequence of its slot, 0 or more.
     * @param stampNs  slot time.
     * @param origin   who sent it.
     * @param bytes    buffer that holds the transaction.
     * @param offset   of its first byte.
     * @param length   its length, at most {@link TransactionLayout#MAX_LENGTH}.
     */
    public void transaction(
        final long sequence,
        final long stampNs,
        final TransactionOrigin origin,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        enterStream();
        requireOrder(order.transaction(sequence), sequence);
        final int position = blocks.claim(CaptureFormat.STREAM_BLOCK, TRANSACTION_LENGTH + length);
        transaction.wrapAndApplyHeader(blocks.buffer(), position, header)
            .sequence(sequence)
            .stampNs(stampNs)
            .session(origin.session)
            .peer(origin.peer)
            .reference(origin.reference)
            .batch(origin.batch)
            .batchIndex(origin.batchIndex)
            .batchCount(origin.batchCount)
            .putTransaction(bytes, offset, length);
        blocks.add(TRANSACTION_LENGTH + length, sequence);
    }

    /**
     * Adds a slot that only tells the time.
     *
     * @param sequence of the slot.
     * @param stampNs  slot time.
     */
    public void tick(final long sequence, final long stampNs)
    {
        enterStream();
        requireOrder(order.tick(sequence), sequence);
        final int position = blocks.claim(CaptureFormat.STREAM_BLOCK, TICK_LENGTH);
        tick.wrapAndApplyHeader(blocks.buffer(), position, header).sequence(sequence).stampNs(stampNs);
        blocks.add(TICK_LENGTH, sequence);
    }

    /**
     * Adds a slot of the ring {@code control}, whose sequences follow each other like those of transactions.
     *
     * @param sequence   of the slot.
     * @param stampNs    slot time.
     * @param slotKind   place of the slot's kind among the kinds.
     * @param peer       index of the validator.
     * @param templateId of a message, else 0.
     * @param message    buffer that holds a message.
     * @param offset     of its first byte.
     * @param length     its length, 0 if there is none.
     */
    public void control(
        final long sequence,
        final long stampNs,
        final int slotKind,
        final int peer,
        final int templateId,
        final DirectBuffer message,
        final int offset,
        final int length)
    {
        enterStream();
        requireOrder(order.control(sequence), sequence);
        final int position = blocks.claim(CaptureFormat.STREAM_BLOCK, CONTROL_LENGTH + length);
        control.wrapAndApplyHeader(blocks.buffer(), position, header)
            .sequence(sequence)
            .stampNs(stampNs)
            .slotKind((short)slotKind)
            .peer(peer)
            .templateId(templateId)
            .putMessage(message, offset, length);
        blocks.add(CONTROL_LENGTH + length, NO_SEQUENCE);
    }

    /**
     * Adds a decision.
     *
     * @param decisionKind place of the decision's kind among the kinds.
     * @param reason       why.
     * @param txid         buffer that holds the id of the transaction.
     * @param offset       of its 32 bytes.
     */
    public void decision(final int decisionKind, final Verdict reason, final DirectBuffer txid, final int offset)
    {
        enterStream();
        order.decision();
        final int position = blocks.claim(CaptureFormat.STREAM_BLOCK, DECISION_LENGTH);
        decision.wrapAndApplyHeader(blocks.buffer(), position, header)
            .decision((short)decisionKind)
            .reason(reason.code())
            .putTransactionId(txid, offset, CaptureDecisionEncoder.transactionIdLength());
        blocks.add(DECISION_LENGTH, NO_SEQUENCE);
    }

    /**
     * Adds a final block, behind the decisions on all that it lists.
     *
     * @param height    of the block, above that of any before it.
     * @param amount    of its coinbase, in units; 0 if it has none.
     * @param validator index of the one whom it pays.
     */
    public void block(final long height, final long amount, final int validator)
    {
        enterStream();
        order.decision();
        final int position = blocks.claim(CaptureFormat.STREAM_BLOCK, FINAL_BLOCK_LENGTH);
        block.wrapAndApplyHeader(blocks.buffer(), position, header)
            .height(height).amount(amount).validator(validator);
        blocks.add(FINAL_BLOCK_LENGTH, NO_SEQUENCE);
    }

    /**
     * Says what is missing here.
     *
     * @param transactions slots of the ring {@code transactions}, ticks included.
     * @param controls     slots of the ring {@code control}.
     * @param decisions    decisions.
     */
    public void gap(final long transactions, final long controls, final long decisions)
    {
        enterStream();
        if (!order.gap(transactions, controls, decisions))
        {
            throw new IllegalArgumentException("a gap of less than nothing");
        }
        final int position = blocks.claim(CaptureFormat.STREAM_BLOCK, GAP_LENGTH);
        gap.wrapAndApplyHeader(blocks.buffer(), position, header)
            .transactions(transactions).controls(controls).decisions(decisions);
        blocks.add(GAP_LENGTH, NO_SEQUENCE);
    }

    /**
     * Length of the file so far, with what still waits in memory.
     *
     * @return bytes.
     */
    public long length()
    {
        return blocks.position();
    }

    /**
     * Ends the file: it is on the disk and has its name.
     *
     * @param maxOutputs most unspent outputs that a replay can reach at any time.
     * @param planned    what a replay must end in; null if nobody planned that.
     */
    public void finish(final long maxOutputs, final PlannedOutcomes planned)
    {
        requireOpen();
        final byte[] contentHash = blocks.contentHash();
        final int position = blocks.claim(CaptureFormat.END_BLOCK, CaptureEnding.MAX_LENGTH);
        final CaptureEnding ending = new CaptureEnding(order.counts(), maxOutputs, planned, contentHash);
        blocks.add(ending.encode(blocks.buffer(), position), NO_SEQUENCE);
        blocks.flush();
        try
        {
            channel.force(true);
            channel.close();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        catch (final IOException ex)
        {
            throw new CaptureException(
                CaptureException.Reason.IO, blocks.position(), "cannot finish " + file + ": " + describe(ex), ex);
        }
        isDone = true;
    }

    /** Gives the file up: nothing of it is left. */
    public void abandon()
    {
        if (isDone)
        {
            return;
        }
        isDone = true;
        try
        {
            channel.close();
            Files.deleteIfExists(part);
        }
        catch (final IOException ex)
        {
            throw new CaptureException(
                CaptureException.Reason.IO, 0, "cannot delete " + part + ": " + describe(ex), ex);
        }
    }

    /** Gives the file up, unless it is finished. */
    @Override
    public void close()
    {
        abandon();
    }

    private void open(
        final CaptureKind kind,
        final Genesis genesis,
        final long createdMs,
        final String producer,
        final byte[] schemaIr)
    {
        final byte[] text = producer.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_PRODUCER_LENGTH)
        {
            throw new IllegalArgumentException("the producer's text has " + text.length + " bytes, more than " +
                MAX_PRODUCER_LENGTH);
        }
        final CaptureStartEncoder start = new CaptureStartEncoder();
        final byte[] chainId = genesis.chainId();
        int position = blocks.claim(CaptureFormat.HEADER_BLOCK,
            MESSAGE_HEADER_LENGTH + CaptureStartEncoder.BLOCK_LENGTH + CaptureStartEncoder.producerHeaderLength() +
            text.length);
        start.wrapAndApplyHeader(blocks.buffer(), position, header)
            .captureKind((short)kind.ordinal())
            .beginsWithGenesis((short)(beginsWithGenesis ? 1 : 0))
            .putChainId(chainId, 0, chainId.length)
            .schemaVersion(CaptureFormat.SCHEMA_VERSION)
            .createdMs(createdMs)
            .putProducer(text, 0, text.length);
        blocks.add(MESSAGE_HEADER_LENGTH + start.encodedLength(), NO_SEQUENCE);

        final CaptureSchemaEncoder schema = new CaptureSchemaEncoder();
        position = blocks.claim(
            CaptureFormat.SCHEMA_BLOCK, MESSAGE_HEADER_LENGTH + DATA_HEADER_LENGTH + schemaIr.length);
        schema.wrapAndApplyHeader(blocks.buffer(), position, header).putIr(schemaIr, 0, schemaIr.length);
        blocks.add(MESSAGE_HEADER_LENGTH + schema.encodedLength(), NO_SEQUENCE);

        final byte[] encoded = genesis.encode();
        final CaptureGenesisEncoder chain = new CaptureGenesisEncoder();
        position = blocks.claim(
            CaptureFormat.GENESIS_BLOCK, MESSAGE_HEADER_LENGTH + DATA_HEADER_LENGTH + encoded.length);
        chain.wrapAndApplyHeader(blocks.buffer(), position, header).putGenesis(encoded, 0, encoded.length);
        blocks.add(MESSAGE_HEADER_LENGTH + chain.encodedLength(), NO_SEQUENCE);
    }

    private void enterStream()
    {
        requireOpen();
        isInStream = true;
    }

    private void requireOpen()
    {
        if (isDone)
        {
            throw new IllegalStateException("the capture is finished or was given up");
        }
    }

    private static void requireOrder(final boolean isInOrder, final long sequence)
    {
        if (!isInOrder)
        {
            throw new IllegalArgumentException("sequence " + sequence + " does not follow the one before it");
        }
    }

    /** What is no file would be replaced by one: a device, say, for every other program too. */
    private static void requireFile(final Path file) throws IOException
    {
        if (Files.isDirectory(file))
        {
            throw new IOException("it is a folder");
        }
        if (Files.exists(file) && !Files.isRegularFile(file))
        {
            throw new IOException("it is a device, a pipe or a socket");
        }
    }

    private static FileChannel openAlone(final Path part) throws IOException
    {
        final FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean isAlone = false;
        try
        {
            isAlone = channel.tryLock() != null;
        }
        catch (final OverlappingFileLockException ex)
        {
            // Another writer of this process.
            isAlone = false;
        }
        if (!isAlone)
        {
            channel.close();
            throw new IOException("somebody else is writing " + part);
        }
        return channel.truncate(0);
    }

    private static String describe(final IOException ex)
    {
        if (ex instanceof java.nio.file.NoSuchFileException)
        {
            return "the folder does not exist";
        }
        if (ex instanceof java.nio.file.AccessDeniedException)
        {
            return "permission denied";
        }
        return ex instanceof java.nio.file.FileSystemException system && system.getReason() != null ?
            system.getReason() : String.valueOf(ex.getMessage());
    }
}

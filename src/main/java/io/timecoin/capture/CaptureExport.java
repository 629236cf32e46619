package io.timecoin.capture;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.CaptureAppliedDecoder;
import io.timecoin.wire.CaptureControlDecoder;
import io.timecoin.wire.CaptureDecisionDecoder;
import io.timecoin.wire.CaptureFinalBlockDecoder;
import io.timecoin.wire.CaptureGapDecoder;
import io.timecoin.wire.CaptureTickDecoder;
import io.timecoin.wire.CaptureTransactionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a recording of a node into a portable capture file. A recording may still go on, or have been cut by a crash:
 * what is whole is taken, and the file says how the recording ended.
 */
public final class CaptureExport
{
    /** How a recording looked when it was exported. */
    public enum Ending
    {
        /** It was ended. */
        ENDED,
        /** It goes on, or the node was killed; all that is there is whole. */
        OPEN,
        /** Behind its last whole record are bytes of another one. */
        TORN,
        /** It was ended, but the end is missing. */
        CUT
    }

    /**
     * What became of an export.
     *
     * @param file      the capture file.
     * @param recording it was made from.
     * @param ending    of the recording.
     * @param position  bytes of the recording that were whole.
     * @param sentence  says the same in words; empty if there is nothing to say.
     */
    public record Result(Path file, Path recording, Ending ending, long position, String sentence)
    {
    }

    private final RecordingFolder recording;
    private final Path out;
    private final Genesis genesis;
    private final TransactionCheck check;
    private final TransactionView view = new TransactionView();
    private final Sha256 sha256 = new Sha256();
    private final UnsafeBuffer hash = new UnsafeBuffer(new byte[Sha256.LENGTH]);
    private final LongHashSet known = new LongHashSet();
    private long growth;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CaptureTransactionDecoder transaction = new CaptureTransactionDecoder();
    private final CaptureTickDecoder tick = new CaptureTickDecoder();
    private final CaptureControlDecoder control = new CaptureControlDecoder();
    private final CaptureDecisionDecoder decision = new CaptureDecisionDecoder();
    private final CaptureFinalBlockDecoder block = new CaptureFinalBlockDecoder();
    private final CaptureGapDecoder gap = new CaptureGapDecoder();
    private final CaptureAppliedDecoder applied = new CaptureAppliedDecoder();
    private final TransactionOrigin origin = new TransactionOrigin();
    /** Null if the recording began with the node. */
    private final LateStart late;

    private CaptureExport(final RecordingFolder recording, final Path out)
    {
        this.recording = recording;
        this.out = out;
        genesis = recording.genesis();
        check = new TransactionCheck(genesis.chainId(), genesis.maxSupply());
        late = recording.isLate() ? new LateStart(genesis.chainId(), genesis.maxSupply()) : null;
    }

    /**
     * Writes a capture file.
     *
     * @param from a recording, a folder of recordings, or a node's data folder; the newest recording is taken.
     * @param out  the file.
     * @return what became of it.
     * @throws CaptureException if there is no recording, or something cannot be read or written.
     */
    public static Result write(final Path from, final Path out)
    {
        return new CaptureExport(find(from), out).write();
    }

    private static RecordingFolder find(final Path from)
    {
        if (RecordingFolder.is(from))
        {
            return RecordingFolder.of(from);
        }
        for (final Path place : List.of(from, from.resolve("capture")))
        {
            final List<RecordingFolder> all = RecordingFolder.all(place);
            if (!all.isEmpty())
            {
                return all.get(all.size() - 1);
            }
        }
        throw new CaptureException(CaptureException.Reason.NOT_A_CAPTURE, 0, "there is no recording in " + from);
    }

    private Result write()
    {
        final RecordingEnd end = recording.end();
        final long position;
        final boolean isTorn;
        try (RecordingFrames frames = new RecordingFrames(recording.archive()))
        {
            while (frames.next())
            {
                look(frames);
            }
            position = frames.position();
            isTorn = frames.isTorn();
        }
        if (late != null)
        {
            settle(position);
        }
        final Ending ending = end != null && position < end.position() ? Ending.CUT :
            isTorn ? Ending.TORN : end == null ? Ending.OPEN : Ending.ENDED;
        final String sentence = Stream.of(sentence(ending, position, end), missing())
            .filter(each -> !each.isEmpty()).collect(Collectors.joining("; "));
        try (CaptureWriter writer = CaptureWriter.create(out, CaptureKind.RECORDED, genesis,
            recording.beginsWithGenesis(), recording.createdMs(),
            "recording " + recording.path().getFileName() + " of a node" + (sentence.isEmpty() ? "" : "; " + sentence)))
        {
            final long outputs = writeOutputs(writer);
            forEach(position, frames -> copy(frames, writer));
            writer.finish(outputs + growth, null);
        }
        return new Result(out, recording.path(), ending, position, sentence);
    }

    private void settle(final long position)
    {
        final long decisions = recording.decisionsUntilCopied();
        if (!late.canSettle(decisions))
        {
            throw new CaptureException(CaptureException.Reason.CUT, position, "the recording " + recording.path() +
                " has not all that was accepted while the unspent outputs at its beginning were copied; record again");
        }
        late.settle(decisions);
        forEach(position, frames ->
        {
            if (readTransaction(frames.buffer(), frames.offset()))
            {
                late.onMember(transaction.batch(), transaction.batchIndex(), frames.buffer(), bytesOffset(),
                    transaction.transactionLength());
            }
        });
    }

    private void forEach(final long end, final Consumer<RecordingFrames> visitor)
    {
        try (RecordingFrames frames = new RecordingFrames(recording.archive()))
        {
            while (frames.position() < end && frames.next())
            {
                visitor.accept(frames);
            }
        }
    }

    /** What a replay of a recording that was begun in mid-run cannot know. */
    private String missing()
    {
        final List<String> sentences = new ArrayList<>();
        if (late != null && late.missing() > 0)
        {
            sentences.add(late.missing() +
                " transactions that came in before its first record were accepted later, and are in no part of it");
        }
        if (late != null && recording.contested() > 0)
        {
            sentences.add(recording.contested() +
                " contested transactions were open when it began, whose locks a replay does not know");
        }
        return String.join("; ", sentences);
    }

    private static String sentence(final Ending ending, final long position, final RecordingEnd end)
    {
        return switch (ending)
        {
            case OPEN -> "the recording was not ended when it was exported, after " + position + " bytes";
            case TORN -> "the recording is torn after " + position + " bytes; it is taken up to its last whole record";
            case CUT -> "the recording is cut after " + position + " of " + end.position() +
                " bytes; it is taken up to its last whole record";
            case ENDED -> end.reason() == RecordingEnd.Reason.STOPPED ? "" : "the recording ended early: " +
                end.reason().code() + (end.details().isEmpty() ? "" : ", " + end.details());
        };
    }

    private long writeOutputs(final CaptureWriter writer)
    {
        if (recording.beginsWithGenesis())
        {
            return genesis.outputCount();
        }
        try (OutputsFile outputs = OutputsFile.open(recording.outputs()))
        {
            return late == null ? outputs.forEachSorted(writer::output) : writeLateOutputs(outputs, writer);
        }
    }

    private long writeLateOutputs(final OutputsFile copy, final CaptureWriter writer)
    {
        final Path corrected = out.resolveSibling(out.getFileName() + ".outputs");
        try
        {
            Files.deleteIfExists(corrected);
            OutputsFile.write(corrected, consumer -> late.forEachOutput(copy, consumer));
            try (OutputsFile outputs = OutputsFile.open(corrected))
            {
                return outputs.forEachSorted(writer::output);
            }
            finally
            {
                Files.delete(corrected);
            }
        }
        catch (final IOException ex)
        {
            throw new CaptureException(CaptureException.Reason.IO, 0,
                "cannot write " + corrected + ": " + ex.getMessage(), ex);
        }
    }

    /** Takes from a record what must be known before the file begins. */
    private void look(final RecordingFrames frames)
    {
        final DirectBuffer buffer = frames.buffer();
        final int offset = frames.offset();
        if (readTransaction(buffer, offset))
        {
            growth += growth(buffer, bytesOffset(), transaction.transactionLength());
        }
        if (header.wrap(buffer, offset).templateId() == CaptureFinalBlockDecoder.TEMPLATE_ID)
        {
            block.wrapAndApplyHeader(buffer, offset, header);
            growth += block.amount() > 0 ? 1 : 0;
        }
        if (late == null)
        {
            return;
        }
        switch (header.wrap(buffer, offset).templateId())
        {
            case CaptureTransactionDecoder.TEMPLATE_ID ->
                late.onTransaction(buffer, bytesOffset(), transaction.transactionLength());
            case CaptureDecisionDecoder.TEMPLATE_ID ->
            {
                decision.wrapAndApplyHeader(buffer, offset, header);
                late.onDecision(decision.decision(), buffer, decidedOffset());
            }
            case CaptureFinalBlockDecoder.TEMPLATE_ID ->
                late.onBlock(block.height(), block.amount(), keyHash(block.validator()));
            case CaptureAppliedDecoder.TEMPLATE_ID ->
            {
                applied.wrapAndApplyHeader(buffer, offset, header);
                late.onApplied(buffer, applied.limit() + CaptureAppliedDecoder.transactionHeaderLength(),
                    applied.transactionLength());
            }
            case CaptureGapDecoder.TEMPLATE_ID ->
            {
                gap.wrapAndApplyHeader(buffer, offset, header);
                late.onGap(gap.decisions());
            }
            default ->
            {
                // Nothing else changes what a recording begins with.
            }
        }
    }

    /** Outputs that the set may have more at some time because of a transaction. */
    private long growth(final DirectBuffer buffer, final int offset, final int length)
    {
        sha256.add(buffer, offset, length).finish(hash, 0);
        if (!known.add(hash.getLong(0)) || check.check(buffer, offset, length, view) != Verdict.ADMITTED)
        {
            return 0;
        }
        return Math.max(0, view.outputCount() - view.inputCount());
    }

    private byte[] keyHash(final int validator)
    {
        if (validator >= genesis.validators().size())
        {
            throw new CaptureException(CaptureException.Reason.BAD_RECORD, 0,
                "the recording pays validator " + validator + ", and the chain has " + genesis.validators().size());
        }
        return KeyHash.of(genesis.validators().get(validator).identity());
    }

    private boolean readTransaction(final DirectBuffer buffer, final int offset)
    {
        if (header.wrap(buffer, offset).templateId() != CaptureTransactionDecoder.TEMPLATE_ID)
        {
            return false;
        }
        transaction.wrapAndApplyHeader(buffer, offset, header);
        return true;
    }

    private int bytesOffset()
    {
        return transaction.limit() + CaptureTransactionDecoder.transactionHeaderLength();
    }

    private int decidedOffset()
    {
        return decision.offset() + CaptureDecisionDecoder.transactionIdEncodingOffset();
    }

    private void copy(final RecordingFrames frames, final CaptureWriter writer)
    {
        final DirectBuffer buffer = frames.buffer();
        final int offset = frames.offset();
        switch (header.wrap(buffer, offset).templateId())
        {
            case CaptureTransactionDecoder.TEMPLATE_ID -> copyTransaction(buffer, offset, writer);
            case CaptureTickDecoder.TEMPLATE_ID ->
            {
                tick.wrapAndApplyHeader(buffer, offset, header);
                writer.tick(tick.sequence(), tick.stampNs());
            }
            case CaptureControlDecoder.TEMPLATE_ID ->
            {
                control.wrapAndApplyHeader(buffer, offset, header);
                writer.control(control.sequence(), control.stampNs(), control.slotKind(), control.peer(),
                    control.templateId(), buffer, control.limit() + CaptureControlDecoder.messageHeaderLength(),
                    control.messageLength());
            }
            case CaptureDecisionDecoder.TEMPLATE_ID ->
            {
                decision.wrapAndApplyHeader(buffer, offset, header);
                if (late == null || late.keepsDecision(buffer, decidedOffset()))
                {
                    writer.decision(decision.decision(), Verdict.ofCode(decision.reason()), buffer, decidedOffset());
                }
            }
            case CaptureFinalBlockDecoder.TEMPLATE_ID ->
            {
                block.wrapAndApplyHeader(buffer, offset, header);
                if (late == null || late.keepsBlock(block.height()))
                {
                    writer.block(block.height(), block.amount(), block.validator());
                }
            }
            case CaptureAppliedDecoder.TEMPLATE_ID ->
            {
                // It has served to find out what the recording begins with.
            }
            case CaptureGapDecoder.TEMPLATE_ID ->
            {
                gap.wrapAndApplyHeader(buffer, offset, header);
                writer.gap(gap.transactions(), gap.controls(), gap.decisions());
            }
            default -> throw new CaptureException(CaptureException.Reason.BAD_RECORD, frames.position(),
                "the recording " + recording.path() + " holds a record of template " + header.templateId() +
                    ", which no node of this version writes");
        }
    }

    /** A transaction whose effects are in the first set already leaves a slot that only tells the time. */
    private void copyTransaction(final DirectBuffer buffer, final int offset, final CaptureWriter writer)
    {
        transaction.wrapAndApplyHeader(buffer, offset, header);
        final int length = transaction.transactionLength();
        if (late != null && !late.keeps(buffer, bytesOffset(), length))
        {
            writer.tick(transaction.sequence(), transaction.stampNs());
            return;
        }
        final boolean isAlone = late != null && late.isBroken(transaction.batch());
        origin.session = transaction.session();
        origin.peer = transaction.peer();
        origin.reference = transaction.reference();
        origin.batch = isAlone ? TransactionOrigin.NO_BATCH : transaction.batch();
        origin.batchIndex = isAlone ? 0 : transaction.batchIndex();
        origin.batchCount = isAlone ? 1 : transaction.batchCount();
        writer.transaction(
            transaction.sequence(), transaction.stampNs(), origin, buffer, bytesOffset(), length);
    }
}

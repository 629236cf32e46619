package io.timecoin.capture;

import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Small captures with random records, and what must be read from them. */
final class CaptureFixture
{
    static final byte[] SMALL_IR = {1, 2, 3};
    static final int SMALL_BLOCK = 300;
    static final int SMALL_WINDOW = 1000;

    private static final int MAGIC_OFFSET = 8;
    private static final int NUMBER_OFFSET = 20;
    private static final int PAYLOAD_LENGTH_OFFSET = 24;
    private static final int PAYLOAD_CHECKSUM_OFFSET = 40;
    private static final int PREVIOUS_OFFSET = 44;
    private static final int CHECKSUM_OFFSET = 48;
    static final int HEADER_LENGTH = 52;

    /** What was read from a file until its end or its first fault. */
    record Outcome(CaptureHeader header, List<String> outputs, List<String> records, CaptureException fault)
    {
    }

    /** What was written. */
    record Written(Genesis genesis, List<String> outputs, List<String> records, PlannedOutcomes planned)
    {
    }

    private CaptureFixture()
    {
    }

    static Genesis genesis(final long seed)
    {
        final KeyPair key = KeyPair.fromSeed(bytes(new Random(seed), KeyPair.SEED_LENGTH));
        return Genesis.builder().seed(seed).validator(key.publicKey(), 1).allocation(10_000, key.keyHash(), 3).build();
    }

    static Written write(final Path file, final long seed, final int count, final boolean beginsWithGenesis)
    {
        final Random random = new Random(seed);
        final Genesis genesis = genesis(seed);
        final List<String> outputs = new ArrayList<>();
        final List<String> records = new ArrayList<>();
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureKind.RECORDED, genesis, beginsWithGenesis, seed,
            "test, seed " + seed, SMALL_BLOCK, SMALL_IR))
        {
            if (beginsWithGenesis)
            {
                genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
                    outputs.add(output(outpoint, offset, amount, lockType, keyHash, 0)));
            }
            else
            {
                writeOutputs(writer, random, outputs);
            }
            final Sequences sequences = new Sequences(random.nextInt(1000), random.nextInt(1000));
            for (int i = 0; i < count; i++)
            {
                records.add(writeRecord(writer, random, sequences));
            }
            final PlannedOutcomes planned = random.nextBoolean() ? null : planned(random);
            writer.finish(random.nextInt(10), planned);
            return new Written(genesis, outputs, records, planned);
        }
    }

    static Outcome read(final Path file)
    {
        CaptureHeader header = null;
        final List<String> outputs = new ArrayList<>();
        final List<String> records = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file, SMALL_WINDOW))
        {
            header = reader.header();
            reader.forEachOutput((outpoint, offset, entry) -> outputs.add(output(
                outpoint, offset, entry.amount, entry.lockType, entry.keyHash, entry.coinbaseHeight)));
            final CaptureCursor cursor = reader.cursor();
            while (cursor.next())
            {
                records.add(describe(cursor));
            }
            return new Outcome(header, outputs, records, reader.fault());
        }
        catch (final CaptureException ex)
        {
            return new Outcome(header, outputs, records, ex);
        }
    }

    /** Where each block begins, and the file's end. */
    static TreeSet<Integer> blocks(final byte[] file)
    {
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        final TreeSet<Integer> starts = new TreeSet<>();
        int offset = 0;
        while (offset < file.length)
        {
            starts.add(offset);
            offset += HEADER_LENGTH + bytes.getInt(offset + PAYLOAD_LENGTH_OFFSET);
        }
        starts.add(offset);
        return starts;
    }

    /** Makes all checksums and numbers right again, as somebody would who means to forge. */
    static void seal(final byte[] file)
    {
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int previous = 0;
        int number = 0;
        for (final int start : blocks(file).headSet(file.length))
        {
            final int length = bytes.getInt(start + PAYLOAD_LENGTH_OFFSET);
            bytes.putInt(start + NUMBER_OFFSET, number++);
            bytes.putInt(start + PAYLOAD_CHECKSUM_OFFSET, crc(file, start + HEADER_LENGTH, length));
            bytes.putInt(start + PREVIOUS_OFFSET, previous);
            previous = crc(file, start, CHECKSUM_OFFSET);
            bytes.putInt(start + CHECKSUM_OFFSET, previous);
        }
    }

    static Path save(final Path folder, final byte[] bytes)
    {
        try
        {
            return Files.write(folder.resolve("changed.tcap"), bytes);
        }
        catch (final IOException ex)
        {
            throw new java.io.UncheckedIOException(ex);
        }
    }

    static int magicOffset()
    {
        return MAGIC_OFFSET;
    }

    static byte[] bytes(final Random random, final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static int crc(final byte[] file, final int offset, final int length)
    {
        final CRC32C crc = new CRC32C();
        crc.update(file, offset, length);
        return (int)crc.getValue();
    }

    private static final class Sequences
    {
        private long transaction;
        private long control;
        private long height;

        Sequences(final long transaction, final long control)
        {
            this.transaction = transaction;
            this.control = control;
        }
    }

    private static void writeOutputs(final CaptureWriter writer, final Random random, final List<String> outputs)
    {
        final TreeSet<byte[]> outpoints = new TreeSet<>(Arrays::compareUnsigned);
        for (int i = 0; i < 7; i++)
        {
            outpoints.add(bytes(random, 34));
        }
        final UtxoEntry entry = new UtxoEntry();
        for (final byte[] outpoint : outpoints)
        {
            entry.amount = random.nextLong() >>> 1;
            entry.lockType = random.nextInt(2);
            entry.coinbaseHeight = random.nextInt(3);
            random.nextBytes(entry.keyHash);
            writer.output(new UnsafeBuffer(outpoint), 0, entry);
            outputs.add(output(new UnsafeBuffer(outpoint), 0, entry.amount, entry.lockType, entry.keyHash,
                entry.coinbaseHeight));
        }
    }

    private static String writeRecord(final CaptureWriter writer, final Random random, final Sequences sequences)
    {
        final long stampNs = random.nextLong() >>> 2;
        switch (random.nextInt(7))
        {
            case 6:
            {
                sequences.height += 1 + random.nextInt(3);
                final long amount = random.nextInt(1_000);
                final int validator = random.nextInt(100);
                writer.block(sequences.height, amount, validator);
                return "block " + sequences.height + ' ' + amount + ' ' + validator;
            }
            case 0:
                writer.tick(sequences.transaction, stampNs);
                return "tick " + sequences.transaction++ + ' ' + stampNs;
            case 1:
            {
                // More than what a block takes stands in a block of its own.
                final byte[] message = bytes(random, random.nextInt(5) == 0 ? 2 * SMALL_BLOCK : random.nextInt(40));
                final int kind = random.nextInt(4);
                final int peer = random.nextInt(100);
                final int template = random.nextInt(60);
                writer.control(sequences.control, stampNs, kind, peer, template, new UnsafeBuffer(message), 0,
                    message.length);
                return "control " + sequences.control++ + ' ' + stampNs + ' ' + kind + ' ' + peer + ' ' + template +
                    ' ' + hex(message);
            }
            case 2:
            {
                final byte[] txid = bytes(random, 32);
                final Verdict reason = Verdict.values()[random.nextInt(Verdict.values().length)];
                final int kind = random.nextInt(5);
                writer.decision(kind, reason, new UnsafeBuffer(txid), 0);
                return "decision " + kind + ' ' + reason + ' ' + hex(txid);
            }
            case 3:
            {
                final int transactions = random.nextInt(3);
                final int controls = random.nextInt(3);
                final int decisions = random.nextInt(3);
                writer.gap(transactions, controls, decisions);
                sequences.transaction += transactions;
                sequences.control += controls;
                return "gap " + transactions + ' ' + controls + ' ' + decisions;
            }
            default:
                return writeTransaction(writer, random, sequences, stampNs);
        }
    }

    private static String writeTransaction(
        final CaptureWriter writer, final Random random, final Sequences sequences, final long stampNs)
    {
        final byte[] transaction = bytes(random, random.nextInt(120));
        final TransactionOrigin origin = new TransactionOrigin();
        origin.session = random.nextInt();
        origin.peer = random.nextInt(5) - 1;
        origin.reference = random.nextLong();
        origin.batch = random.nextInt(3) - 1;
        origin.batchIndex = random.nextInt(64);
        origin.batchCount = random.nextInt(65);
        writer.transaction(
            sequences.transaction, stampNs, origin, new UnsafeBuffer(transaction), 0, transaction.length);
        return "transaction " + sequences.transaction++ + ' ' + stampNs + ' ' + origin.session + ' ' + origin.peer +
            ' ' + origin.reference + ' ' + origin.batch + ' ' + origin.batchIndex + ' ' + origin.batchCount + ' ' +
            hex(transaction);
    }

    private static String describe(final CaptureCursor cursor)
    {
        final byte[] bytes = new byte[cursor.length()];
        cursor.buffer().getBytes(cursor.offset(), bytes);
        return switch (cursor.kind())
        {
            case TICK -> "tick " + cursor.sequence() + ' ' + cursor.stampNs();
            case CONTROL -> "control " + cursor.sequence() + ' ' + cursor.stampNs() + ' ' + cursor.slotKind() + ' ' +
                cursor.peer() + ' ' + cursor.templateId() + ' ' + hex(bytes);
            case DECISION -> "decision " + cursor.decisionKind() + ' ' + cursor.reason() + ' ' + hex(bytes);
            case BLOCK -> "block " + cursor.blockHeight() + ' ' + cursor.blockAmount() + ' ' +
                cursor.blockValidator();
            case GAP -> "gap " + cursor.lostTransactions() + ' ' + cursor.lostControls() + ' ' +
                cursor.lostDecisions();
            case TRANSACTION -> "transaction " + cursor.sequence() + ' ' + cursor.stampNs() + ' ' + cursor.session() +
                ' ' + cursor.peer() + ' ' + cursor.reference() + ' ' + cursor.batch() + ' ' + cursor.batchIndex() +
                ' ' + cursor.batchCount() + ' ' + hex(bytes);
        };
    }

    private static String output(
        final DirectBuffer outpoint,
        final int offset,
        final long amount,
        final int lockType,
        final byte[] keyHash,
        final int height)
    {
        final byte[] bytes = new byte[34];
        outpoint.getBytes(offset, bytes);
        return hex(bytes) + ' ' + amount + ' ' + lockType + ' ' + hex(keyHash) + ' ' + height;
    }

    private static PlannedOutcomes planned(final Random random)
    {
        final Map<Verdict, Long> rejected = new EnumMap<>(Verdict.class);
        for (int i = 0; i < random.nextInt(4); i++)
        {
            rejected.put(Verdict.values()[random.nextInt(Verdict.values().length)], random.nextLong() >>> 1);
        }
        return new PlannedOutcomes(
            random.nextInt(100), rejected, random.nextInt(100), random.nextInt(100), bytes(random, 32));
    }

    private static String hex(final byte[] bytes)
    {
        return HexFormat.of().formatHex(bytes);
    }
}

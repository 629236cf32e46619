package io.timecoin.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.timecoin.capture.CaptureCursor;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.PlannedOutcomes;
import io.timecoin.capture.RecordKind;
import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a workload's file in order, one transaction at a time, by PROTOCOL, section 2, knowing nothing of the plan;
 * and checks that a replay, whose decisions come 16,384 slots later, must come to the same.
 */
final class Oracle
{
    private static final long DELAY = 16_384;
    private static final long LOCK_TIMEOUT_NS = 30_000_000_000L;
    private static final long FIRST_HEIGHT = 1;

    /** An output, and when it came and went. */
    private static final class Output
    {
        private final long amount;
        private final String keyHash;
        private final long acceptedSlot;
        private long spentSlot = Long.MAX_VALUE;

        Output(final long amount, final String keyHash, final long acceptedSlot)
        {
            this.amount = amount;
            this.keyHash = keyHash;
            this.acceptedSlot = acceptedSlot;
        }
    }

    private final Map<String, Output> outputs = new HashMap<>();
    private final Map<String, Long> references = new HashMap<>();
    private final Set<String> txids = new HashSet<>();
    private final TreeMap<Long, Integer> spendsBySlot = new TreeMap<>();
    private final Map<Long, Long> stamps = new HashMap<>();
    private final Map<Long, Long> readySlots = new HashMap<>();
    private final Map<Verdict, Long> rejected = new EnumMap<>(Verdict.class);
    private final TransactionView view = new TransactionView();
    private final BouncyCastleVerifier verifier = new BouncyCastleVerifier();
    private final TransactionCheck check;
    private final TransactionIds ids;
    private final byte[] scratch = new byte[64];
    private long accepted;
    private long repeats;
    private long unspent;
    private long most;

    // How payments and rivals lie to what they depend on.
    long nearChildren;
    long farChildren;
    long nearRivals;
    long farRivals;
    long witnesses;

    private Oracle(final Genesis genesis)
    {
        check = new TransactionCheck(genesis.chainId(), genesis.maxSupply());
        ids = new TransactionIds(genesis.chainId());
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
            outputs.put(text(outpoint, offset, 34),
                new Output(amount, new String(keyHash, ISO_8859_1), -1)));
        unspent = outputs.size();
        most = unspent;
    }

    /** Judges a file. */
    static Oracle of(final Path file)
    {
        try (CaptureReader reader = CaptureReader.open(file))
        {
            reader.verify();
            final Oracle oracle = new Oracle(reader.header().genesis());
            final CaptureCursor cursor = reader.cursor();
            while (cursor.next())
            {
                oracle.stamps.put(cursor.sequence(), cursor.stampNs());
                if (cursor.kind() == RecordKind.TRANSACTION)
                {
                    oracle.onTransaction(cursor);
                }
            }
            return oracle;
        }
    }

    PlannedOutcomes outcomes()
    {
        return new PlannedOutcomes(accepted, rejected, repeats, unspent, stateHash());
    }

    long most()
    {
        return most;
    }

    private void onTransaction(final CaptureCursor cursor)
    {
        final String bytes = text(cursor.buffer(), cursor.offset(), cursor.length());
        final Long first = references.putIfAbsent(bytes, cursor.reference());
        if (first != null)
        {
            require(first == cursor.reference(), "a repeat has the reference of the first", cursor);
            repeats++;
            return;
        }
        require(cursor.reference() == references.size(), "references are counted", cursor);
        final Verdict verdict = judge(cursor);
        if (verdict == Verdict.ADMITTED)
        {
            accepted++;
            apply(cursor);
        }
        else
        {
            rejected.merge(verdict, 1L, Long::sum);
        }
    }

    private Verdict judge(final CaptureCursor cursor)
    {
        final Verdict form = check.check(cursor.buffer(), cursor.offset(), cursor.length(), view);
        if (form != Verdict.ADMITTED)
        {
            return form;
        }
        require(!txids.contains(txid()), "no other witnesses for what is known", cursor);
        boolean isSpent = false;
        boolean isOwned = true;
        long sum = 0;
        for (int i = 0; i < view.inputCount(); i++)
        {
            final Output output = outputs.get(outpoint(i));
            if (output == null)
            {
                return Verdict.MISSING_PARENT;
            }
            sum += output.amount;
            isOwned &= output.keyHash.equals(keyHash(view.witnessIndex(i)));
            if (output.spentSlot != Long.MAX_VALUE)
            {
                isSpent = true;
                onRival(cursor, output);
            }
        }
        if (view.lockHeight() > FIRST_HEIGHT)
        {
            return Verdict.NOT_YET;
        }
        for (int i = 0; i < view.outputCount(); i++)
        {
            sum -= view.amount(i);
        }
        if (sum < 0)
        {
            return Verdict.OUTPUTS_EXCEED_INPUTS;
        }
        if (sum < Math.max(1000, view.length()))
        {
            return Verdict.FEE_TOO_LOW;
        }
        if (!isOwned)
        {
            return Verdict.NOT_OWNER;
        }
        if (!isSigned())
        {
            return Verdict.BAD_SIGNATURE;
        }
        return isSpent ? Verdict.CONFLICT : Verdict.ADMITTED;
    }

    private boolean isSigned()
    {
        final UnsafeBuffer txid = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        ids.txid(view, txid, 0);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[TransactionIds.SPEND_MESSAGE_LENGTH]);
        ids.spendMessage(txid, 0, message, 0);
        verifier.reset();
        for (int i = 0; i < view.witnessCount(); i++)
        {
            verifier.add(view.buffer(), view.publicKeyOffset(i), view.buffer(), view.signatureOffset(i), message, 0,
                message.capacity());
        }
        return verifier.verify() == (1L << view.witnessCount()) - 1;
    }

    /** Accepted 16,384 slots after the payment or its last parent: not too long for a lock, nor for the pool. */
    private void apply(final CaptureCursor cursor)
    {
        long readySlot = cursor.sequence();
        boolean isNear = false;
        boolean isFar = false;
        for (int i = 0; i < view.inputCount(); i++)
        {
            final Output output = outputs.get(outpoint(i));
            readySlot = Math.max(readySlot, output.acceptedSlot);
            isNear |= output.acceptedSlot > cursor.sequence();
            isFar |= output.acceptedSlot >= 0 && output.acceptedSlot <= cursor.sequence();
        }
        nearChildren += isNear ? 1 : 0;
        farChildren += isFar ? 1 : 0;
        witnesses += view.witnessCount();
        require(readySlot - cursor.sequence() <= 2 * DELAY, "no payment waits longer than two delays", cursor);
        readySlots.put(cursor.sequence(), readySlot);
        final long acceptedSlot = readySlot + DELAY;
        for (int i = 0; i < view.inputCount(); i++)
        {
            outputs.get(outpoint(i)).spentSlot = acceptedSlot;
        }
        spendsBySlot.merge(acceptedSlot, view.inputCount(), Integer::sum);
        txids.add(txid());
        for (int i = 0; i < view.outputCount(); i++)
        {
            outputs.put(txid() + (char)(i & 0xFF) + (char)(i >> 8), new Output(view.amount(i),
                text(view.buffer(), view.keyHashOffset(i), 20), acceptedSlot));
        }
        unspent += view.outputCount() - view.inputCount();
        most = Math.max(most, unspent);
    }

    /** Nobody waits as long as a lock lives: 30 s of slot time, of which a third is kept in hand. */
    void requireShortWaits()
    {
        readySlots.forEach((slot, readySlot) ->
        {
            final Long until = stamps.get(readySlot);
            if (until != null && until - stamps.get(slot) > LOCK_TIMEOUT_NS * 2 / 3)
            {
                throw new AssertionError("the payment in slot " + slot + " waits until slot " + readySlot);
            }
        });
    }

    /** A node forgets all but the last 4,096 outpoints that were spent. */
    private void onRival(final CaptureCursor cursor, final Output output)
    {
        final int since = output.spentSlot > cursor.sequence() ? 0 :
            spendsBySlot.subMap(output.spentSlot, true, cursor.sequence(), true).values().stream()
                .mapToInt(Integer::intValue).sum();
        require(since <= 4096, "a rival comes while the spent output is remembered", cursor);
        nearRivals += output.spentSlot > cursor.sequence() ? 1 : 0;
        farRivals += output.spentSlot > cursor.sequence() ? 0 : 1;
    }

    private byte[] stateHash()
    {
        final TreeMap<byte[], Output> sorted = new TreeMap<>(Arrays::compareUnsigned);
        outputs.forEach((outpoint, output) ->
        {
            if (output.spentSlot == Long.MAX_VALUE)
            {
                sorted.put(bytes(outpoint), output);
            }
        });
        final Sha256 sha256 = new Sha256();
        sha256.add(Sha256.tag("timecoin/utxo-set"));
        sha256.add(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(sorted.size()).array());
        sorted.forEach((outpoint, output) -> sha256.add(outpoint).add(ByteBuffer.allocate(33)
            .order(ByteOrder.LITTLE_ENDIAN).putLong(output.amount).put((byte)0).put(bytes(output.keyHash)).putInt(0)
            .array()));
        final byte[] hash = new byte[Sha256.LENGTH];
        sha256.finish(hash, 0);
        return hash;
    }

    private String txid()
    {
        final UnsafeBuffer txid = new UnsafeBuffer(scratch);
        ids.txid(view, txid, 0);
        return text(txid, 0, Sha256.LENGTH);
    }

    private String outpoint(final int input)
    {
        return text(view.buffer(), view.outpointOffset(input), 34);
    }

    private String keyHash(final int witness)
    {
        final UnsafeBuffer keyHash = new UnsafeBuffer(scratch);
        ids.keyHash(view.buffer(), view.publicKeyOffset(witness), keyHash, 0);
        return text(keyHash, 0, 20);
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(ISO_8859_1);
    }

    private static void require(final boolean holds, final String what, final CaptureCursor cursor)
    {
        if (!holds)
        {
            throw new AssertionError("slot " + cursor.sequence() + " breaks the rule: " + what);
        }
    }
}

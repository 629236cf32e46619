package io.timecoin.workload;

import io.timecoin.capture.CaptureKind;
import io.timecoin.capture.CaptureWriter;
import io.timecoin.capture.PlannedOutcomes;
import io.timecoin.capture.TransactionOrigin;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.SortedSetHash;
import io.timecoin.wallet.Faucet;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes a workload: one thread plans and writes, the others sign in between. The plan is made twice, first only to
 * count how many outputs of the genesis it needs, since their ids depend on that number.
 */
public final class Workload
{
    private static final byte[] KEYS_TAG = Sha256.tag("timecoin/workload");
    private static final int CHUNK_LENGTH = 256;
    private static final int CHUNKS_A_THREAD = 4;
    private static final int SESSIONS = 256;

    /** Hears how far the work is. */
    @FunctionalInterface
    public interface Progress
    {
        /**
         * Some more is written. The first call says 0, as soon as the file is open and nobody else's.
         *
         * @param done  transactions written.
         * @param total transactions of the file.
         */
        void onProgress(long done, long total);
    }

    private record Signed(List<Entry> entries, List<byte[]> transactions)
    {
    }

    private final WorkloadParameters parameters;
    private final Progress progress;
    private final KeyPair[] keys;
    private final Genesis genesis;
    private final byte[] chainId;
    private final Ledger ledger;
    private final Planner planner;
    private final UnsafeBuffer bytes = new UnsafeBuffer(0, 0);
    private final TransactionOrigin origin = new TransactionOrigin();
    private long nextSequence;
    private long nextTickNs = SlotClock.FIRST_TICK_NS;
    private long written;
    private long signatures;

    private Workload(final WorkloadParameters parameters, final Progress progress)
    {
        this.parameters = parameters;
        this.progress = progress;
        final Faucet faucet = new Faucet(Sha256.of(KEYS_TAG, seedBytes()));
        keys = new KeyPair[parameters.accounts() + 1];
        Arrays.parallelSetAll(keys, faucet::account);
        genesis = genesis();
        chainId = genesis.chainId();
        final PaymentEncoder encoder = new PaymentEncoder(chainId, keys);
        ledger = new Ledger(genesis, encoder);
        planner = new Planner(parameters, new Treasury(genesis), encoder, ledger);
    }

    /**
     * Writes a workload.
     *
     * @param parameters of it.
     * @param file       its name once it is whole.
     * @param threads    that sign, at least 1.
     * @param progress   hears how far the work is.
     * @return what was written.
     * @throws WorkloadException                    if nobody can make it.
     * @throws io.timecoin.capture.CaptureException if the file cannot be written; nothing of it is left.
     */
    public static WorkloadReport write(
        final WorkloadParameters parameters, final Path file, final int threads, final Progress progress)
    {
        final long startNs = System.nanoTime();
        final Workload workload = new Workload(parameters, progress);
        final long fileBytes;
        final PlannedOutcomes planned;
        try (CaptureWriter writer = CaptureWriter.create(
            file, CaptureKind.WORKLOAD, workload.genesis, true, 0, "timecoin " + parameters.command()))
        {
            progress.onProgress(0, parameters.transactions());
            workload.writeStream(writer, threads);
            planned = workload.planned();
            writer.finish(workload.maxOutputs(), planned);
            fileBytes = writer.length();
        }
        return new WorkloadReport(HexFormat.of().formatHex(workload.chainId), workload.written, workload.signatures,
            workload.genesis.outputCount(), workload.maxOutputs(), planned, fileBytes, System.nanoTime() - startNs);
    }

    private Genesis genesis()
    {
        final Treasury counting = new Treasury(parameters.accounts());
        final Planner rehearsal = new Planner(parameters, counting, null, null);
        for (int i = 0; i < parameters.transactions(); i++)
        {
            rehearsal.next();
        }
        long needed = 0;
        for (int i = 0; i < parameters.accounts(); i++)
        {
            needed += counting.needed(i);
        }
        final long outputs = parameters.initialOutputs() == WorkloadParameters.AS_NEEDED ?
            needed : parameters.initialOutputs();
        if (outputs < needed || outputs > Genesis.MAX_OUTPUTS)
        {
            throw new WorkloadException("these payments need " + needed + " outputs to begin with, but there are " +
                (outputs < needed ? "only " + outputs : "at most " + Genesis.MAX_OUTPUTS));
        }
        final Genesis.Builder builder = Genesis.builder()
            .seed(parameters.seed())
            .validator(KeyPair.fromSeed(Sha256.of(KEYS_TAG, seedBytes(), KEYS_TAG)).publicKey(), 1);
        final long more = outputs - needed;
        for (int i = 0; i < parameters.accounts(); i++)
        {
            final long share = more / parameters.accounts() + (i < more % parameters.accounts() ? 1 : 0);
            builder.allocation(Treasury.AMOUNT, keys[i].keyHash(), counting.needed(i) + share);
        }
        return builder.build();
    }

    private void writeStream(final CaptureWriter writer, final int threads)
    {
        final ExecutorService signers = Executors.newFixedThreadPool(threads, task ->
        {
            final Thread thread = new Thread(task, "signer");
            thread.setDaemon(true);
            return thread;
        });
        try
        {
            final Deque<Future<Signed>> underWay = new ArrayDeque<>();
            int planned = 0;
            while (planned < parameters.transactions() || !underWay.isEmpty())
            {
                if (planned < parameters.transactions() && underWay.size() < CHUNKS_A_THREAD * threads)
                {
                    final List<Entry> chunk = plan(Math.min(CHUNK_LENGTH, parameters.transactions() - planned));
                    planned += chunk.size();
                    underWay.add(signers.submit(() -> sign(chunk)));
                }
                else
                {
                    write(writer, await(underWay.poll()));
                }
            }
        }
        finally
        {
            signers.shutdownNow();
        }
    }

    private List<Entry> plan(final int count)
    {
        final List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++)
        {
            final Entry entry = planner.next();
            signatures += entry.draft().signers.length;
            entries.add(entry);
        }
        return entries;
    }

    private Signed sign(final List<Entry> entries)
    {
        final Signing signing = new Signing(chainId, keys);
        final List<byte[]> transactions = new ArrayList<>(entries.size());
        for (final Entry entry : entries)
        {
            transactions.add(signing.sign(entry));
        }
        return new Signed(entries, transactions);
    }

    private void write(final CaptureWriter writer, final Signed signed)
    {
        for (int i = 0; i < signed.entries().size(); i++)
        {
            final Entry entry = signed.entries().get(i);
            while (nextSequence < entry.slot())
            {
                writer.tick(nextSequence++, nextTickNs);
                nextTickNs += SlotClock.TICK_NS;
            }
            final byte[] transaction = signed.transactions().get(i);
            bytes.wrap(transaction);
            origin.session = 1 + (int)(entry.reference() % SESSIONS);
            origin.reference = entry.reference();
            writer.transaction(nextSequence++, entry.stampNs(), origin, bytes, 0, transaction.length);
        }
        written += signed.entries().size();
        progress.onProgress(written, parameters.transactions());
    }

    private PlannedOutcomes planned()
    {
        final Outcomes outcomes = planner.outcomes();
        return new PlannedOutcomes(outcomes.accepted(), outcomes.rejected(), outcomes.repeats, ledger.size(),
            SortedSetHash.of(ledger.size(), ledger::forEach));
    }

    private long maxOutputs()
    {
        return genesis.outputCount() + planner.outcomes().growth;
    }

    private byte[] seedBytes()
    {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(parameters.seed()).array();
    }

    private static Signed await(final Future<Signed> future)
    {
        try
        {
            return future.get();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new WorkloadException("interrupted");
        }
        catch (final ExecutionException ex)
        {
            if (ex.getCause() instanceof RuntimeException fault)
            {
                throw fault;
            }
            throw new IllegalStateException(ex.getCause());
        }
    }
}

package io.timecoin.perf;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Checking the form of a payment with one input and two outputs, and hashing it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark
{
    private static final long MAX_SUPPLY = 1L << 60;
    private static final long AMOUNT = 1_000_000;

    private final byte[] chainId = Sha256.of(Sha256.tag("timecoin/perf"));
    private final TransactionCheck check = new TransactionCheck(chainId, MAX_SUPPLY);
    private final TransactionIds ids = new TransactionIds(chainId);
    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
    private final UnsafeBuffer bytes;

    /** Signs the payment. */
    public DecodeBenchmark()
    {
        final KeyPair key = KeyPair.generate(new SecureRandom());
        bytes = new UnsafeBuffer(new TransactionBuilder(chainId)
            .input(TransactionBuilder.outpoint(chainId, 0), key)
            .output(AMOUNT, key.keyHash())
            .output(AMOUNT, key.keyHash())
            .build());
        view.wrap(bytes, 0, bytes.capacity());
    }

    /**
     * Checks the form.
     *
     * @return ADMITTED.
     */
    @Benchmark
    public Verdict check()
    {
        return check.check(bytes, 0, bytes.capacity(), view);
    }

    /**
     * Computes the id.
     *
     * @return where it is.
     */
    @Benchmark
    public UnsafeBuffer txid()
    {
        ids.txid(view, id, 0);
        return id;
    }

    /**
     * Computes the id with witnesses.
     *
     * @return where it is.
     */
    @Benchmark
    public UnsafeBuffer wtxid()
    {
        ids.wtxid(view, id, 0);
        return id;
    }
}

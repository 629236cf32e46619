package io.timecoin.perf;

import java.util.concurrent.TimeUnit;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one batch by each of our verifiers. A score divided by the size is the time of a signature. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
// The module is what the kind "vector" needs; the others do not look at it.
@Fork(value = 1, jvmArgsAppend = { "--add-modules", "jdk.incubator.vector" })
public class VerifierBenchmark
{
    /** More keys than any verifier remembers between two uses of one. */
    private static final int UNKNOWN_KEYS = 1 << 14;

    /** Whose keys sign. */
    public enum Keys
    {
        /** Keys that were not seen for a long while. */
        UNKNOWN(UNKNOWN_KEYS, UNKNOWN_KEYS),
        /** The same keys again, another one for each signature of a batch. */
        KNOWN(SignatureVerifier.MAX_BATCH, SignatureVerifier.MAX_BATCH),
        /** One key for all. */
        ONE(SignatureVerifier.MAX_BATCH, 1);

        private final int messages;
        private final int keys;

        Keys(final int messages, final int keys)
        {
            this.messages = messages;
            this.keys = keys;
        }
    }

    /** Set by JMH: a kind of verifier. */
    @Param({ "vector", "scalar", "bouncycastle" })
    public String kind;
    /** Set by JMH: signatures in a batch. */
    @Param({ "1", "8", "64" })
    public int size;
    /** Set by JMH: whose keys sign. */
    @Param({ "UNKNOWN", "KNOWN", "ONE" })
    public Keys keys;

    private SignatureVerifier verifier;
    private UnsafeBuffer[] publicKeys;
    private UnsafeBuffer[] signatures;
    private UnsafeBuffer[] messages;
    private int next;

    /** Signs what is to be verified. */
    @Setup
    public void setUp()
    {
        verifier = SignatureVerifiers.of(kind);
        final Signed signed = new Signed(keys.messages, keys.keys);
        publicKeys = wrap(signed.publicKeys);
        signatures = wrap(signed.signatures);
        messages = wrap(signed.messages);
    }

    /**
     * Verifies a batch.
     *
     * @return a bit for each valid signature.
     */
    @Benchmark
    public long batch()
    {
        verifier.reset();
        for (int i = 0; i < size; i++)
        {
            verifier.add(publicKeys[next], 0, signatures[next], 0, messages[next], 0, Signed.MESSAGE_LENGTH);
            next = (next + 1) % messages.length;
        }
        final long valid = verifier.verify();
        if (Long.bitCount(valid) != size)
        {
            throw new IllegalStateException(kind + " refuses correct signatures");
        }
        return valid;
    }

    private static UnsafeBuffer[] wrap(final byte[][] arrays)
    {
        final UnsafeBuffer[] buffers = new UnsafeBuffer[arrays.length];
        for (int i = 0; i < arrays.length; i++)
        {
            buffers[i] = new UnsafeBuffer(arrays[i]);
        }
        return buffers;
    }
}

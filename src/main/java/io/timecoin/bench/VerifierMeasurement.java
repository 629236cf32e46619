package io.timecoin.bench;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;
import java.util.Locale;

/** Time of one signature by a verifier of ours, in batches. */
final class VerifierMeasurement implements Measurement
{
    static final String REFERENCE = "verifier.bouncycastle";

    private static final int KNOWN = SignatureVerifier.MAX_BATCH;
    private static final double NS_PER_US = 1e3;

    /** Whose keys sign. */
    enum Keys
    {
        /** Each key comes once in the life of a verifier. */
        UNKNOWN,
        /** A batch has distinct keys, each batch the same ones. */
        KNOWN,
        /** One key signs all. */
        ONE
    }

    private final String kind;
    private final int batch;
    private final Keys keys;
    private final int unknownKeys;
    private final List<Figure> figures;
    private UnsafeBuffer[] signed;
    private SignatureVerifier verifier;
    private int next;

    /**
     * A measurement.
     *
     * @param figure      that it tells.
     * @param kind        one of {@link SignatureVerifiers#kinds()}.
     * @param batch       signatures verified at a time.
     * @param keys        whose they are.
     * @param unknownKeys how many keys to make for {@link Keys#UNKNOWN}.
     */
    private VerifierMeasurement(
        final Figure figure, final String kind, final int batch, final Keys keys, final int unknownKeys)
    {
        this.kind = kind;
        this.batch = batch;
        this.keys = keys;
        this.unknownKeys = unknownKeys;
        figures = List.of(figure);
    }

    /** A verifier of ours. */
    static VerifierMeasurement of(final String kind, final int batch, final Keys keys, final int unknownKeys)
    {
        final String what = String.format(Locale.ROOT, "one signature, message %d bytes, %s, %s, CPU time",
            SignedMessages.MESSAGE_LENGTH, batch == 1 ? "alone" : "batches of " + batch,
            keys == Keys.ONE ? "one key" : keys == Keys.KNOWN ? KNOWN + " known keys" : "unknown keys");
        return new VerifierMeasurement(new Figure("verifier." + kind + "." + (batch == 1 ? "single" : "batch" + batch) +
            "." + keys.name().toLowerCase(Locale.ROOT), what, Unit.US, REFERENCE), kind, batch, keys, unknownKeys);
    }

    /** The one that the others are multiples of: it knows no batches and remembers no keys. */
    static VerifierMeasurement reference()
    {
        return new VerifierMeasurement(new Figure(REFERENCE, String.format(Locale.ROOT,
            "one signature, message %d bytes, BouncyCastle, CPU time", SignedMessages.MESSAGE_LENGTH), Unit.US),
            SignatureVerifiers.BOUNCY_CASTLE, SignatureVerifier.MAX_BATCH / 8, Keys.KNOWN, 0);
    }

    @Override
    public List<Figure> figures()
    {
        return figures;
    }

    @Override
    public void prepare()
    {
        signed = switch (keys)
        {
            case UNKNOWN -> SignedMessages.of(unknownKeys, unknownKeys);
            case KNOWN -> SignedMessages.of(KNOWN, KNOWN);
            case ONE -> SignedMessages.of(KNOWN, 1);
        };
        verifier = SignatureVerifiers.of(kind);
    }

    @Override
    public double[] run(final long budgetNs)
    {
        final long endNs = System.nanoTime() + budgetNs;
        long busyNs = 0;
        long verified = 0;
        do
        {
            if (next + batch > signed.length)
            {
                next = 0;
                if (keys == Keys.UNKNOWN)
                {
                    // Another one remembers nothing.
                    verifier = SignatureVerifiers.of(kind);
                }
            }
            final long startNs = CpuTime.ns();
            final int first = next;
            do
            {
                verify();
            }
            while (next + batch <= signed.length && System.nanoTime() - endNs < 0);
            busyNs += CpuTime.ns() - startNs;
            verified += next - first;
        }
        while (System.nanoTime() - endNs < 0);
        return new double[]{ busyNs / NS_PER_US / verified };
    }

    @Override
    public void close()
    {
        signed = null;
        verifier = null;
    }

    private void verify()
    {
        verifier.reset();
        for (int i = 0; i < batch; i++)
        {
            final UnsafeBuffer all = signed[next++];
            verifier.add(all, 0, all, SignedMessages.SIGNATURE_OFFSET, all, SignedMessages.MESSAGE_OFFSET,
                SignedMessages.MESSAGE_LENGTH);
        }
        if (Long.bitCount(verifier.verify()) != batch)
        {
            throw new BenchException(BenchException.Kind.WRONG, figures.get(0).name() + " refuses correct signatures",
                "the verifier is wrong", "do not use this build; report it");
        }
    }
}

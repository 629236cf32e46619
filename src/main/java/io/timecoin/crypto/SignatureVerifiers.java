package io.timecoin.crypto;

import io.timecoin.crypto.ed25519.Ed25519Batch;
import io.timecoin.crypto.ed25519.VectorSupport;

import java.util.List;
import java.util.function.Supplier;

/** The verifiers that this Java offers. All give the same verdicts; they differ in speed. */
public final class SignatureVerifiers
{
    /** Batches, by the Vector API: where Java was started with {@code --add-modules jdk.incubator.vector}. */
    public static final String VECTOR = "vector";
    /** Batches, by plain Java. */
    public static final String SCALAR = "scalar";
    /** One by one, by BouncyCastle: the reference. */
    public static final String BOUNCY_CASTLE = "bouncycastle";

    private SignatureVerifiers()
    {
    }

    /**
     * The kinds that can be made here.
     *
     * @return their names, the fastest first.
     */
    public static List<String> kinds()
    {
        return VectorSupport.isThere() ? List.of(VECTOR, SCALAR, BOUNCY_CASTLE) : List.of(SCALAR, BOUNCY_CASTLE);
    }

    /**
     * Makes a verifier.
     *
     * @param kind one of {@link #kinds()}.
     * @return for one thread.
     */
    public static SignatureVerifier of(final String kind)
    {
        return supplier(kind).get();
    }

    /**
     * Makes the verifier that a node uses.
     *
     * @return of the first of {@link #kinds()}, for one thread.
     */
    public static SignatureVerifier fastest()
    {
        return of(kinds().get(0));
    }

    private static Supplier<SignatureVerifier> supplier(final String kind)
    {
        return switch (kind)
        {
            case VECTOR -> () -> new BatchVerifier(Ed25519Batch.vector());
            case SCALAR -> () -> new BatchVerifier(Ed25519Batch.scalar());
            case BOUNCY_CASTLE -> BouncyCastleVerifier::new;
            default -> throw new IllegalArgumentException(
                "there is no verifier '" + kind + "' here, but there are " + String.join(", ", kinds()));
        };
    }
}

package io.timecoin.perf;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
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

/** Time of one signature by providers of the JCA: AWS-LC through Corretto's, and the JDK's own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProviderBenchmark
{
    private static final int MESSAGES = 64;
    /** What stands before the point in an encoded public key (RFC 8410). */
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Set by JMH: who verifies. */
    @Param({ "corretto", "jdk" })
    public String provider;

    private final Signed signed = new Signed(MESSAGES, MESSAGES);
    private final byte[][] encoded = new byte[MESSAGES][];
    private final PublicKey[] decoded = new PublicKey[MESSAGES];
    private KeyFactory factory;
    private Signature verifier;
    private int next;

    /**
     * Finds the provider.
     *
     * @throws GeneralSecurityException if it has no Ed25519.
     */
    @Setup
    public void setUp() throws GeneralSecurityException
    {
        final Provider from = "corretto".equals(provider) ?
            AmazonCorrettoCryptoProvider.INSTANCE : Security.getProvider("SunEC");
        factory = KeyFactory.getInstance("Ed25519", from);
        verifier = Signature.getInstance("Ed25519", from);
        for (int i = 0; i < MESSAGES; i++)
        {
            encoded[i] = new byte[KEY_PREFIX.length + signed.publicKeys[i].length];
            System.arraycopy(KEY_PREFIX, 0, encoded[i], 0, KEY_PREFIX.length);
            System.arraycopy(signed.publicKeys[i], 0, encoded[i], KEY_PREFIX.length, signed.publicKeys[i].length);
            decoded[i] = factory.generatePublic(new X509EncodedKeySpec(encoded[i]));
        }
    }

    /**
     * Verifies with a key that has an object already.
     *
     * @return true.
     * @throws GeneralSecurityException if the provider fails.
     */
    @Benchmark
    public boolean decodedKey() throws GeneralSecurityException
    {
        next = (next + 1) % MESSAGES;
        return verify(decoded[next]);
    }

    /**
     * Verifies with a key as it comes in a transaction.
     *
     * @return true.
     * @throws GeneralSecurityException if the provider fails.
     */
    @Benchmark
    public boolean encodedKey() throws GeneralSecurityException
    {
        next = (next + 1) % MESSAGES;
        return verify(factory.generatePublic(new X509EncodedKeySpec(encoded[next])));
    }

    private boolean verify(final PublicKey key) throws GeneralSecurityException
    {
        verifier.initVerify(key);
        verifier.update(signed.messages[next]);
        if (!verifier.verify(signed.signatures[next]))
        {
            throw new IllegalStateException(provider + " refuses a correct signature");
        }
        return true;
    }
}

package io.timecoin.perf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import com.sun.management.ThreadMXBean;
import io.timecoin.crypto.LtHash;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * Processor time of an element of the state hash by every expansion that was considered, side by side in one process:
 * hashing 67 bytes, 2 KiB of expansion, 1024 sums; and of the class that a node uses.
 */
public final class SetHashRatios
{
    private static final int ELEMENT_LENGTH = 67;
    private static final int STREAM_LENGTH = LtHash.ENCODED_LENGTH;
    private static final int REPETITIONS = 9;
    private static final int SAMPLE = 6_000;
    private static final int WARM_UP = 30_000;
    private static final int HASH_LENGTH = 32;
    private static final int HALF = 16;
    private static final int NONCE_LENGTH = 12;
    private static final long HIGH = 0x8000_8000_8000_8000L;
    private static final VarHandle WORD =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final byte[] element = new byte[ELEMENT_LENGTH];
    private final byte[] seed = new byte[HASH_LENGTH];
    private final byte[] stream = new byte[STREAM_LENGTH];
    private final byte[] zeros = new byte[STREAM_LENGTH];
    private final long[] sums = new long[STREAM_LENGTH / Long.BYTES];
    private final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");

    private SetHashRatios() throws GeneralSecurityException
    {
    }

    private interface Candidate
    {
        void add() throws GeneralSecurityException;
    }

    /**
     * Measures and prints a table.
     *
     * @param arguments none.
     * @throws GeneralSecurityException if this Java lacks a candidate.
     */
    public static void main(final String[] arguments) throws GeneralSecurityException
    {
        new SetHashRatios().run();
    }

    private void run() throws GeneralSecurityException
    {
        final Map<String, Candidate> candidates = candidates();
        for (final Candidate candidate : candidates.values())
        {
            timeNs(candidate, WARM_UP);
        }
        final Map<String, double[]> timesNs = new LinkedHashMap<>();
        for (int i = 0; i < REPETITIONS; i++)
        {
            for (final Map.Entry<String, Candidate> each : candidates.entrySet())
            {
                timesNs.computeIfAbsent(each.getKey(), (name) -> new double[REPETITIONS])[i] =
                    timeNs(each.getValue(), SAMPLE);
            }
        }
        System.out.println("Java " + System.getProperty("java.version") + ", sums " + Arrays.hashCode(sums));
        for (final Map.Entry<String, Candidate> each : candidates.entrySet())
        {
            final double[] sorted = timesNs.get(each.getKey());
            Arrays.sort(sorted);
            System.out.printf("%-28s %6.0f ns (%.0f to %.0f), %5d bytes allocated%n", each.getKey(),
                sorted[REPETITIONS / 2], sorted[0], sorted[REPETITIONS - 1], allocated(each.getValue()));
        }
    }

    private Map<String, Candidate> candidates() throws GeneralSecurityException
    {
        final LtHash hash = new LtHash();
        final UnsafeBuffer elementBuffer = new UnsafeBuffer(element);
        final Cipher aes256 = Cipher.getInstance("AES/CTR/NoPadding");
        final Cipher aes128 = Cipher.getInstance("AES/CTR/NoPadding");
        final Cipher chaCha = Cipher.getInstance("ChaCha20");
        final IvParameterSpec zero = new IvParameterSpec(new byte[HALF]);
        final Map<String, Candidate> candidates = new LinkedHashMap<>();
        candidates.put("LtHash.add", () -> hash.add(elementBuffer, 0, ELEMENT_LENGTH));
        candidates.put("SHA-256 of the element", this::seed);
        candidates.put("1024 sums", this::addStream);
        candidates.put("AES-256-CTR, JDK", () ->
        {
            seed();
            aes256.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, "AES"), zero);
            aes256.doFinal(zeros, 0, STREAM_LENGTH, stream, 0);
            addStream();
        });
        candidates.put("its key schedule alone", () ->
            aes256.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(element, 0, HASH_LENGTH, "AES"), zero));
        candidates.put("AES-128-CTR, JDK", () ->
        {
            seed();
            aes128.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, 0, HALF, "AES"),
                new IvParameterSpec(seed, HALF, HALF));
            aes128.doFinal(zeros, 0, STREAM_LENGTH, stream, 0);
            addStream();
        });
        candidates.put("ChaCha20, JDK", () ->
        {
            seed();
            chaCha.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(seed, "ChaCha20"),
                new ChaCha20ParameterSpec(new byte[NONCE_LENGTH], 0));
            chaCha.doFinal(zeros, 0, STREAM_LENGTH, stream, 0);
            addStream();
        });
        candidates.put("SHA-256 in counter mode, JDK", this::sha256Counter);
        final SHAKEDigest shake = new SHAKEDigest(128);
        candidates.put("SHAKE128, BouncyCastle", () ->
        {
            shake.update(element, 0, ELEMENT_LENGTH);
            shake.doFinal(stream, 0, STREAM_LENGTH);
            addStream();
        });
        final Blake3Digest blake3 = new Blake3Digest(HASH_LENGTH);
        candidates.put("BLAKE3, BouncyCastle", () ->
        {
            blake3.update(element, 0, ELEMENT_LENGTH);
            blake3.doFinal(stream, 0, STREAM_LENGTH);
            addStream();
        });
        return candidates;
    }

    private void sha256Counter() throws GeneralSecurityException
    {
        seed();
        for (int i = 0; i < STREAM_LENGTH; i += HASH_LENGTH)
        {
            sha256.update(seed);
            sha256.update((byte)(i / HASH_LENGTH));
            sha256.digest(stream, i, HASH_LENGTH);
        }
        addStream();
    }

    private void seed() throws GeneralSecurityException
    {
        sha256.update(element);
        sha256.digest(seed, 0, HASH_LENGTH);
    }

    private void addStream()
    {
        for (int i = 0; i < sums.length; i++)
        {
            final long a = sums[i];
            final long b = (long)WORD.get(stream, i * Long.BYTES);
            sums[i] = (a & ~HIGH) + (b & ~HIGH) ^ (a ^ b) & HIGH;
        }
    }

    private double timeNs(final Candidate candidate, final int count) throws GeneralSecurityException
    {
        final long startNs = threads.getCurrentThreadCpuTime();
        repeat(candidate, count);
        return (threads.getCurrentThreadCpuTime() - startNs) / (double)count;
    }

    private long allocated(final Candidate candidate) throws GeneralSecurityException
    {
        final long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        repeat(candidate, SAMPLE);
        return (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / SAMPLE;
    }

    private void repeat(final Candidate candidate, final int count) throws GeneralSecurityException
    {
        for (int i = 0; i < count; i++)
        {
            WORD.set(element, 0, (long)WORD.get(element, 0) + 1);
            candidate.add();
        }
    }
}

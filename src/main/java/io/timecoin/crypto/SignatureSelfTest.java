package io.timecoin.crypto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.InvariantViolation;

/**
 * Holds a verifier to the criteria of PROTOCOL, section 2, before it judges payments: one that answers otherwise, if
 * only on signatures made to tell implementations apart, would leave the chain. Runs at every start of a node, in a
 * fraction of a second.
 */
public final class SignatureSelfTest
{
    private static final String RESOURCE = "ed25519-self-test.txt";
    private static final int COLUMNS = 5;

    private record Vector(String name, boolean valid, byte[] publicKey, byte[] signature, byte[] message)
    {
    }

    private SignatureSelfTest()
    {
    }

    /**
     * Verifies known signatures, good and bad, in full batches.
     *
     * @param verifier its batch is lost.
     * @throws InvariantViolation naming the first vector on which the verifier errs.
     */
    public static void run(final SignatureVerifier verifier)
    {
        final List<Vector> vectors = vectors();
        for (int from = 0; from < vectors.size(); from += SignatureVerifier.MAX_BATCH)
        {
            runBatch(verifier, vectors.subList(from, Math.min(from + SignatureVerifier.MAX_BATCH, vectors.size())));
        }
        verifier.reset();
    }

    private static void runBatch(final SignatureVerifier verifier, final List<Vector> batch)
    {
        verifier.reset();
        for (final Vector vector : batch)
        {
            verifier.add(
                new UnsafeBuffer(vector.publicKey),
                0,
                new UnsafeBuffer(vector.signature),
                0,
                new UnsafeBuffer(vector.message),
                0,
                vector.message.length);
        }
        final long valid = verifier.verify();
        for (int i = 0; i < batch.size(); i++)
        {
            final Vector vector = batch.get(i);
            if ((valid >>> i & 1) != (vector.valid ? 1 : 0))
            {
                throw new InvariantViolation("self-test of signatures: vector '" + vector.name + "' is " +
                    (vector.valid ? "valid, but was refused" : "invalid, but was taken for valid") +
                    "; this verifier would leave the chain");
            }
        }
    }

    private static List<Vector> vectors()
    {
        final List<Vector> vectors = new ArrayList<>();
        try (InputStream stream = SignatureSelfTest.class.getResourceAsStream(RESOURCE))
        {
            if (stream == null)
            {
                throw new InvariantViolation("self-test of signatures: this build lacks " + RESOURCE);
            }
            final BufferedReader reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
            for (String line = reader.readLine(); line != null; line = reader.readLine())
            {
                if (!line.startsWith("#"))
                {
                    vectors.add(vector(line));
                }
            }
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return vectors;
    }

    private static Vector vector(final String line)
    {
        final String[] columns = line.split(" ");
        if (columns.length != COLUMNS || !columns[1].equals("valid") && !columns[1].equals("invalid"))
        {
            throw new InvariantViolation("self-test of signatures: " + RESOURCE + " has a bad line: " + line);
        }
        final HexFormat hex = HexFormat.of();
        return new Vector(columns[0], columns[1].equals("valid"), hex.parseHex(columns[2]), hex.parseHex(columns[3]),
            columns[4].equals("-") ? new byte[0] : hex.parseHex(columns[4]));
    }
}

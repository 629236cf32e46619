package io.timecoin.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Reads a resource of signature vectors: name, verdict, public key, signature, message, perhaps flags. */
record SignatureVectors(
    String name, boolean valid, byte[] publicKey, byte[] signature, byte[] message, Set<String> flags)
{
    static List<SignatureVectors> read(final String resource)
    {
        try (InputStream stream = SignatureVectors.class.getResourceAsStream(resource))
        {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).lines()
                .filter(line -> !line.startsWith("#")).map(SignatureVectors::parse).toList();
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    private static SignatureVectors parse(final String line)
    {
        final String[] columns = line.split(" ");
        return new SignatureVectors(columns[0], columns[1].equals("valid"), hex(columns[2]), hex(columns[3]),
            hex(columns[4]), columns.length > 5 ? Set.of(columns[5].split(",")) : Set.of());
    }

    private static byte[] hex(final String text)
    {
        return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
    }

    @Override
    public String toString()
    {
        return name;
    }
}

package io.timecoin.crypto;

import java.util.HexFormat;

import org.agrona.concurrent.UnsafeBuffer;

/** A signature with the verdict of BouncyCastle. */
record SignatureCase(String kind, UnsafeBuffer publicKey, UnsafeBuffer signature, UnsafeBuffer message, boolean valid)
{
    static SignatureCase of(
        final String kind, final byte[] publicKey, final byte[] signature, final byte[] message)
    {
        final SignatureCase unjudged = new SignatureCase(
            kind, new UnsafeBuffer(publicKey), new UnsafeBuffer(signature), new UnsafeBuffer(message), false);
        final BouncyCastleVerifier reference = new BouncyCastleVerifier();
        unjudged.addTo(reference);
        return new SignatureCase(
            kind, unjudged.publicKey, unjudged.signature, unjudged.message, reference.verify() == 1);
    }

    void addTo(final SignatureVerifier verifier)
    {
        verifier.add(publicKey, 0, signature, 0, message, 0, message.capacity());
    }

    @Override
    public String toString()
    {
        final HexFormat hex = HexFormat.of();
        return kind + (valid ? " valid " : " invalid ") + hex.formatHex(publicKey.byteArray()) + ' ' +
            hex.formatHex(signature.byteArray()) + ' ' + hex.formatHex(message.byteArray());
    }
}

package io.timecoin.bench;

import org.agrona.concurrent.UnsafeBuffer;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/** Time of one signature by the JDK's own Ed25519, whose criteria are not the chain's. */
final class JdkVerifierMeasurement implements Measurement
{
    private static final int MESSAGES = 64;
    private static final double NS_PER_US = 1e3;
    /** What stands before the point in an encoded public key (RFC 8410). */
    private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final List<Figure> figures = List.of(new Figure("verifier.jdk", "one signature, message " +
        SignedMessages.MESSAGE_LENGTH + " bytes, the JDK's Ed25519, CPU time", Unit.US, VerifierMeasurement.REFERENCE));
    private final PublicKey[] keys = new PublicKey[MESSAGES];
    private UnsafeBuffer[] signed;
    private Signature verifier;
    private int next;

    @Override
    public List<Figure> figures()
    {
        return figures;
    }

    @Override
    public void prepare() throws GeneralSecurityException
    {
        signed = SignedMessages.of(MESSAGES, MESSAGES);
        verifier = Signature.getInstance("Ed25519");
        final KeyFactory factory = KeyFactory.getInstance("Ed25519");
        for (int i = 0; i < MESSAGES; i++)
        {
            final UnsafeBuffer encoded = new UnsafeBuffer(
                new byte[KEY_PREFIX.length + SignedMessages.SIGNATURE_OFFSET]);
            encoded.putBytes(0, KEY_PREFIX);
            encoded.putBytes(KEY_PREFIX.length, signed[i], 0, SignedMessages.SIGNATURE_OFFSET);
            keys[i] = factory.generatePublic(new X509EncodedKeySpec(encoded.byteArray()));
        }
    }

    @Override
    public double[] run(final long budgetNs) throws GeneralSecurityException
    {
        final long endNs = System.nanoTime() + budgetNs;
        final long startNs = CpuTime.ns();
        long verified = 0;
        do
        {
            next = (next + 1) % MESSAGES;
            final byte[] all = signed[next].byteArray();
            verifier.initVerify(keys[next]);
            verifier.update(all, SignedMessages.MESSAGE_OFFSET, SignedMessages.MESSAGE_LENGTH);
            if (!verifier.verify(
                all, SignedMessages.SIGNATURE_OFFSET, SignedMessages.MESSAGE_OFFSET - SignedMessages.SIGNATURE_OFFSET))
            {
                throw new BenchException(BenchException.Kind.WRONG, "the JDK refuses a correct signature", "",
                    "use another JDK");
            }
            verified++;
        }
        while (System.nanoTime() - endNs < 0);
        return new double[]{ (CpuTime.ns() - startNs) / NS_PER_US / verified };
    }

    @Override
    public void close()
    {
        signed = null;
    }
}

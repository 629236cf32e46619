package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.timecoin.InvariantViolation;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class SignatureSelfTestTest
{
    @Test
    void shouldPassEveryKindOfVerifier()
    {
        for (final String kind : SignatureVerifiers.kinds())
        {
            assertThatCode(() -> SignatureSelfTest.run(SignatureVerifiers.of(kind))).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldNameTheVectorOnWhichAVerifierErrs()
    {
        assertThatThrownBy(() -> SignatureSelfTest.run(new Fixed(-1)))
            .isInstanceOf(InvariantViolation.class)
            .hasMessageContaining("'speccheck-0'").hasMessageContaining("invalid");
        assertThatThrownBy(() -> SignatureSelfTest.run(new Fixed(0)))
            .isInstanceOf(InvariantViolation.class)
            .hasMessageContaining("'speccheck-2'").hasMessageContaining("refused");
    }

    /** The JDK's verifier is right for honest signatures, but not cofactored: it would fork the chain. */
    @Test
    void shouldRefuseTheVerifierOfTheJdk()
    {
        assertThatThrownBy(() -> SignatureSelfTest.run(new Jdk())).isInstanceOf(InvariantViolation.class);
    }

    private static final class Fixed implements SignatureVerifier
    {
        private final long answer;

        Fixed(final long answer)
        {
            this.answer = answer;
        }

        @Override
        public void reset()
        {
        }

        @Override
        public void add(
            final DirectBuffer publicKey,
            final int pkOffset,
            final DirectBuffer signature,
            final int sigOffset,
            final DirectBuffer message,
            final int msgOffset,
            final int msgLength)
        {
        }

        @Override
        public int size()
        {
            return 0;
        }

        @Override
        public long verify()
        {
            return answer;
        }
    }

    private static final class Jdk implements SignatureVerifier
    {
        private static final byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

        private final List<byte[]> added = new ArrayList<>();

        @Override
        public void reset()
        {
            added.clear();
        }

        @Override
        public void add(
            final DirectBuffer publicKey,
            final int pkOffset,
            final DirectBuffer signature,
            final int sigOffset,
            final DirectBuffer message,
            final int msgOffset,
            final int msgLength)
        {
            added.add(copy(publicKey, pkOffset, 32));
            added.add(copy(signature, sigOffset, 64));
            added.add(copy(message, msgOffset, msgLength));
        }

        @Override
        public int size()
        {
            return added.size() / 3;
        }

        @Override
        public long verify()
        {
            long valid = 0;
            for (int i = 0; i < size(); i++)
            {
                valid |= isValid(added.get(3 * i), added.get(3 * i + 1), added.get(3 * i + 2)) ? 1L << i : 0;
            }
            return valid;
        }

        private static boolean isValid(final byte[] publicKey, final byte[] signature, final byte[] message)
        {
            final byte[] encoded = java.util.Arrays.copyOf(KEY_PREFIX, KEY_PREFIX.length + 32);
            System.arraycopy(publicKey, 0, encoded, KEY_PREFIX.length, 32);
            try
            {
                final Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
                verifier.update(message);
                return verifier.verify(signature);
            }
            catch (final GeneralSecurityException e)
            {
                return false;
            }
        }

        private static byte[] copy(final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            return bytes;
        }
    }
}

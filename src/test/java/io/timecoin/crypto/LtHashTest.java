package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LtHashTest
{
    private static final int ELEMENT_LENGTH = 67;
    private static final int LANE_MASK = 0xFFFF;

    private final LtHash hash = new LtHash();

    /** By its definition: block after block of AES, number after number of the sums. */
    @Test
    void shouldBeTheSumsOfTheExpansions() throws Exception
    {
        final int[] sums = new int[LtHash.LANES];
        for (int i = 0; i < 20; i++)
        {
            hash.add(new UnsafeBuffer(element(i)), 0, ELEMENT_LENGTH);
            final int[] expanded = expandedByDefinition(element(i));
            for (int lane = 0; lane < sums.length; lane++)
            {
                sums[lane] = sums[lane] + expanded[lane] & LANE_MASK;
            }
            if (i % 3 == 0)
            {
                hash.remove(new UnsafeBuffer(element(100 + i)), 0, ELEMENT_LENGTH);
                final int[] removed = expandedByDefinition(element(100 + i));
                for (int lane = 0; lane < sums.length; lane++)
                {
                    sums[lane] = sums[lane] - removed[lane] & LANE_MASK;
                }
            }
        }

        assertThat(lanes(hash)).isEqualTo(sums);
    }

    /** Pinned: another expansion is another chain. */
    @Test
    void shouldStayTheSameForEver()
    {
        assertThat(digest(hash)).isEqualTo("e5a00aa9991ac8a5ee3109844d84a55583bd20572ad3ffcd42792f3c36b183ad");
        hash.add(new UnsafeBuffer("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII)), 0, 3);
        assertThat(digest(hash)).isEqualTo("16c713708bec3c6527302be22aa53ae26a41cfbdac5fe48f8bf5fb0ec5805c60");
    }

    @Test
    void shouldNotDependOnTheOrder()
    {
        final Random random = new Random(7);
        final List<Integer> elements = new ArrayList<>();
        for (int i = 0; i < 50; i++)
        {
            elements.add(i);
        }
        for (final int i : elements)
        {
            hash.add(new UnsafeBuffer(element(i)), 0, ELEMENT_LENGTH);
        }
        Collections.shuffle(elements, random);
        final LtHash other = new LtHash();
        for (final int i : elements)
        {
            other.add(new UnsafeBuffer(element(i)), 0, ELEMENT_LENGTH);
        }

        assertThat(other).isEqualTo(hash);
        assertThat(digest(other)).isEqualTo(digest(hash));
    }

    @Test
    void shouldForgetWhatIsRemoved()
    {
        hash.add(new UnsafeBuffer(element(1)), 0, ELEMENT_LENGTH);
        final String one = digest(hash);
        hash.remove(new UnsafeBuffer(element(2)), 0, ELEMENT_LENGTH);
        hash.add(new UnsafeBuffer(element(3)), 0, ELEMENT_LENGTH);
        assertThat(digest(hash)).isNotEqualTo(one);
        hash.remove(new UnsafeBuffer(element(3)), 0, ELEMENT_LENGTH);
        hash.add(new UnsafeBuffer(element(2)), 0, ELEMENT_LENGTH);

        assertThat(digest(hash)).isEqualTo(one);
        hash.remove(new UnsafeBuffer(element(1)), 0, ELEMENT_LENGTH);
        assertThat(hash).isEqualTo(new LtHash());
    }

    @Test
    void shouldCombineHashesOfPartsOfASet()
    {
        final LtHash left = new LtHash();
        final LtHash right = new LtHash();
        for (int i = 0; i < 10; i++)
        {
            hash.add(new UnsafeBuffer(element(i)), 0, ELEMENT_LENGTH);
            (i < 4 ? left : right).add(new UnsafeBuffer(element(i)), 0, ELEMENT_LENGTH);
        }
        final String leftOnly = digest(left);
        left.combine(right);
        assertThat(left).isEqualTo(hash);
        left.subtract(right);
        assertThat(digest(left)).isEqualTo(leftOnly);
    }

    @Test
    void shouldComeBackFromItsEncoding()
    {
        hash.add(new UnsafeBuffer(element(1)), 0, ELEMENT_LENGTH);
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[LtHash.ENCODED_LENGTH + 8]);
        hash.encode(encoded, 8);
        final LtHash other = new LtHash();
        other.decode(encoded, 8);

        assertThat(other).isEqualTo(hash);
        other.clear();
        assertThat(other).isEqualTo(new LtHash());
    }

    /** One bit of an element changes about half of all bits, spread over all lanes. */
    @Test
    void shouldSpreadEveryBitOfAnElement()
    {
        final byte[] element = element(1);
        hash.add(new UnsafeBuffer(element), 0, ELEMENT_LENGTH);
        final int[] before = lanes(hash);
        for (int bit = 0; bit < ELEMENT_LENGTH * 8; bit += 13)
        {
            element[bit / 8] ^= 1 << bit % 8;
            final LtHash other = new LtHash();
            other.add(new UnsafeBuffer(element), 0, ELEMENT_LENGTH);
            element[bit / 8] ^= 1 << bit % 8;
            final int[] after = lanes(other);
            int differing = 0;
            for (int lane = 0; lane < before.length; lane++)
            {
                differing += Integer.bitCount(before[lane] ^ after[lane]);
            }
            // 8,192 expected, with a standard deviation of 64.
            assertThat(differing).as("bit %d", bit).isBetween(8_192 - 640, 8_192 + 640);
        }
    }

    private static int[] expandedByDefinition(final byte[] element) throws Exception
    {
        final Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(Sha256.of(Sha256.tag("timecoin/utxo"), element), "AES"));
        final UnsafeBuffer stream = new UnsafeBuffer(new byte[LtHash.ENCODED_LENGTH]);
        for (int block = 0; block < 128; block++)
        {
            final byte[] counter = new byte[16];
            counter[15] = (byte)block;
            stream.putBytes(block * 16, aes.doFinal(counter));
        }
        return lanes(stream);
    }

    private static int[] lanes(final LtHash hash)
    {
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[LtHash.ENCODED_LENGTH]);
        hash.encode(encoded, 0);
        return lanes(encoded);
    }

    private static int[] lanes(final UnsafeBuffer encoded)
    {
        final int[] lanes = new int[LtHash.LANES];
        for (int lane = 0; lane < lanes.length; lane++)
        {
            lanes[lane] = encoded.getShort(lane * 2, ByteOrder.LITTLE_ENDIAN) & LANE_MASK;
        }
        return lanes;
    }

    private static String digest(final LtHash hash)
    {
        final byte[] digest = new byte[Sha256.LENGTH];
        hash.digest(new UnsafeBuffer(digest), 0);
        return HexFormat.of().formatHex(digest);
    }

    private static byte[] element(final int number)
    {
        final byte[] element = new byte[ELEMENT_LENGTH];
        new Random(number).nextBytes(element);
        return element;
    }
}

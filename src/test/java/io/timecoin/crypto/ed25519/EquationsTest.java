package io.timecoin.crypto.ed25519;

import static org.assertj.core.api.Assertions.assertThat;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.TestKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums that do not come out are not seen in verdicts, for then each signature is looked at alone; here they are. */
class EquationsTest
{
    private final Signatures signatures = new Signatures();

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void shouldHoldTogetherAndInAnyPart(final boolean inLanes)
    {
        final Equations equations = equations(inLanes);
        for (int i = 0; i < Ed25519Batch.CAPACITY; i++)
        {
            // Some keys sign several; the second round finds them in the cache.
            add(i % 40, i, false);
        }
        for (int round = 0; round < 3; round++)
        {
            assertThat(equations.prepare()).isEqualTo(-1L);
            assertThat(equations.holdTogether(-1L)).as("round %s", round).isTrue();
            for (int i = 0; i < Ed25519Batch.CAPACITY; i += 7)
            {
                assertThat(equations.holdTogether(1L << i)).as("round %s, %s", round, i).isTrue();
                assertThat(equations.holdTogether(-1L << i)).as("round %s, from %s", round, i).isTrue();
                assertThat(equations.holds(i)).isTrue();
            }
            equations.learn(-1L);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void shouldNotHoldTogetherWithABadOne(final boolean inLanes)
    {
        final Equations equations = equations(inLanes);
        for (int i = 0; i < 20; i++)
        {
            add(i, i, i == 11);
        }
        final long candidates = equations.prepare();
        assertThat(candidates).isEqualTo((1L << 20) - 1);
        assertThat(equations.holdTogether(candidates)).isFalse();
        assertThat(equations.holdTogether(1L << 11)).isFalse();
        assertThat(equations.holds(11)).isFalse();
        assertThat(equations.holdTogether(candidates & ~(1L << 11))).isTrue();
    }

    private Equations equations(final boolean inLanes)
    {
        return inLanes ?
            new LaneEquations(signatures, VectorSupport.isThere() ? VectorSupport.lanes() : new PlainLanes()) :
            new ScalarEquations(signatures);
    }

    private void add(final int number, final int text, final boolean isBad)
    {
        final KeyPair key = TestKeys.key(number);
        final byte[] message = { (byte)text };
        final int index = signatures.size;
        System.arraycopy(key.publicKey(), 0, signatures.keys, index * Signatures.POINT_LENGTH, Signatures.POINT_LENGTH);
        System.arraycopy(key.sign(message), 0, signatures.bytes, index * Signatures.LENGTH, Signatures.LENGTH);
        message[0] += (byte)(isBad ? 1 : 0);
        signatures.begin();
        signatures.message(message, 0, message.length);
        signatures.end();
    }
}

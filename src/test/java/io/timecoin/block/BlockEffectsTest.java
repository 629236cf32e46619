package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.Sha256;

class BlockEffectsTest
{
    private final BlockEffects effects = new BlockEffects(4, 11);
    private final StateHash state = new StateHash();

    @Test
    void shouldCancelWhatABlockCreatesAndSpends()
    {
        final byte[] before = state.digest();
        created(1);
        created(2);
        spent(1);
        spent(2);

        assertThat(effects.createdCount()).isZero();
        assertThat(effects.spentCount()).isZero();
        effects.forEach((isCreated, buffer, outpoint, value) ->
        {
            throw new AssertionError("nothing is left");
        });
        state.apply(effects);
        assertThat(state.digest()).isEqualTo(before);
    }

    @Test
    void shouldBeEmptyAfterClearing()
    {
        created(1);
        effects.clear();
        spent(1);

        assertThat(effects.createdCount()).isZero();
        assertThat(effects.spentCount()).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatNoValidBlockDoes()
    {
        created(1);
        assertThatThrownBy(() -> created(1)).isInstanceOf(InvariantViolation.class);
        final UnsafeBuffer otherValue = value(2);
        assertThatThrownBy(() -> effects.spent(outpoint(1), 0, otherValue, 0)).isInstanceOf(InvariantViolation.class);
        spent(1);
        assertThatThrownBy(() -> spent(1)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shouldMakeTheCoinbaseOfAHeight()
    {
        final byte[] chainId = TestBlocks.hash("chain", 1);
        final byte[] keyHash = new byte[20];
        keyHash[3] = 7;
        final List<String> left = new ArrayList<>();
        effects.addCoinbase(chainId, 300, 0, keyHash);
        effects.addCoinbase(chainId, 301, 5_000, keyHash);
        effects.forEach((isCreated, buffer, outpoint, value) ->
        {
            final byte[] bytes = new byte[StateElement.LENGTH];
            buffer.getBytes(outpoint, bytes);
            left.add(isCreated + " " + HexFormat.of().formatHex(bytes));
        });

        final byte[] id = Sha256.of(Sha256.tag("timecoin/coinbase"), chainId, new byte[] { 45, 1, 0, 0 });
        final UnsafeBuffer expected = new UnsafeBuffer(new byte[StateElement.LENGTH]);
        expected.putBytes(0, id);
        expected.putLong(34, 5_000, ByteOrder.LITTLE_ENDIAN);
        expected.putBytes(43, keyHash);
        expected.putInt(63, 301, ByteOrder.LITTLE_ENDIAN);
        assertThat(left).containsExactly("true " + HexFormat.of().formatHex(expected.byteArray()));
    }

    /** Blocks of random effects lead to the state that their outputs, added one by one, have. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void shouldLeadToTheStateOfTheUnspentOutputs(final long seed)
    {
        final Random random = new Random(seed);
        final Map<Integer, Boolean> unspent = new TreeMap<>();
        int next = 0;
        for (int block = 0; block < 20; block++)
        {
            effects.clear();
            for (int i = 0; i < 1 + random.nextInt(60); i++)
            {
                if (random.nextBoolean() || unspent.isEmpty())
                {
                    created(next);
                    unspent.put(next++, true);
                }
                else
                {
                    final List<Integer> keys = new ArrayList<>(unspent.keySet());
                    // Often one of the newest: so it is created and spent in one block.
                    final int chosen = keys.get(random.nextBoolean() ? keys.size() - 1 : random.nextInt(keys.size()));
                    spent(chosen);
                    unspent.remove(chosen);
                }
            }
            state.apply(effects);
        }
        final StateHash fresh = new StateHash();
        for (final int output : unspent.keySet())
        {
            final byte[] keyHash = new byte[20];
            value(output).getBytes(9, keyHash);
            fresh.addOutput(outpoint(output), 0, 1_000 + output, 0, keyHash);
        }
        assertThat(state.digest()).as("seed %d", seed).isEqualTo(fresh.digest());
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        state.encode(encoded, 0);
        fresh.clear();
        fresh.decode(encoded, 0);
        assertThat(fresh.digest()).isEqualTo(state.digest()).isEqualTo(Sha256.of(encoded.byteArray()));
    }

    private void created(final int number)
    {
        effects.created(outpoint(number), 0, value(number), 0);
    }

    private void spent(final int number)
    {
        effects.spent(outpoint(number), 0, value(number), 0);
    }

    /** Two outputs of one transaction differ in the index only. */
    private static UnsafeBuffer outpoint(final int number)
    {
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[StateElement.OUTPOINT_LENGTH]);
        outpoint.putBytes(0, TestBlocks.hash("tx", number / 2));
        outpoint.putShort(32, (short)(number % 2), ByteOrder.LITTLE_ENDIAN);
        return outpoint;
    }

    private static UnsafeBuffer value(final int number)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[StateElement.VALUE_LENGTH]);
        StateElement.putValue(value, 0, 1_000 + number, 0, new UnsafeBuffer(TestBlocks.hash("key", number)), 0,
            StateElement.NOT_COINBASE);
        return value;
    }
}

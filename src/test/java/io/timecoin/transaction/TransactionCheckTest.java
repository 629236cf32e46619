package io.timecoin.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.Sha256;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransactionCheckTest
{
    private static final byte[] CHAIN_ID = Sha256.of(Sha256.tag("a chain"));
    private static final long MAX_SUPPLY = 1_000_000;
    private static final int INPUTS_HEADER = 18;
    private static final int OUTPUTS_HEADER = INPUTS_HEADER + 4 + 3 * 35;
    private static final int WITNESSES_HEADER = OUTPUTS_HEADER + 4 + 2 * 29;
    /** The transaction of most tests has three inputs, two outputs and two witnesses. */
    private static final int LENGTH = WITNESSES_HEADER + 4 + 2 * 96;

    private final TransactionCheck check = new TransactionCheck(CHAIN_ID, MAX_SUPPLY);
    private final TransactionView view = new TransactionView();

    @Test
    void shouldAdmitEveryShapeWithinTheCounts()
    {
        final int[][] shapes = { { 1, 1, 1 }, { 3, 2, 2 }, { 256, 1, 1 }, { 1, 256, 1 }, { 256, 256, 256 } };
        for (final int[] shape : shapes)
        {
            final RawTransaction raw = RawTransaction.valid(CHAIN_ID, shape[0], shape[1], shape[2]);
            assertThat(verdict(raw.encode())).as(Arrays.toString(shape)).isEqualTo(Verdict.ADMITTED);
            assertThat(view.inputCount()).isEqualTo(shape[0]);
            assertThat(view.outputCount()).isEqualTo(shape[1]);
            assertThat(view.witnessCount()).isEqualTo(shape[2]);
        }
    }

    static Stream<Arguments> breaches()
    {
        return Stream.of(
            breach(Verdict.WRONG_CHAIN, "one bit of the chain", raw -> raw.chainPrefix ^= 1),
            breach(Verdict.WRONG_CHAIN, "highest bit of the chain", raw -> raw.chainPrefix ^= 0x8000_0000L),
            breach(Verdict.DUPLICATE_INPUT, "first and second", raw -> sameOutpoint(raw, 0, 1)),
            breach(Verdict.DUPLICATE_INPUT, "first and last", raw -> sameOutpoint(raw, 0, 2)),
            breach(Verdict.DUPLICATE_INPUT, "second and last", raw -> sameOutpoint(raw, 1, 2)),
            breach(Verdict.BAD_OUTPUT, "zero", raw -> raw.outputs.get(0).amount = 0),
            breach(Verdict.BAD_OUTPUT, "negative", raw -> raw.outputs.get(1).amount = -1),
            breach(Verdict.BAD_OUTPUT, "most negative", raw -> raw.outputs.get(1).amount = Long.MIN_VALUE),
            breach(Verdict.BAD_OUTPUT, "dust", raw -> raw.outputs.get(1).amount = 545),
            breach(Verdict.BAD_OUTPUT, "above supply", raw -> raw.outputs.get(0).amount = MAX_SUPPLY + 1),
            breach(Verdict.BAD_OUTPUT, "largest", raw -> raw.outputs.get(0).amount = Long.MAX_VALUE),
            breach(Verdict.BAD_OUTPUT, "sum above supply", raw -> amounts(raw, MAX_SUPPLY - 999, 1000)),
            breach(Verdict.BAD_OUTPUT, "sum overflows", raw -> amounts(raw, Long.MAX_VALUE, Long.MAX_VALUE)),
            breach(Verdict.BAD_OUTPUT, "lock type 1", raw -> raw.outputs.get(0).lockType = 1),
            breach(Verdict.BAD_OUTPUT, "lock type 255", raw -> raw.outputs.get(1).lockType = 255),
            breach(Verdict.BAD_WITNESS, "starts at 1", raw -> witnesses(raw, 1, 0, 1)),
            breach(Verdict.BAD_WITNESS, "skips one", raw -> witnesses(raw, 0, 2, 1)),
            breach(Verdict.BAD_WITNESS, "beyond the last", raw -> witnesses(raw, 0, 1, 2)),
            breach(Verdict.BAD_WITNESS, "largest index", raw -> witnesses(raw, 0, 1, 255)),
            breach(Verdict.BAD_WITNESS, "last unused", raw -> witnesses(raw, 0, 0, 0)),
            breach(Verdict.BAD_WITNESS, "same key twice",
                raw -> raw.witnesses.get(1).publicKey = raw.witnesses.get(0).publicKey));
    }

    static Stream<Arguments> bonds()
    {
        return Stream.of(
            breach(Verdict.ADMITTED, "bond of one unit", raw -> bond(raw, 0, 1, 2_000, 1)),
            breach(Verdict.ADMITTED, "of an identity that signs last", raw -> bond(raw, 1, 1, 2_000, 1)),
            breach(Verdict.ADMITTED, "leave of little", raw -> bond(raw, 0, 2, 546, 0)),
            breach(Verdict.BOND_TOO_SMALL, "bond below one unit", raw -> bond(raw, 0, 1, 1_999, 1)),
            breach(Verdict.BAD_OUTPUT, "leave of dust", raw -> bond(raw, 0, 2, 545, 0)),
            breach(Verdict.NO_IDENTITY, "bond of another", raw -> bond(raw, 0, 1, 2_000, 7)),
            breach(Verdict.NO_IDENTITY, "leave of another", raw -> bond(raw, 1, 2, 2_000, 7)),
            breach(Verdict.BAD_OUTPUT, "lock type 3", raw -> bond(raw, 0, 3, 2_000, 1)),
            breach(Verdict.BAD_OUTPUT, "two bonds", raw ->
            {
                bond(raw, 0, 1, 2_000, 1);
                bond(raw, 1, 1, 2_000, 0);
            }),
            breach(Verdict.BAD_OUTPUT, "bond and leave", raw ->
            {
                bond(raw, 0, 1, 2_000, 1);
                bond(raw, 1, 2, 2_000, 1);
            }));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bonds")
    void shouldJudgeBondsAndLeavesOfAnOpenChain(
        final Verdict verdict, final String name, final Consumer<RawTransaction> change)
    {
        final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 3, 2, 2);
        change.accept(raw);
        final UnsafeBuffer encoded = new UnsafeBuffer(raw.encode());
        assertThat(new TransactionCheck(CHAIN_ID, MAX_SUPPLY, 2_000).check(encoded, 0, encoded.capacity(), view))
            .isEqualTo(verdict);
        // Where the first validators stay for ever, there is neither.
        assertThat(verdict(raw.encode())).isEqualTo(Verdict.BAD_OUTPUT);
    }

    private static void bond(
        final RawTransaction raw, final int output, final int lockType, final long amount, final int witness)
    {
        raw.outputs.get(output).lockType = lockType;
        raw.outputs.get(output).amount = amount;
        raw.outputs.get(output).keyHash =
            KeyHash.of(witness < 2 ? raw.witnesses.get(witness).publicKey : new byte[32]);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("breaches")
    void shouldNameTheRuleThatIsBroken(final Verdict verdict, final String name, final Consumer<RawTransaction> breach)
    {
        final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 3, 2, 2);
        breach.accept(raw);
        assertThat(verdict(raw.encode())).isEqualTo(verdict);
    }

    @Test
    void shouldNameTheFirstOfTwoBrokenRules()
    {
        final List<Arguments> breaches = breaches().toList();
        for (final Arguments first : breaches)
        {
            for (final Arguments second : breaches)
            {
                final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 3, 2, 2);
                breachOf(first).accept(raw);
                breachOf(second).accept(raw);
                final Verdict a = (Verdict)first.get()[0];
                final Verdict b = (Verdict)second.get()[0];
                final boolean undone = a == Verdict.WRONG_CHAIN && first.get()[1].equals(second.get()[1]);
                assertThat(verdict(raw.encode())).as("%s, %s", first.get()[1], second.get()[1])
                    .isEqualTo(undone ? Verdict.ADMITTED : a.code() < b.code() ? a : b);
            }
            final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 3, 2, 2);
            breachOf(first).accept(raw);
            raw.formatVersion = 2;
            assertThat(verdict(raw.encode())).isEqualTo(Verdict.MALFORMED);
        }
    }

    static Stream<Arguments> malformations()
    {
        final List<Arguments> all = new ArrayList<>();
        for (final int value : new int[]{ 0, 1, 9, 11, 10 << 8, 0xFFFF })
        {
            all.add(malformation("block length " + value, bytes -> put16(bytes, 0, value)));
        }
        for (final int value : new int[]{ 0, 2, 12, 0x0100, 0xFFFF })
        {
            all.add(malformation("template " + value, bytes -> put16(bytes, 2, value)));
            all.add(malformation("version " + value, bytes -> put16(bytes, 6, value)));
            all.add(malformation("format " + value, bytes -> put16(bytes, 8, value)));
        }
        for (final int value : new int[]{ 0, 21570, 21572, 0xFFFF })
        {
            all.add(malformation("schema " + value, bytes -> put16(bytes, 4, value)));
        }
        for (final int header : new int[]{ INPUTS_HEADER, OUTPUTS_HEADER, WITNESSES_HEADER })
        {
            for (final int value : new int[]{ 0, 1, 28, 34, 36, 95, 97, 0x2300, 0x7FFF, 0x8000, 0xFFFF })
            {
                all.add(malformation("block length " + value + " of group at " + header,
                    bytes -> put16(bytes, header, value)));
            }
            for (final int value : new int[]{ 0, 1, 4, 255, 256, 257, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF })
            {
                all.add(malformation("count " + value + " at " + header, bytes -> put16(bytes, header + 2, value)));
            }
        }
        all.add(malformation("a byte follows", bytes -> Arrays.copyOf(bytes, bytes.length + 1)));
        all.add(malformation("a witness follows", bytes -> Arrays.copyOf(bytes, bytes.length + 96)));
        all.add(malformation("64 KiB follow", bytes -> Arrays.copyOf(bytes, bytes.length + 65536)));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformations")
    void shouldRefuseMalformedBytes(final String name, final UnaryOperator<byte[]> malformation)
    {
        final byte[] bytes = malformation.apply(RawTransaction.valid(CHAIN_ID, 3, 2, 2).encode());
        assertThat(verdict(bytes)).isEqualTo(Verdict.MALFORMED);
        // Whatever else is wrong comes later.
        bytes[10] ^= 1;
        assertThat(verdict(bytes)).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void shouldRefuseEveryTruncationEvenIfMoreBytesLieBehind()
    {
        final byte[] bytes = RawTransaction.valid(CHAIN_ID, 3, 2, 2).encode();
        assertThat(bytes).hasSize(LENGTH);
        for (int length = 0; length < bytes.length; length++)
        {
            assertThat(verdict(Arrays.copyOf(bytes, length))).as("%s bytes", length).isEqualTo(Verdict.MALFORMED);
            assertThat(check.check(new UnsafeBuffer(bytes), 0, length, view)).as("%s of %s bytes", length, bytes.length)
                .isEqualTo(Verdict.MALFORMED);
        }
    }

    @Test
    void shouldCallTooLargeOnlyWhatIsOtherwiseWellFormedAndOfThisChain()
    {
        final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 1900, 1, 1);
        assertThat(raw.encode()).hasSizeGreaterThan(65536);
        assertThat(verdict(raw.encode())).isEqualTo(Verdict.TOO_LARGE);
        sameOutpoint(raw, 0, 1);
        raw.outputs.get(0).amount = 0;
        raw.inputs.get(0).witnessIndex = 9;
        assertThat(verdict(raw.encode())).as("later rules broken too").isEqualTo(Verdict.TOO_LARGE);
        raw.chainPrefix ^= 1;
        assertThat(verdict(raw.encode())).isEqualTo(Verdict.WRONG_CHAIN);
        assertThat(verdict(Arrays.copyOf(raw.encode(), 66_000))).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void shouldCallTooManyWithin64KiBMalformed()
    {
        assertThat(verdict(RawTransaction.valid(CHAIN_ID, 257, 1, 1).encode())).isEqualTo(Verdict.MALFORMED);
        assertThat(verdict(RawTransaction.valid(CHAIN_ID, 1, 257, 1).encode())).isEqualTo(Verdict.MALFORMED);
        assertThat(verdict(RawTransaction.valid(CHAIN_ID, 256, 1, 257).encode())).isEqualTo(Verdict.MALFORMED);
        // The longest that fits: 65,536 bytes would need another remainder.
        final RawTransaction longest = RawTransaction.valid(CHAIN_ID, 1868, 1, 1);
        assertThat(longest.encode()).hasSizeBetween(65536 - 35, 65536);
        assertThat(verdict(longest.encode())).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void shouldRefuseEmptyGroupsOfConsistentLength()
    {
        for (final int[] shape : new int[][]{ { 0, 9, 1 }, { 9, 0, 1 }, { 9, 9, 0 }, { 0, 0, 9 }, { 0, 0, 0 } })
        {
            final byte[] bytes = RawTransaction.valid(CHAIN_ID, shape[0], shape[1], shape[2]).encode();
            assertThat(verdict(bytes)).as(Arrays.toString(shape)).isEqualTo(Verdict.MALFORMED);
        }
    }

    @Test
    void shouldAdmitSumsUpToTheSupplyAndAmountsFromTheDustLimit()
    {
        final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 1, 2, 1);
        amounts(raw, MAX_SUPPLY - 546, 546);
        assertThat(verdict(raw.encode())).isEqualTo(Verdict.ADMITTED);
        amounts(raw, MAX_SUPPLY - 545, 546);
        assertThat(verdict(raw.encode())).isEqualTo(Verdict.BAD_OUTPUT);
    }

    @Test
    void shouldFindDuplicatesAnywhereAmongTheMost()
    {
        final Random random = new Random(51);
        for (int round = 0; round < 200; round++)
        {
            final RawTransaction raw = RawTransaction.valid(CHAIN_ID, 256, 1, 1);
            // Nearly equal outpoints: they differ in one byte, the first, the last or one between.
            final int position = round % 34;
            for (int i = 0; i < 256; i++)
            {
                final byte[] outpoint = new byte[34];
                outpoint[position] = (byte)i;
                raw.inputs.get(i).txid = Arrays.copyOf(outpoint, 32);
                raw.inputs.get(i).outputIndex = outpoint[32] & 0xFF | (outpoint[33] & 0xFF) << 8;
            }
            java.util.Collections.shuffle(raw.inputs, random);
            assertThat(verdict(raw.encode())).as("seed 51, round %s", round).isEqualTo(Verdict.ADMITTED);
            final int first = random.nextInt(256);
            sameOutpoint(raw, first, (first + 1 + random.nextInt(255)) % 256);
            assertThat(verdict(raw.encode())).as("seed 51, round %s", round).isEqualTo(Verdict.DUPLICATE_INPUT);
        }
    }

    @Test
    void shouldAdmitOnlyWhatReencodesToTheSameBytes()
    {
        final Random random = new Random(52);
        int admitted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            final byte[] bytes = mutate(RawTransaction.valid(CHAIN_ID, 1 + random.nextInt(4), 1 + random.nextInt(3), 1)
                .encode(), random);
            if (verdict(bytes) == Verdict.ADMITTED)
            {
                admitted++;
                assertThat(RawTransaction.decode(bytes).encode()).as("seed 52, round %s", round).isEqualTo(bytes);
            }
        }
        assertThat(admitted).isBetween(2_000, 18_000);
    }

    @Test
    void shouldGiveEachFlippedBitAVerdict()
    {
        final byte[] bytes = RawTransaction.valid(CHAIN_ID, 3, 2, 2).encode();
        for (int bit = 0; bit < bytes.length * 8; bit++)
        {
            final byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            final Verdict verdict = verdict(flipped);
            final int at = bit / 8;
            final boolean structure = at < 10 || isWithin(at, INPUTS_HEADER) || isWithin(at, OUTPUTS_HEADER) ||
                isWithin(at, WITNESSES_HEADER);
            assertThat(verdict == Verdict.MALFORMED).as("bit %s: %s", bit, verdict).isEqualTo(structure);
            assertThat(verdict == Verdict.WRONG_CHAIN).as("bit %s: %s", bit, verdict).isEqualTo(at >= 10 && at < 14);
        }
    }

    @Test
    void shouldReadTransactionsAnywhereInABuffer()
    {
        final byte[] bytes = RawTransaction.valid(CHAIN_ID, 3, 2, 2).encode();
        for (int offset = 0; offset < 16; offset++)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[offset + bytes.length + 7]);
            buffer.setMemory(0, buffer.capacity(), (byte)0xAA);
            buffer.putBytes(offset, bytes);
            assertThat(check.check(buffer, offset, bytes.length, view)).isEqualTo(Verdict.ADMITTED);
            assertThat(view.offset()).isEqualTo(offset);
            assertThat(view.length()).isEqualTo(bytes.length);
            assertThat(view.amount(1)).isEqualTo(1001);
        }
    }

    private static boolean isWithin(final int at, final int groupHeader)
    {
        return at >= groupHeader && at < groupHeader + 4;
    }

    private static byte[] mutate(final byte[] bytes, final Random random)
    {
        byte[] mutated = bytes;
        for (int i = random.nextInt(3); i >= 0; i--)
        {
            final int at = random.nextInt(mutated.length);
            switch (random.nextInt(5))
            {
                case 0 -> mutated[at] ^= (byte)(1 << random.nextInt(8));
                case 1 -> mutated[at] = (byte)random.nextInt();
                case 2 -> mutated = Arrays.copyOf(mutated, mutated.length + random.nextInt(100));
                case 3 -> mutated = Arrays.copyOf(mutated, mutated.length - Math.min(mutated.length - 1, 35));
                default -> mutated[random.nextInt(Math.min(mutated.length, 24))] = (byte)random.nextInt(4);
            }
        }
        return mutated;
    }

    private Verdict verdict(final byte[] bytes)
    {
        return check.check(new UnsafeBuffer(bytes), 0, bytes.length, view);
    }

    private static void sameOutpoint(final RawTransaction raw, final int a, final int b)
    {
        raw.inputs.get(b).txid = raw.inputs.get(a).txid;
        raw.inputs.get(b).outputIndex = raw.inputs.get(a).outputIndex;
    }

    private static void amounts(final RawTransaction raw, final long first, final long second)
    {
        raw.outputs.get(0).amount = first;
        raw.outputs.get(1).amount = second;
    }

    private static void witnesses(final RawTransaction raw, final int... indexes)
    {
        for (int i = 0; i < indexes.length; i++)
        {
            raw.inputs.get(i).witnessIndex = indexes[i];
        }
    }

    private static byte[] put16(final byte[] bytes, final int offset, final int value)
    {
        bytes[offset] = (byte)value;
        bytes[offset + 1] = (byte)(value >>> 8);
        return bytes;
    }

    private static Arguments breach(final Verdict verdict, final String name, final Consumer<RawTransaction> breach)
    {
        return Arguments.of(verdict, name, breach);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<RawTransaction> breachOf(final Arguments arguments)
    {
        return (Consumer<RawTransaction>)arguments.get()[2];
    }

    private static Arguments malformation(final String name, final UnaryOperator<byte[]> malformation)
    {
        return Arguments.of(name, malformation);
    }
}

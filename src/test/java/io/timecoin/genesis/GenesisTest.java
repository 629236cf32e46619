package io.timecoin.genesis;

import static io.timecoin.genesis.GenesisException.Reason.BAD_ALLOCATIONS;
import static io.timecoin.genesis.GenesisException.Reason.BAD_PARAMETERS;
import static io.timecoin.genesis.GenesisException.Reason.BAD_RULE;
import static io.timecoin.genesis.GenesisException.Reason.BAD_SUPPLY;
import static io.timecoin.genesis.GenesisException.Reason.BAD_VALIDATORS;
import static io.timecoin.genesis.GenesisException.Reason.MALFORMED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import io.timecoin.crypto.Sha256;
import io.timecoin.crypto.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenesisTest
{
    private static final int VALIDATORS_OFFSET = 8 + 2 + 1 + 1 + 8 + 8 + 7 * 2 + 8 + 8;
    private static final int ALLOCATIONS_OFFSET = VALIDATORS_OFFSET + 4 + 2 * 36;
    private static final int LENGTH = ALLOCATIONS_OFFSET + 4 + 2 * 33;

    private final Genesis genesis = builder().build();

    @Test
    void shouldSayWhatItWasBuiltOf()
    {
        assertThat(genesis.testnet()).isTrue();
        assertThat(genesis.rule()).isEqualTo(Genesis.RULE_SAMPLED);
        assertThat(genesis.maxSupply()).isEqualTo(1_000_000_000);
        assertThat(genesis.blockSubsidy()).isEqualTo(77);
        assertThat(genesis.seed()).isEqualTo(-5);
        assertThat(genesis.parameters()).isEqualTo(ConsensusParameters.testnet().withSampleSize(3));
        assertThat(genesis.validators()).hasSize(2);
        assertThat(genesis.validators().get(1).identity()).isEqualTo(TestKeys.key(2).publicKey());
        assertThat(genesis.validators().get(1).weight()).isEqualTo(9);
        assertThat(genesis.outputCount()).isEqualTo(1003);
        assertThat(builder().parameters(ConsensusParameters.mainnet()).build().parameters())
            .isEqualTo(new ConsensusParameters(50, 26, 38, 20, 20, 50, 100));
        assertThat(ConsensusParameters.testnet()).isEqualTo(new ConsensusParameters(20, 11, 15, 15, 15, 30, 40));
    }

    @Test
    void shouldDecodeWhatItEncodes()
    {
        final byte[] encoded = genesis.encode();
        assertThat(encoded).hasSize(LENGTH);
        final Genesis decoded = Genesis.decode(encoded);
        assertThat(decoded).isEqualTo(genesis).hasSameHashCodeAs(genesis);
        assertThat(decoded.encode()).isEqualTo(encoded);
        assertThat(decoded.parameters()).isEqualTo(genesis.parameters());
        assertThat(decoded.seed()).isEqualTo(genesis.seed());
    }

    @Test
    void shouldNameTheChainByAllOfItsBytes()
    {
        assertThat(genesis.chainId()).isEqualTo(Sha256.of(Sha256.tag("timecoin/chain"), genesis.encode()));
        assertThat(genesis.chainPrefix()).isEqualTo(ByteBuffer.wrap(genesis.chainId()).order(LITTLE_ENDIAN).getInt());
        assertThat(builder().seed(6).build().chainId()).isNotEqualTo(genesis.chainId());
    }

    @Test
    void shouldNameOutputsByChunksOf256()
    {
        final List<byte[]> outpoints = new ArrayList<>();
        final List<Long> amounts = new ArrayList<>();
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final byte[] copy = new byte[34];
            outpoint.getBytes(offset, copy);
            outpoints.add(copy);
            amounts.add(amount);
            assertThat(lockType).isZero();
            assertThat(keyHash).isEqualTo(TestKeys.key(outpoints.size() <= 3 ? 3 : 4).keyHash());
        });
        assertThat(outpoints).hasSize(1003).doesNotHaveDuplicates();
        assertThat(amounts.subList(0, 3)).containsOnly(5000L);
        assertThat(amounts.subList(3, 1003)).containsOnly(600L);
        for (final int number : new int[]{ 0, 1, 255, 256, 257, 511, 512, 1002 })
        {
            final byte[] chunk = ByteBuffer.allocate(4).order(LITTLE_ENDIAN).putInt(number / 256).array();
            final byte[] expected = Arrays.copyOf(
                Sha256.of(Sha256.tag("timecoin/genesis"), genesis.chainId(), chunk), 34);
            expected[32] = (byte)(number % 256);
            assertThat(outpoints.get(number)).as("output %s", number).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({ "0, 1, true", "0, 1000, true", "1, 1, false", "2, 6, true", "2, 7, false" })
    void shouldChooseTheRuleByNumberOnlyIfToldTo(final int rule, final int validators, final boolean quorum)
    {
        final Genesis chosen = builder().rule(rule)
            .parameters(new ConsensusParameters(3, 2, 3, 15, 15, 30, 6)).build();
        assertThat(chosen.usesQuorumRule(validators)).isEqualTo(quorum);
    }

    @Test
    void shouldKeepTheFirstValidatorsUnlessAUnitOfWeightHasAPrice()
    {
        assertThat(genesis.bondUnit()).isZero();
        final Genesis open = builder().bondUnit(546).build();
        assertThat(Genesis.decode(open.encode()).bondUnit()).isEqualTo(546);
        assertThat(open.chainId()).isNotEqualTo(genesis.chainId());
        for (final long unit : new long[] { -1, 1, 545, 1_000_000_001, Long.MAX_VALUE, Long.MIN_VALUE })
        {
            final GenesisException refused =
                catchThrowableOfType(GenesisException.class, () -> builder().bondUnit(unit).build());
            assertThat(refused.reason()).as("%d", unit).isEqualTo(BAD_SUPPLY);
        }
    }

    @Test
    void shouldRefuseEveryTruncation()
    {
        final byte[] encoded = genesis.encode();
        for (int length = 0; length < encoded.length; length++)
        {
            assertReason(Arrays.copyOf(encoded, length), MALFORMED);
        }
        assertReason(Arrays.copyOf(encoded, encoded.length + 1), MALFORMED);
        assertReason(Arrays.copyOf(encoded, encoded.length + 33), MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, MALFORMED", "0, 41, MALFORMED", "0, 65535, MALFORMED",
        "2, 1, MALFORMED", "2, 65535, MALFORMED", "4, 0, MALFORMED", "6, 0, MALFORMED", "6, 2, MALFORMED",
        "8, 0, UNSUPPORTED_VERSION", "8, 1, UNSUPPORTED_VERSION", "8, 3, UNSUPPORTED_VERSION",
        "8, 65535, UNSUPPORTED_VERSION",
        "10, 2, BAD_NETWORK", "10, 255, BAD_NETWORK",
        "28, 0, BAD_PARAMETERS", "28, 65535, BAD_PARAMETERS", "40, 65535, BAD_PARAMETERS",
        "58, 0, MALFORMED", "58, 37, MALFORMED", "60, 0, MALFORMED", "60, 1, MALFORMED", "60, 3, MALFORMED",
        "60, 65535, MALFORMED", "134, 34, MALFORMED", "136, 0, MALFORMED", "136, 3, MALFORMED",
        "136, 65535, MALFORMED" })
    void shouldRefuseWrongFields(final int offset, final int value, final GenesisException.Reason reason)
    {
        assertThat(VALIDATORS_OFFSET).isEqualTo(58);
        assertThat(ALLOCATIONS_OFFSET).isEqualTo(134);
        final byte[] encoded = genesis.encode();
        ByteBuffer.wrap(encoded).order(LITTLE_ENDIAN).putShort(offset, (short)value);
        assertReason(encoded, reason);
    }

    @Test
    void shouldRefuseLockTypesAndWeightsThatTheBuilderCannotExpress()
    {
        final byte[] lockType = genesis.encode();
        lockType[ALLOCATIONS_OFFSET + 4 + 8] = 1;
        assertReason(lockType, BAD_ALLOCATIONS);
        final byte[] weight = genesis.encode();
        ByteBuffer.wrap(weight).order(LITTLE_ENDIAN).putInt(VALIDATORS_OFFSET + 4 + 32, -1);
        assertReason(weight, BAD_VALIDATORS);
        final byte[] outputs = genesis.encode();
        ByteBuffer.wrap(outputs).order(LITTLE_ENDIAN).putInt(ALLOCATIONS_OFFSET + 4 + 29, -1);
        assertReason(outputs, BAD_ALLOCATIONS);
    }

    @Test
    void shouldAcceptOnlyWhatEncodesToTheSameBytes()
    {
        final Random random = new Random(81);
        int accepted = 0;
        for (int round = 0; round < 3000; round++)
        {
            final byte[] mutated = genesis.encode();
            mutated[random.nextInt(mutated.length)] ^= (byte)(1 << random.nextInt(8));
            try
            {
                assertThat(Genesis.decode(mutated).encode()).as("seed 81, round %s", round).isEqualTo(mutated);
                accepted++;
            }
            catch (final GenesisException e)
            {
                assertThat(e.reason()).isNotNull();
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void shouldRefuseValuesOutOfBounds()
    {
        final byte[] keyHash = TestKeys.key(3).keyHash();
        final byte[] smallOrder = new byte[32];
        final byte[] notOnTheCurve = new byte[32];
        notOnTheCurve[0] = 2;
        assertReason(b -> b.rule(3), BAD_RULE);
        assertReason(b -> b.rule(-1), BAD_RULE);
        assertReason(b -> b.maxSupply(545), BAD_SUPPLY);
        assertReason(b -> b.maxSupply(Long.MIN_VALUE), BAD_SUPPLY);
        assertReason(b -> b.blockSubsidy(-1), BAD_SUPPLY);
        assertReason(b -> b.blockSubsidy(1_000_000_001), BAD_SUPPLY);
        assertReason(b -> b.validator(TestKeys.key(1).publicKey(), 1), BAD_VALIDATORS);
        assertReason(b -> b.validator(TestKeys.key(5).publicKey(), 0), BAD_VALIDATORS);
        assertReason(b -> b.validator(TestKeys.key(5).publicKey(), -1), BAD_VALIDATORS);
        assertReason(b -> b.validator(TestKeys.key(5).publicKey(), Integer.MAX_VALUE - 9), BAD_VALIDATORS);
        assertReason(b -> b.validator(smallOrder, 1), BAD_VALIDATORS);
        assertReason(b -> b.validator(notOnTheCurve, 1), BAD_VALIDATORS);
        assertReason(b -> b.validator(new byte[31], 1), BAD_VALIDATORS);
        assertReason(b -> b.allocation(545, keyHash, 1), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(Long.MIN_VALUE, keyHash, 1), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(1000, keyHash, 0), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(1000, keyHash, -1), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(1000, new byte[21], 1), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(546, keyHash, Genesis.MAX_OUTPUTS), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(Long.MAX_VALUE, keyHash, 2), BAD_ALLOCATIONS);
        assertReason(b -> b.allocation(1_000_000_000 - 614_999, keyHash, 1), BAD_ALLOCATIONS);
        assertThat(builder().allocation(1_000_000_000 - 615_000, keyHash, 1).build().outputCount()).isEqualTo(1004);
        final GenesisException none = catchThrowableOfType(GenesisException.class, () -> Genesis.builder().build());
        assertThat(none.reason()).isEqualTo(BAD_VALIDATORS);
        assertThat(Genesis.builder().validator(TestKeys.key(1).publicKey(), 1).build().outputCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 1, 1, 0", "1001, 501, 751, 1, 1, 1, 0", "20, 10, 15, 15, 15, 30, 40", "20, 16, 15, 15, 15, 30, 40",
        "20, 11, 21, 15, 15, 30, 40", "20, 11, 10, 15, 15, 30, 40", "20, 11, 15, 0, 15, 30, 40",
        "20, 11, 15, 16, 15, 30, 40", "20, 11, 15, 15, 31, 30, 40", "20, 11, 15, 15, 15, 10001, 40",
        "20, 11, 15, 15, 15, 30, -1", "20, 11, 15, 15, 15, 30, 1025" })
    void shouldRefuseParametersThatBreakAnInequality(
        final int sampleSize,
        final int preferenceThreshold,
        final int confidenceThreshold,
        final int finalityConfidence,
        final int beta,
        final int maxRounds,
        final int pollAllMax)
    {
        final GenesisException refused = catchThrowableOfType(GenesisException.class, () -> new ConsensusParameters(
            sampleSize, preferenceThreshold, confidenceThreshold, finalityConfidence, beta, maxRounds, pollAllMax));
        assertThat(refused.reason()).isEqualTo(BAD_PARAMETERS);
        assertThat(refused).hasMessageContaining("must satisfy");
    }

    @Test
    void shouldScaleThresholdsToEverySampleSize()
    {
        for (int size = 1; size <= ConsensusParameters.MAX_SAMPLE_SIZE; size++)
        {
            final ConsensusParameters scaled = ConsensusParameters.testnet().withSampleSize(size);
            assertThat(scaled.sampleSize()).isEqualTo(size);
            assertThat(4 * scaled.confidenceThreshold()).as("%s", scaled).isGreaterThanOrEqualTo(3 * size);
        }
        assertThat(ConsensusParameters.testnet().withSampleSize(20)).isEqualTo(ConsensusParameters.testnet());
        assertThat(ConsensusParameters.mainnet().withSampleSize(50)).isEqualTo(ConsensusParameters.mainnet());
    }

    private static Genesis.Builder builder()
    {
        return Genesis.builder()
            .testnet(true)
            .rule(Genesis.RULE_SAMPLED)
            .maxSupply(1_000_000_000)
            .blockSubsidy(77)
            .parameters(ConsensusParameters.testnet().withSampleSize(3))
            .seed(-5)
            .validator(TestKeys.key(1).publicKey(), 1)
            .validator(TestKeys.key(2).publicKey(), 9)
            .allocation(5000, TestKeys.key(3).keyHash(), 3)
            .allocation(600, TestKeys.key(4).keyHash(), 1000);
    }

    private static void assertReason(final byte[] encoded, final GenesisException.Reason reason)
    {
        final GenesisException refused =
            catchThrowableOfType(GenesisException.class, () -> Genesis.decode(encoded));
        assertThat(refused).as("%s bytes", encoded.length).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    }

    private static void assertReason(final Consumer<Genesis.Builder> change, final GenesisException.Reason reason)
    {
        final Genesis.Builder builder = builder();
        change.accept(builder);
        final GenesisException refused = catchThrowableOfType(GenesisException.class, builder::build);
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    }
}

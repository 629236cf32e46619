package io.timecoin.consensus.avalanche;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetyCalculatorTest
{
    @ParameterizedTest
    @ValueSource(ints = { 100, 120, 200, 500, 1000 })
    void shouldGiveTheFiguresOfTheProtocol(final int validators)
    {
        final SafetyCalculator testnet = new SafetyCalculator(validators, SamplingParameters.TESTNET);
        assertThat(testnet.failure(testnet.count(20))).isBetween(6.5e-7, 2e-6);
        assertThat(testnet.isAcceptable()).isTrue();
        final SafetyCalculator mainnet = new SafetyCalculator(validators, SamplingParameters.MAINNET);
        assertThat(mainnet.failure(mainnet.count(20))).isLessThanOrEqualTo(5e-14);
        assertThat(mainnet.isAcceptable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "21, 2", "60, 12", "100, 25", "1000, 250" })
    void shouldAgreeWithExactArithmetic(final int validators, final int liars)
    {
        final SamplingParameters sampling = SamplingParameters.TESTNET;
        final int others = validators - 1;
        final int favoured = others / 2 + liars;
        BigInteger ways = BigInteger.ZERO;
        for (int hits = sampling.confidenceThreshold(); hits <= sampling.sampleSize(); hits++)
        {
            ways = ways.add(choose(favoured, hits).multiply(choose(others - favoured, sampling.sampleSize() - hits)));
        }
        final double once = new BigDecimal(ways)
            .divide(new BigDecimal(choose(others, sampling.sampleSize())), MathContext.DECIMAL64).doubleValue();
        assertThat(new SafetyCalculator(validators, sampling).failure(liars, 3))
            .isCloseTo(Math.pow(once, 3), Offset.offset(1e-9 * Math.pow(once, 3)));
    }

    @Test
    void shouldRefuseSettingsThatPromiseTooLittle()
    {
        final SamplingParameters weak = new SamplingParameters(20, 11, 15, 8, 8);
        assertThat(new SafetyCalculator(100, weak).isAcceptable()).isFalse();
        assertThatThrownBy(() -> new SafetyCalculator(5, SamplingParameters.TESTNET))
            .hasMessageContaining("sample of 20").hasMessageContaining("4 others");
    }

    @Test
    void shouldTellHowLongSilenceMakesAcceptance()
    {
        final SafetyCalculator calculator = new SafetyCalculator(100, SamplingParameters.TESTNET);
        assertThat(calculator.success(0)).isEqualTo(1);
        assertThat(calculator.expectedPolls(0, 15)).isEqualTo(15);
        assertThat(calculator.expectedPolls(10, 15)).isBetween(15.0, 18.0);
        assertThat(calculator.success(25)).isBetween(0.5, 0.7);
        assertThat(calculator.expectedPolls(99, 15)).isInfinite();
    }

    private static BigInteger choose(final int n, final int k)
    {
        BigInteger result = BigInteger.ONE;
        for (int i = 0; i < k; i++)
        {
            result = result.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return k > n ? BigInteger.ZERO : result;
    }
}

package io.timecoin.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest
{
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.00000000",
        "1, 100000000, 1.00000000",
        "0.5, 50000000, 0.50000000",
        "0.00000001, 1, 0.00000001",
        "12.34567890, 1234567890, 12.34567890",
        "007.1, 710000000, 7.10000000",
        "92233720368.54775807, 9223372036854775807, 92233720368.54775807",
        "00000000000000000000000000000000000001, 100000000, 1.00000000" })
    void shouldReadAndWriteAmounts(final String text, final long units, final String written)
    {
        assertThat(Amounts.parse(text)).isEqualTo(units);
        assertThat(Amounts.format(units)).isEqualTo(written);
        assertThat(Amounts.parse(written)).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1_000", " 1", "1 ", "0x1", "1.2.3", "\u0661", "NaN" })
    void shouldRefuseWhatIsNoAmount(final String text)
    {
        assertThatThrownBy(() -> Amounts.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("'" + text + "' is not an amount");
    }

    @Test
    void shouldRefuseWhatUnitsCannotExpress()
    {
        assertThatThrownBy(() -> Amounts.parse("0.000000001")).hasMessageContaining("more than 8 decimals");
        for (final String text : new String[]{ "92233720368.54775808", "92233720369", "100000000000000000000000" })
        {
            assertThatThrownBy(() -> Amounts.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 92233720368.54775807 TIME");
        }
    }

    @Test
    void shouldWriteNegativeDifferences()
    {
        assertThat(Amounts.format(-1)).isEqualTo("-0.00000001");
        assertThat(Amounts.format(-150_000_000)).isEqualTo("-1.50000000");
        assertThat(Amounts.format(Long.MIN_VALUE)).isEqualTo("-92233720368.54775808");
    }
}

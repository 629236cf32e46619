package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.EnumMap;
import java.util.Map;

class MixTest
{
    @ParameterizedTest
    @CsvSource({"0, 0", "5, 0", "0, 7", "5, 5", "2.5, 0.1", "50, 50", "100, 0", "0, 100", "33, 33"})
    void shouldHoldThePercentagesWithinOnePayment(final double doubleSpends, final double invalid)
    {
        final Mix mix = new Mix(doubleSpends, invalid);
        final Map<PaymentKind, Integer> counts = new EnumMap<>(PaymentKind.class);
        int bad = 0;
        for (int i = 1; i <= 10_000; i++)
        {
            final PaymentKind kind = mix.next();
            counts.merge(kind, 1, Integer::sum);
            bad += kind.isInvalid() ? 1 : 0;
            assertThat(counts.getOrDefault(PaymentKind.DOUBLE_SPEND, 0).doubleValue())
                .isCloseTo(i * doubleSpends / 100, within(2.0));
            assertThat((double)bad).isCloseTo(i * invalid / 100, within(2.0));
        }
    }

    @Test
    void shouldTakeTheInvalidKindsInTurn()
    {
        final Mix mix = new Mix(0, 100);

        assertThat(new PaymentKind[]{mix.next(), mix.next(), mix.next(), mix.next(), mix.next()}).containsExactly(
            PaymentKind.BAD_SIGNATURE, PaymentKind.OVERDRAFT, PaymentKind.UNKNOWN_INPUT, PaymentKind.TRUNCATED_FRAME,
            PaymentKind.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 101", "60, 60", "NaN, 0"})
    void shouldRefusePercentagesThatMakeNoSense(final double doubleSpends, final double invalid)
    {
        assertThatThrownBy(() -> new Mix(doubleSpends, invalid)).isInstanceOf(IllegalArgumentException.class);
    }
}

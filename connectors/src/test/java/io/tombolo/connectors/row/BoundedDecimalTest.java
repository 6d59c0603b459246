package io.tombolo.connectors.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedDecimalTest {

    @Test
    void keepsEveryNumberThatFits() {
        assertThat(BoundedDecimal.parse("12.5", 2)).isEqualTo(new BigDecimal("12.50"));
        assertThat(BoundedDecimal.parse("-1.500", 1)).isEqualTo(new BigDecimal("-1.5"));
        assertThat(BoundedDecimal.parse("1e997", 2)).isEqualTo(new BigDecimal("1e997").setScale(2));
        assertThat(BoundedDecimal.parse("0e2000000000", 2)).isEqualTo(new BigDecimal("0.00"));
        assertThat(BoundedDecimal.parse("0e-2000000000", 2)).isEqualTo(new BigDecimal("0.00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e998", "1e40000000", "-1e2147483647", "9.5e3000000"})
    void countsDigitsBeforeItComputesThem(String text) {
        assertThatThrownBy(() -> BoundedDecimal.parse(text, 2))
                .isInstanceOf(BoundedDecimal.TooManyDigitsException.class)
                .hasMessageEndingWith(" digits with 2 behind the point, limit 1,000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-40000000", "0.001", "1.005", "123e-2147483647"})
    void refusesDigitsThatTheScaleHasNoRoomFor(String text) {
        assertThatThrownBy(() -> BoundedDecimal.parse(text, 2))
                .isInstanceOf(ArithmeticException.class)
                .isNotInstanceOf(BoundedDecimal.TooManyDigitsException.class);
    }

    @Test
    void doesNotReadATextThatIsTooLong() {
        assertThatThrownBy(() -> BoundedDecimal.parse("9".repeat(10_000_000), 2))
                .isInstanceOf(BoundedDecimal.TooManyDigitsException.class)
                .hasMessage("10,000,000 characters, limit 1,000");
    }
}

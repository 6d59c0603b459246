package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationTextTest {
    @Test
    void readsWhatUsersWriteAndIso8601() {
        assertThat(convert("24h")).isEqualTo(Duration.ofHours(24)).isEqualTo(convert("PT24H"));
        assertThat(convert("15m")).isEqualTo(Duration.ofMinutes(15));
        assertThat(convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(convert("7d")).isEqualTo(Duration.ofDays(7)).isEqualTo(convert("P7D"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24", "h", "-1h", "1.5h", "24 h", "1h30m", "daily", "9999999999h", "P1M"})
    void refusesEverythingElseAndSaysHowToWriteIt(String text) {
        assertThatThrownBy(() -> convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text
                        + "' is not a length of time: write it as 24h, 15m, 90s or 7d, or in ISO 8601 as PT24H");
    }

    private static Duration convert(String text) {
        return new DurationText().convert(text);
    }
}

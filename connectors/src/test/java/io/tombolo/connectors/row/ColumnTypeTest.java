package io.tombolo.connectors.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.row.ColumnType.Exactness;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value is the source's value, or it is refused. */
class ColumnTypeTest {

    @Test
    void aTypeThatAPersonGaveTakesEveryFormOfAValue() {
        assertThat(given("long", "007")).isEqualTo(7L);
        assertThat(given("long", "+5")).isEqualTo(5L);
        assertThat(given("long", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(given("double", "2.50")).isEqualTo(2.5);
        assertThat(given("double", "1e5")).isEqualTo(1e5);
        assertThat(given("double", "5.")).isEqualTo(5.0);
        assertThat(given("double", ".5")).isEqualTo(0.5);
        assertThat(given("double", "-0.0")).isEqualTo(-0.0);
        assertThat(given("double", "-0")).isEqualTo(-0.0);
        assertThat(given("double", "9007199254740992")).isEqualTo(9007199254740992.0);
        assertThat(given("double", "1.7976931348623157E308")).isEqualTo(Double.MAX_VALUE);
        assertThat(given("boolean", "TRUE")).isEqualTo(true);
        assertThat(given("json", "{\"a\": 1.10}")).isEqualTo("{\"a\": 1.10}");
        assertThat(given("decimal(2)", "1.5")).isEqualTo(new BigDecimal("1.50"));
        assertThat(given("decimal(2)", "1.500")).isEqualTo(new BigDecimal("1.50"));
        assertThat(given("decimal(2)", "1e997")).isEqualTo(new BigDecimal("1e997").setScale(2));
        assertThat(given("decimal(2)", "0e2000000000")).isEqualTo(new BigDecimal("0.00"));
        assertThat(given("decimal(2)", "0e-99999999999999999999")).isEqualTo(new BigDecimal("0.00"));
        assertThat(given("timestamp", "2013-01-01 10:00:00.5+01:00"))
                .isEqualTo(Date.from(Instant.parse("2013-01-01T09:00:00.500Z")));
        assertThat(given("timestamp", "1582-10-10T23:59:59.999Z"))
                .isEqualTo(Date.from(Instant.parse("1582-10-10T23:59:59.999Z")));
        assertThat(given("date", "0001-03-01")).isEqualTo(Date.from(Instant.parse("0001-03-01T00:00:00Z")));
        assertThat(given("date", "2024-02-29")).isEqualTo(Date.from(Instant.parse("2024-02-29T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "long | 1.0 | is not a long",
                "long | 1e3 | is not a long",
                "long | 0x10 | is not a long",
                "long | 1_000 | is not a long",
                "long | ٣ | is not a long",
                "long | -0 | has a sign that a long does not keep",
                "long | 9223372036854775808 | is not a long: it is outside -9223372036854775808 to"
                        + " 9223372036854775807",
                "double | 9007199254740993 | is not exactly a double",
                "double | 0.12345678901234567890123 | is not exactly a double",
                "double | 1e-400 | is not exactly a double",
                "double | 1e400 | is not exactly a double",
                "double | 1e999999999999999999999 | is not exactly a double",
                "double | 0x1p3 | is not a double",
                "double | NaN | is not a double",
                "double | Infinity | is not a double",
                "double | 1d | is not a double",
                "boolean | t | is not a boolean",
                "boolean | 1 | is not a boolean",
                "boolean | falſe | is not a boolean",
                "date | 2021-02-30 | is not a date",
                "date | 0000-00-00 | is not a date",
                "timestamp | 2013-01-01T10:00:00.123456Z | is finer than a millisecond, so it is not a timestamp",
                "decimal(2) | 1.005 | has more than 2 digits after the decimal point, so it is not a decimal(2)",
                "decimal(2) | 1e-40000000 | has more than 2 digits after the decimal point, so it is not a decimal(2)",
                "decimal(2) | -0.00 | has a sign that a decimal(2) does not keep",
                "decimal(2) | 1.2.3 | is not a decimal(2)",
                "json | {} {} | is not JSON: there is more text after the value, column 4",
                "object | {} | is not an object, which only JSON can describe",
            })
    void aValueThatATypeDoesNotHoldIsRefused(String type, String value, String why) {
        assertThatThrownBy(() -> given(type, value))
                .isInstanceOfSatisfying(
                        BadValueException.class, e -> assertThat(e.reason()).isEqualTo("BAD_VALUE"))
                .hasMessage(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-12-31T23:59:60Z",
                "2016-12-31T24:00:00Z",
                "2013-01-01T10:00:00",
                "2013-02-30T10:00:00Z",
                "0000-00-00T00:00:00Z"
            })
    void aTimeThatThereIsNotIsNoTimestamp(String value) {
        assertThatThrownBy(() -> given("timestamp", value))
                .hasMessageStartingWith("is not a timestamp: it must be a day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e998", "1e40000000", "-1e2147483647", "9.5e3000000", "1e99999999999999999999"})
    void digitsAreCountedBeforeTheyAreComputed(String value) {
        assertThatThrownBy(() -> given("decimal(2)", value))
                .isInstanceOfSatisfying(
                        BadValueException.class, e -> assertThat(e.reason()).isEqualTo("TOO_LONG"))
                .hasMessageMatching("has [0-9,]+ digits with 2 after the decimal point, limit 1,000");
    }

    @ParameterizedTest
    @CsvSource({
        "long, 007, 7",
        "long, +5, 5",
        "double, 1.10, 1.1",
        "double, 32E013, 3.2E14",
        "double, .5, 0.5",
        "boolean, TRUE, true",
        "timestamp, 2013-01-01T10:00:00+01:00, 2013-01-01T09:00:00Z",
    })
    void anInferredTypeTakesOnlyWhatItWouldRender(String type, String value, String becomes) {
        assertThatThrownBy(() -> type(type).value(value, Exactness.AS_WRITTEN))
                .hasMessage("would become " + becomes + " as a " + type
                        + ": write it so, or set the column's type: " + type
                        + " shares the value, string keeps the text (in a key the text always counts)");
    }

    @Test
    void twoTextsNeverMakeOneKey() {
        assertThat(type("decimal(2)").value("1.50", Exactness.KEY)).isEqualTo(new BigDecimal("1.50"));
        for (String other : new String[] {"1.5", "01.50", "+1.50", "15e-1"}) {
            assertThatThrownBy(() -> type("decimal(2)").value(other, Exactness.KEY))
                    .hasMessageContaining("would become 1.50");
        }
        assertThatThrownBy(() -> type("long").value("007", Exactness.KEY)).hasMessageContaining("would become 7");
        assertThatThrownBy(() -> type("double").value("1.10", Exactness.KEY)).hasMessageContaining("would become 1.1");
        assertThatThrownBy(() -> type("timestamp").value("2013-01-01T10:00:00.000Z", Exactness.KEY))
                .hasMessageContaining("would become 2013-01-01T10:00:00Z");
    }

    @Test
    void aDecimalCommaIsAPoint() {
        assertThat(type("decimal(2)").value("1.234.567,5", Exactness.BY_VALUE, true))
                .isEqualTo(new BigDecimal("1234567.50"));
        assertThat(type("double").value("-0,25", Exactness.AS_WRITTEN, true)).isEqualTo(-0.25);
        assertThat(type("string").value("1,5", Exactness.BY_VALUE, true)).isEqualTo("1,5");
        for (String not : new String[] {"1.5", "1234.567,1", "1,234.50", "1.23,4", "1,2,3"}) {
            assertThatThrownBy(() -> type("decimal(2)").value(not, Exactness.BY_VALUE, true))
                    .as(not)
                    .hasMessage("is not a decimal(2)");
        }
        assertThatThrownBy(() -> type("decimal(2)").value("1.234,50", Exactness.KEY, true))
                .hasMessage("is not a decimal(2)");
    }

    private static Object given(String type, String value) {
        return type(type).value(value, Exactness.BY_VALUE);
    }

    private static ColumnType type(String type) {
        return ColumnType.parse(type);
    }
}

package io.tombolo.connectors.captured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.debezium.Captured;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the database's text, as the converters hand it on, to Connect's values. */
class CapturedColumnTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01, 0",
        "1582-10-10, -141432",
        "1991-02-10 BC, -1446320",
        "5874897-12-31, 2145042905",
    })
    void readsDatesByTheCalendarThatHasNoGap(String text, int days) {
        CapturedColumn date = postgres(1082, -1, -1);

        assertThat(date.value("=" + text)).isEqualTo(days);
        assertThat(date.schema().name()).isEqualTo("io.debezium.time.Date");
    }

    @ParameterizedTest
    @CsvSource({"infinity", "-infinity"})
    void refusesInfiniteDatesByColumnValueAndReason(String text) {
        CapturedColumn date = postgres(1082, -1, -1);

        assertThatThrownBy(() -> date.value("=" + text)).isInstanceOfSatisfying(BadValueException.class, e -> {
            assertThat(e.in("born", true))
                    .hasMessage("column born: value '" + text + "': a date of Avro cannot be infinite");
            assertThat(e.in("born", false)).hasMessage("column born: value: a date of Avro cannot be infinite");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "6, 2024-02-29 12:00:00.123456+02, 2024-02-29T10:00:00.123456Z",
        "0, 2024-02-29 12:00:00+05:30, 2024-02-29T06:30:00Z",
        "6, 1991-02-10 00:00:00+00 BC, -1990-02-10T00:00:00.000000Z",
        "6, infinity, infinity",
    })
    void writesTimestampsWithAZoneInUtc(int digits, String text, String iso) {
        assertThat(postgres(1184, -1, digits).value("=" + text)).isEqualTo(iso);
    }

    @Test
    void refusesTimestampsThatNoNumberReaches() {
        CapturedColumn timestamp = postgres(1114, -1, 6);

        assertThat(timestamp.value("=294246-12-31 23:59:59")).isEqualTo(9_223_371_244_799_000_000L);
        assertThat(postgres(1114, -1, 3).value("=294276-12-31 23:59:59")).isEqualTo(9_224_318_015_999_000L);
        assertThatThrownBy(() -> timestamp.value("=294276-12-31 23:59:59.999999"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("294247");
    }

    @Test
    void keepsEveryDigitOfANumberWithoutAScaleAndTakesANegativeOneForWhatItIs() {
        assertThat(postgres(1700, 131_089, 0).value("=1.10")).isEqualTo("1.10");
        assertThat(postgres(1700, 131_089, 0).value("=NaN")).isEqualTo("NaN");
        CapturedColumn hundreds = postgres(1700, 5, 2_046);
        assertThat(hundreds.value("=12300")).isEqualTo(new BigDecimal("12300"));
        assertThat(hundreds.schema().parameters())
                .containsEntry("scale", "0")
                .containsEntry("connect.decimal.precision", "7");
        assertThatThrownBy(() -> postgres(1700, 10, 2).value("=NaN")).isInstanceOf(BadValueException.class);
    }

    @Test
    void readsArraysWithNullsQuotesAndNothing() {
        CapturedColumn texts = postgres(1009, -1, -1);

        assertThat(texts.value("={}")).isEqualTo(List.of());
        assertThat(texts.value("={a,NULL,\"NULL\",\"\",\"q\\\"\\\\,\"}"))
                .isEqualTo(Arrays.asList("a", null, "NULL", "", "q\"\\,"));
        assertThatThrownBy(() -> texts.value("={{a},{b}}"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("more than one dimension");
        assertThatThrownBy(() -> texts.value("=[0:0]={a}"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("first index");
    }

    @Test
    void sortsTheNamesOfAnHstoreSoThatSnapshotAndLogAgree() {
        CapturedColumn hstore = postgres(20_000, -1, -1, "hstore");

        assertThat(hstore.value("=\"b\"=>\"1\", \"a\"=>NULL, \"q\\\"\"=>\"x\""))
                .isEqualTo("{\"a\":null,\"b\":\"1\",\"q\\\"\":\"x\"}");
    }

    @Test
    void keepsWhetherAPathIsClosed() {
        Struct open = (Struct) postgres(602, -1, -1).value("=[(0.0,0.0),(1.5,1.0)]");
        Struct closed = (Struct) postgres(602, -1, -1).value("=((0.0,0.0),(1.5,1.0))");

        assertThat(open.getMap("extensions")).containsEntry("closed", "false");
        assertThat(closed.getMap("extensions")).containsEntry("closed", "true");
    }

    @Test
    void saysWhyAValueCouldNotBeRead() {
        assertThatThrownBy(() -> postgres(1082, -1, -1).value("!two dates look the same"))
                .isInstanceOf(BadValueException.class)
                .hasMessage("two dates look the same");
    }

    @Test
    void tellsAMissingValueFromEveryText() {
        assertThat(CapturedColumn.unavailable("?")).isTrue();
        assertThat(CapturedColumn.unavailable("=?")).isFalse();
        assertThat(postgres(25, -1, -1).value("=__debezium_unavailable_value"))
                .isEqualTo("__debezium_unavailable_value");
        assertThat(CapturedColumn.of(Schema.STRING_SCHEMA)).isNull();
    }

    @Test
    void refusesTimesThatAreNotOfADay() {
        CapturedColumn time = Objects.requireNonNull(CapturedColumn.of(SchemaBuilder.string()
                .name(Captured.NAME)
                .parameter(Captured.DATABASE, "mariadb")
                .parameter(Captured.TYPE, "TIME")
                .build()));

        assertThat(time.value("=86400000000")).isEqualTo(86_400_000_000L);
        assertThatThrownBy(() -> time.value("=-3600000000"))
                .isInstanceOfSatisfying(
                        BadValueException.class,
                        e -> assertThat(e.in("t", true))
                                .hasMessage(
                                        "column t: value '-1:00:00.000000': a time of Avro lies between 00:00:00 and 24:00:00"));
    }

    private static CapturedColumn postgres(int oid, int length, int scale) {
        return postgres(oid, length, scale, "any");
    }

    private static CapturedColumn postgres(int oid, int length, int scale, String type) {
        return Objects.requireNonNull(CapturedColumn.of(SchemaBuilder.string()
                .name(Captured.NAME)
                .parameter(Captured.DATABASE, "postgresql")
                .parameter(Captured.TYPE, type)
                .parameter(Captured.OID, Integer.toString(oid))
                .parameter(Captured.LENGTH, Integer.toString(length))
                .parameter(Captured.SCALE, Integer.toString(scale))
                .build()));
    }
}

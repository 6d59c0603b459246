package io.tombolo.connectors.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as Apache Arrow writes them, made by {@code parquet/make.py} among the test's resources. */
class ParquetFilesTest {

    private static final long AT = 1_357_034_400_123_456L;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4", "pages-v2"})
    void readsEveryPackingThatTheDocumentationNames(String file) throws Exception {
        FolderRun task = shared(file);

        assertThat(task.values("id")).isEqualTo(LongStream.range(0, 100).boxed().toList());
        assertThat(task.values("name")).startsWith("n0", "n1").endsWith("n99");
        assertThat(task.rejected).isEmpty();
    }

    @Test
    void namesThePackingThatItCannotRead() throws Exception {
        FolderRun task = shared("brotli");

        assertThat(task.rows).isEmpty();
        assertThat(task.reasons()).containsExactly("brotli.parquet 1 BAD_FILE");
        assertThat(task.rejected.get(0).getString("detail"))
                .contains(
                        "Parquet codec BROTLI can't be read; those that can are UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW");
    }

    @Test
    void keepsTheMeaningOfEveryTypeThatAvroHasToo() throws Exception {
        Struct row = row(shared("types"), 0);

        assertThat(values(row, "id", "tiny", "unsigned", "half", "single", "real", "yes"))
                .containsExactly(1, -8, 4_294_967_295L, 1.5f, 0.5f, 0.1, true);
        assertThat(values(row, "huge", "price", "wide", "wider"))
                .containsExactly(
                        new BigDecimal("18446744073709551615"),
                        new BigDecimal("-12.34"),
                        new BigDecimal("12345678901234567890.123456789"),
                        new BigDecimal("1".repeat(60) + ".5"));
        assertThat(values(row, "text", "chosen", "a_name")).containsExactly("é", "a", "with a space");
        assertThat(values(row, "raw", "fixed"))
                .containsExactly(ByteBuffer.wrap(new byte[] {0, -1}), ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(values(row, "day", "clock_ms", "at_ms"))
                .containsExactly(
                        Date.from(Instant.parse("2013-01-01T00:00:00Z")),
                        Date.from(Instant.parse("1970-01-01T01:02:03.004Z")),
                        Date.from(Instant.parse("2013-01-01T10:00:00.123Z")));
        assertThat(values(row, "clock_us", "at_us", "at_ns", "local_ms", "local_us", "local_ns"))
                .containsExactly(3_723_000_004L, AT, AT * 1_000, AT / 1_000, AT, AT * 1_000);
        assertThat(logicalTypes(row, "clock_us", "at_us", "at_ns", "local_ms", "local_us", "local_ns"))
                .containsExactly(
                        "time-micros",
                        "timestamp-micros",
                        "timestamp-nanos",
                        "local-timestamp-millis",
                        "local-timestamp-micros",
                        "local-timestamp-nanos");
        assertThat(row.get("clock_ns")).as("Avro has none: as it is stored").isEqualTo(3_723_000_004_000L);
    }

    @Test
    void everyColumnMayBeEmpty() throws Exception {
        Struct row = row(shared("types"), 1);

        assertThat(row.schema().fields().stream().filter(field -> row.get(field) != null))
                .extracting(Field::name)
                .containsExactly("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested", "nested-older"})
    void keepsListsMapsAndStructsInOneAnother(String file) throws Exception {
        FolderRun task = shared(file);
        Struct full = row(task, 0);
        Struct empty = row(task, 1);
        Struct none = row(task, 2);

        assertThat(full.get("tags")).isEqualTo(Arrays.asList("x", null));
        assertThat(full.get("matrix")).isEqualTo(List.of(List.of(1, 2), List.of(3)));
        assertThat(full.<Object, Object>getMap("sizes"))
                .hasSize(2)
                .containsEntry("a", 1.5)
                .containsEntry("b", null);
        assertThat(full.<Struct>getArray("by_number")).singleElement().satisfies(entry -> {
            assertThat(entry.get("key")).isEqualTo(7);
            assertThat(entry.get("value")).isEqualTo("seven");
        });
        assertThat(full.getStruct("place").getStruct("of").get("city")).isEqualTo("Sète");
        assertThat(full.<Struct>getArray("lines")).singleElement().satisfies(line -> {
            assertThat(line.get("sku")).isEqualTo("a");
            assertThat(line.get("n")).isEqualTo(2);
        });
        assertThat(values(empty, "tags", "matrix", "sizes", "by_number", "lines"))
                .containsExactly(List.of(), Arrays.asList((Object) null), Map.of(), List.of(), List.of());
        assertThat(empty.getStruct("place").get("of")).isNull();
        assertThat(values(none, "tags", "matrix", "sizes", "by_number", "place", "lines"))
                .containsOnlyNulls();
    }

    @Test
    void readsTimestampsOfTheOldFormAndRefusesThoseThatItsUnitCannotHold() throws Exception {
        FolderRun task = shared("int96");

        assertThat(task.values("id")).containsExactly(1L, 2L, 4L);
        assertThat(task.values("at"))
                .containsExactly(
                        AT * 1_000, Instant.parse("1900-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000, null);
        assertThat(task.reasons()).containsExactly("int96.parquet 3 BAD_VALUE");
        assertThat(task.rejected.get(0).getString("detail"))
                .isEqualTo(
                        "timestamp 9999-12-31T00:00:00Z, stored as INT96: its nanoseconds fit a long in 1677 to 2262 only");
    }

    private FolderRun shared(String name) throws Exception {
        try (InputStream file = ParquetFilesTest.class.getResourceAsStream("/parquet/" + name + ".parquet")) {
            Files.copy(file, dir.resolve(name + ".parquet"));
        }
        return new FolderRun(dir, Clock.systemUTC()).run();
    }

    private static Struct row(FolderRun task, int index) {
        Struct row = (Struct) task.rows.get(index).value();
        row.validate();
        return row;
    }

    private static List<Object> values(Struct row, String... fields) {
        return Arrays.stream(fields).map(row::get).toList();
    }

    private static List<String> logicalTypes(Struct row, String... fields) {
        return Arrays.stream(fields)
                .map(field -> row.schema().field(field).schema().parameters().get("io.tombolo.logicalType"))
                .toList();
    }
}

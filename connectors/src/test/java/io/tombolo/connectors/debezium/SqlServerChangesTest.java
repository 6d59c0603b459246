package io.tombolo.connectors.debezium;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.Transforms;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class SqlServerChangesTest {

    private static final Schema ROW = SchemaBuilder.struct()
            .name("hq.shop.dbo.orders.Value")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field(
                    "total",
                    Decimal.builder(4)
                            .parameter("connect.decimal.precision", "19")
                            .optional()
                            .build())
            .field(
                    "placed",
                    SchemaBuilder.int64()
                            .name("io.debezium.time.NanoTimestamp")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "shipped",
                    SchemaBuilder.string()
                            .name("io.debezium.time.ZonedTimestamp")
                            .version(1)
                            .optional()
                            .build())
            .field("paid", SchemaBuilder.bool().optional().defaultValue(false).build())
            .build();

    private static final DebeziumRecords RECORDS = new DebeziumRecords(
            "sqlserver",
            "hq",
            "shop.dbo.orders",
            SchemaBuilder.struct()
                    .name("hq.shop.dbo.orders.Key")
                    .field("id", Schema.INT32_SCHEMA)
                    .build(),
            ROW,
            source());

    private final ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of());

    @Test
    void tellsAnUpdateWithItsTypesAndItsPlaceInTheLog() {
        SourceRecord change = transform.apply(RECORDS.change(
                "u", RECORDS.keyed(7), row(7, "10.0000"), row(7, "12.3400"), position("00000027:00000758:0003", 2L)));

        Struct event = event(change);
        assertThat(change.topic()).isEqualTo("acme.example.things");
        assertThat(((Struct) change.key()).get("id")).isEqualTo(7);
        assertThat(event.getString("op")).isEqualTo("UPDATE");
        assertThat(event.getStruct("before").get("total")).isEqualTo(new BigDecimal("10.0000"));
        Struct after = event.getStruct("after");
        assertThat(after.get("total")).isEqualTo(new BigDecimal("12.3400"));
        assertThat(after.get("placed")).isEqualTo(1_700_000_000_000_000_100L);
        assertThat(after.schema().field("placed").schema().parameters())
                .containsEntry("io.tombolo.logicalType", "local-timestamp-nanos");
        assertThat(after.get("shipped")).isEqualTo("2023-11-14T22:13:20.1234567Z");
        assertThat(after.get("paid")).isNull();
        Struct source = event.getStruct("source");
        assertThat(source.getString("system")).isEqualTo("sqlserver");
        assertThat(source.getString("object")).isEqualTo("dbo.orders");
        assertThat(source.getString("position"))
                .isEqualTo("commit_lsn=00000027:00000758:0005,change_lsn=00000027:00000758:0003,event_serial_no=2");
        assertThat(source.get("event_time")).isEqualTo(Date.from(Instant.ofEpochMilli(DebeziumRecords.AT_MS)));
    }

    @Test
    void tellsARowOfASnapshotWhichHasNoChangesLsn() {
        Map<String, Object> position = position("x", 1L);
        position.remove("change_lsn");
        position.remove("event_serial_no");

        Struct event = event(transform.apply(RECORDS.change("r", RECORDS.keyed(7), null, row(7, "1.0000"), position)));

        assertThat(event.getString("op")).isEqualTo("SNAPSHOT");
        assertThat(event.getStruct("source").getString("position")).isEqualTo("commit_lsn=00000027:00000758:0005");
        assertThat(event.getStruct("source").get("transaction")).isNull();
    }

    @Test
    void tellsADeletionOnceAndDropsItsTombstone() {
        Struct event = event(transform.apply(
                RECORDS.change("d", RECORDS.keyed(7), row(7, "1.0000"), null, position("00000027:00000758:0004", 1L))));

        assertThat(event.getString("op")).isEqualTo("DELETE");
        assertThat(event.getStruct("before").get("id")).isEqualTo(7);
        assertThat(event.get("after")).isNull();
        assertThat(transform.apply(RECORDS.tombstone(RECORDS.keyed(7)))).isNull();
    }

    @Test
    void namesTheTransactionWhenTheConnectorTellsIt() {
        Struct event = event(transform.apply(RECORDS.change(
                "c", RECORDS.keyed(7), null, row(7, "1.0000"), position("x", 1L), "00000027:00000758:0005")));

        assertThat(event.getStruct("source").getString("transaction")).isEqualTo("00000027:00000758:0005");
    }

    @Test
    void passesHeartbeatsAndDropsWhatChangesNoRow() {
        for (String prefix : new String[] {"__debezium-heartbeat", "beats"}) {
            SourceRecord heartbeat = RECORDS.heartbeat(prefix);
            assertThat(transform.apply(heartbeat)).isSameAs(heartbeat);
        }
        assertThat(transform.apply(RECORDS.schemaChange("ALTER TABLE orders ADD note nvarchar(10)")))
                .isNull();
        assertThat(transform.apply(RECORDS.transactionBoundary("BEGIN", "1"))).isNull();
        assertThat(transform.apply(RECORDS.transactionBoundary("END", "1"))).isNull();
    }

    @Test
    void takesATablesNewColumnWithoutARestart() {
        SchemaBuilder widened = SchemaBuilder.struct().name(ROW.name()).optional();
        ROW.fields().forEach(field -> widened.field(field.name(), field.schema()));
        Schema wider = widened.field("note", Schema.OPTIONAL_STRING_SCHEMA).build();
        DebeziumRecords later =
                new DebeziumRecords("sqlserver", "hq", "shop.dbo.orders", RECORDS.key(), wider, source());

        Struct narrow = event(
                transform.apply(RECORDS.change("c", RECORDS.keyed(1), null, row(1, "1.0000"), position("x", 1L))));
        Struct wide = event(transform.apply(later.change(
                "c", RECORDS.keyed(2), null, new Struct(wider).put("id", 2).put("note", "n"), position("y", 1L))));

        assertThat(narrow.getStruct("after").schema().field("note")).isNull();
        assertThat(wide.getStruct("after").get("note")).isEqualTo("n");
        assertThat(wide.getStruct("after").schema().name())
                .isEqualTo(narrow.getStruct("after").schema().name());
    }

    private static Struct row(int id, String total) {
        return new Struct(ROW)
                .put("id", id)
                .put("total", new BigDecimal(total))
                .put("placed", 1_700_000_000_000_000_100L)
                .put("shipped", "2023-11-14T22:13:20.1234567Z");
    }

    private static Map<String, Object> position(String changeLsn, long serial) {
        return new HashMap<>(Map.of(
                "db", "shop",
                "schema", "dbo",
                "table", "orders",
                "commit_lsn", "00000027:00000758:0005",
                "change_lsn", changeLsn,
                "event_serial_no", serial));
    }

    private static Map<String, Schema> source() {
        Map<String, Schema> own = new LinkedHashMap<>();
        own.put("schema", Schema.STRING_SCHEMA);
        own.put("table", Schema.STRING_SCHEMA);
        own.put("change_lsn", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("commit_lsn", Schema.OPTIONAL_STRING_SCHEMA);
        own.put("event_serial_no", Schema.OPTIONAL_INT64_SCHEMA);
        return own;
    }
}

package io.tombolo.connectors.debezium;

import static io.tombolo.connectors.Transforms.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.Transforms;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class DebeziumShapesTest {

    private static final Schema ROW = SchemaBuilder.struct()
            .name("s.shop.Orders.Value")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("email", Schema.OPTIONAL_STRING_SCHEMA)
            .field("n", SchemaBuilder.int32().defaultValue(7).build())
            .field(
                    "day",
                    SchemaBuilder.int32()
                            .name("io.debezium.time.Date")
                            .optional()
                            .build())
            .build();

    private static final Schema MYSQL_SOURCE = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.Source")
            .field("connector", Schema.STRING_SCHEMA)
            .field("db", Schema.STRING_SCHEMA)
            .field("table", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
            .field("file", Schema.STRING_SCHEMA)
            .field("pos", Schema.INT64_SCHEMA)
            .field("row", Schema.INT32_SCHEMA)
            .build();

    private static final Schema KEY = SchemaBuilder.struct()
            .name("s.shop.Orders.Key")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    @Test
    void tellsAnUpdateOfMySql() {
        Struct event = event(Transforms.with(Map.of()).apply(mysql("u", row(1, "a"), row(1, "b"))));

        assertThat(event.getString("op")).isEqualTo("UPDATE");
        assertThat(event.getStruct("before").getString("email")).isEqualTo("a");
        assertThat(event.getStruct("after").getString("email")).isEqualTo("b");
        assertThat(event.getStruct("after").get("day"))
                .isEqualTo(java.util.Date.from(Instant.ofEpochMilli(86_400_000L)));
        assertThat(event.getStruct("after").schema().field("day").schema().name())
                .isEqualTo(Date.LOGICAL_NAME);
        Struct source = event.getStruct("source");
        assertThat(source.getString("system")).isEqualTo("mysql");
        assertThat(source.getString("object")).isEqualTo("shop.Orders");
        assertThat(source.getString("position")).isEqualTo("file=binlog.3,pos=99,row=0");
        assertThat(source.get("event_time")).isEqualTo(java.util.Date.from(Instant.ofEpochMilli(1_700_000_000_000L)));
    }

    @Test
    void letsColumnsBeAbsentButThoseOfTheKey() {
        Struct event = event(Transforms.with(Map.of()).apply(mysql("c", null, row(1, "a"))));

        Schema row = event.getStruct("after").schema();
        assertThat(row.field("id").schema().isOptional()).isFalse();
        assertThat(row.field("n").schema().isOptional()).isTrue();
        assertThat(row.field("n").schema().defaultValue()).isNull();
    }

    @Test
    void namesTheDatasetAfterTheTable() {
        SourceRecord change = Transforms.with(Map.of("dataset", "acme.example/${database}-${table}"))
                .apply(mysql("c", null, row(1, "a")));

        assertThat(change.topic()).isEqualTo("acme.example.shop-orders");
    }

    @Test
    void keepsBackAndMasksWhatMustNotLeave() {
        Map<String, String> rules =
                Map.of("fields.exclude", "Orders.n,other.day", "fields.mask", "email", "mask.secret", "k");

        Struct event = event(Transforms.with(rules).apply(mysql("u", row(1, "a@b.c"), row(1, "a@b.c"))));

        Struct after = event.getStruct("after");
        assertThat(after.schema().field("n")).isNull();
        assertThat(after.schema().field("day")).isNotNull();
        assertThat(after.getString("email"))
                .hasSize(64)
                .isEqualTo(event.getStruct("before").getString("email"));
        Struct bare = event(Transforms.with(Map.of("fields.mask", "email")).apply(mysql("c", null, row(1, "a@b.c"))));
        assertThat(bare.getStruct("after").getString("email")).isNull();
        assertThatThrownBy(() -> Transforms.with(Map.of("fields.exclude", "id")).apply(mysql("c", null, row(1, "a"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("field id is part of the key");
    }

    @Test
    void takesWhatTheLogLeftOutFromTheRowBeforeOrRefusesTheChange() {
        Struct event = event(
                Transforms.with(Map.of()).apply(postgres("u", row(1, "long"), row(1, "__debezium_unavailable_value"))));
        assertThat(event.getStruct("after").getString("email")).isEqualTo("long");

        SourceRecord refused =
                Transforms.with(Map.of()).apply(postgres("u", null, row(1, "__debezium_unavailable_value")));
        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        Struct why = (Struct) refused.value();
        assertThat(why.getString("reason")).isEqualTo("UNAVAILABLE_VALUE");
        assertThat(why.getString("detail")).startsWith("shop.Orders at file=binlog.3,pos=99,row=0: field email");
        assertThat(text((ByteBuffer) why.get("input"))).isEqualTo("{\"id\":1}");
        assertThat(text((ByteBuffer) ((Struct) Transforms.with(Map.of("fields.mask", "id", "mask.secret", "k"))
                                .apply(postgres("u", null, row(1, "__debezium_unavailable_value")))
                                .value())
                        .get("input")))
                .matches("\\{\"id\":\"[0-9a-f]{64}\"}");

        assertThatThrownBy(() -> Transforms.with(Map.of("on.bad.row", "stop"))
                        .apply(postgres("u", null, row(1, "__debezium_unavailable_value"))))
                .isInstanceOf(DataException.class);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Test
    void reportsABackFillThatLeavesRowsOut() {
        ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of());
        SourceRecord before = transform.apply(postgres("r", null, row(1, "a")));

        SourceRecord refused = transform.apply(notice("shop.Orders", "TABLE_SCAN_COMPLETED", "SQL_EXCEPTION"));

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        Struct why = (Struct) refused.value();
        assertThat(why.getString("organisation") + "." + why.getString("dataset"))
                .isEqualTo(before.topic());
        assertThat(why.getString("reason")).isEqualTo("BACKFILL_INCOMPLETE");
        assertThat(why.getString("detail"))
                .isEqualTo("shop.Orders: a back-fill ended behind 4096 rows (SQL_EXCEPTION), the others are not shared;"
                        + " the worker's log says why. tombolo connect backfill shares all of them again, once the"
                        + " reason is gone");
        assertThat(transform.apply(notice("shop.Orders", "TABLE_SCAN_COMPLETED", "SUCCEEDED")))
                .isNull();
        assertThat(transform.apply(notice("shop.Orders", "TABLE_SCAN_COMPLETED", "EMPTY")))
                .isNull();
        assertThat(transform.apply(notice("shop.Orders", "IN_PROGRESS", "SQL_EXCEPTION")))
                .isNull();
        assertThatThrownBy(() -> Transforms.with(Map.of("on.bad.row", "stop"))
                        .apply(notice("shop.Orders", "TABLE_SCAN_COMPLETED", "SQL_EXCEPTION")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a back-fill ended behind 4096 rows");
    }

    @Test
    void reportsASnapshotThatEndsAsAWholeBeforeItsLastRow() {
        ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of());

        SourceRecord refused = transform.apply(notice("Initial Snapshot", "ABORTED", Map.of("connector_name", "shop")));

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        Struct why = (Struct) refused.value();
        assertThat(why.getString("reason")).isEqualTo("BACKFILL_INCOMPLETE");
        assertThat(why.getString("detail"))
                .isEqualTo(
                        "connector shop: a snapshot ended before its last row (ABORTED), the others are not shared; the"
                                + " worker's log says why. A first snapshot begins again when the connector starts; what tombolo"
                                + " connect backfill asked for has to be asked for again");
        for (String type : List.of("STARTED", "IN_PROGRESS", "COMPLETED", "SKIPPED")) {
            assertThat(transform.apply(notice("Initial Snapshot", type, Map.of("connector_name", "shop"))))
                    .as(type)
                    .isNull();
        }
        SourceRecord table = transform.apply(notice(
                "Initial Snapshot",
                "TABLE_SCAN_COMPLETED",
                Map.of("scanned_collection", "shop.Orders", "status", "SQL_EXCEPTION")));
        assertThat(((Struct) table.value()).getString("detail"))
                .startsWith(
                        "shop.Orders: a back-fill ended behind some rows (SQL_EXCEPTION), the others are not shared");
    }

    private static SourceRecord notice(String table, String type, String status) {
        return notice(
                "Incremental Snapshot",
                type,
                Map.of("scanned_collection", table, "status", status, "total_rows_scanned", "4096"));
    }

    private static SourceRecord notice(String aggregate, String type, Map<String, String> data) {
        Schema schema = SchemaBuilder.struct()
                .name("io.debezium.connector.common.Notification")
                .field("id", Schema.STRING_SCHEMA)
                .field("aggregate_type", Schema.STRING_SCHEMA)
                .field("type", Schema.STRING_SCHEMA)
                .field(
                        "additional_data",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                                .optional()
                                .build())
                .build();
        return record(
                "shop.notifications",
                schema,
                new Struct(schema)
                        .put("id", "1")
                        .put("aggregate_type", aggregate)
                        .put("type", type)
                        .put("additional_data", data));
    }

    @Test
    void takesATextOfADatabaseThatLeavesNothingOutForWhatItIs() {
        Struct event = event(
                Transforms.with(Map.of()).apply(mysql("u", row(1, "long"), row(1, "__debezium_unavailable_value"))));

        assertThat(event.getStruct("after").getString("email")).isEqualTo("__debezium_unavailable_value");
    }

    @Test
    void tellsATruncationAsADeletionWithoutAKey() {
        SourceRecord change = Transforms.with(Map.of()).apply(mysql("t", null, null));

        assertThat(change.key()).isNull();
        assertThat(event(change).getString("op")).isEqualTo("DELETE");
        assertThat(event(change).get("before")).isNull();
    }

    @Test
    void dropsWhatChangesNoRowAndPassesHeartbeats() {
        Schema heartbeat = SchemaBuilder.struct()
                .name("io.debezium.connector.common.Heartbeat")
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
        SourceRecord beat = record("__debezium-heartbeat.s", heartbeat, new Struct(heartbeat).put("ts_ms", 1L));
        Schema ddl = SchemaBuilder.struct()
                .name("io.debezium.connector.mysql.SchemaChangeValue")
                .field("ddl", Schema.STRING_SCHEMA)
                .build();
        ToDatasetChange<SourceRecord> transform = Transforms.with(Map.of());

        assertThat(transform.apply(beat)).isSameAs(beat);
        assertThat(transform.apply(record("s", ddl, new Struct(ddl).put("ddl", "ALTER"))))
                .isNull();
        assertThat(transform.apply(record("s.shop.Orders", null, null)))
                .as("tombstone")
                .isNull();
        assertThat(transform.apply(mysql("m", null, null))).as("message").isNull();
    }

    private static Struct row(int id, String email) {
        return new Struct(ROW).put("id", id).put("email", email).put("n", 1).put("day", 1);
    }

    private static SourceRecord mysql(String op, Struct before, Struct after) {
        return change("mysql", op, before, after);
    }

    private static SourceRecord postgres(String op, Struct before, Struct after) {
        return change("postgresql", op, before, after);
    }

    private static SourceRecord change(String connector, String op, Struct before, Struct after) {
        Schema envelope = SchemaBuilder.struct()
                .name("s.shop.Orders.Envelope")
                .field("before", ROW)
                .field("after", ROW)
                .field("source", MYSQL_SOURCE)
                .field("op", Schema.STRING_SCHEMA)
                .build();
        Struct source = new Struct(MYSQL_SOURCE)
                .put("connector", connector)
                .put("db", "shop")
                .put("table", "Orders")
                .put("ts_ms", 1_700_000_000_000L)
                .put("file", "binlog.3")
                .put("pos", 99L)
                .put("row", 0);
        Struct value = new Struct(envelope)
                .put("op", op)
                .put("source", source)
                .put("before", before)
                .put("after", after);
        Struct key = new Struct(KEY).put("id", 1);
        return new SourceRecord(Map.of(), Map.of(), "s.shop.Orders", null, KEY, key, envelope, value);
    }

    private static SourceRecord record(String topic, Schema schema, Object value) {
        return new SourceRecord(Map.of(), Map.of("at", 1L), topic, null, null, null, schema, value);
    }
}

package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Which definitions in a binary log are faults: records as Debezium makes them, in the cases that are not one in the first place. */
class TableChangesTest {

    private static final long SINCE = 1_000;
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();
    private static final Schema CHANGE = SchemaBuilder.struct()
            .field("id", Schema.STRING_SCHEMA)
            .field("type", Schema.STRING_SCHEMA)
            .build();
    private static final Schema VALUE = SchemaBuilder.struct()
            .name("io.debezium.connector.mariadb.SchemaChangeValue")
            .field("source", SOURCE)
            .field("ddl", Schema.OPTIONAL_STRING_SCHEMA)
            .field("tableChanges", SchemaBuilder.array(CHANGE).build())
            .build();

    private final TableChanges changes =
            new TableChanges(WatchedTables.parse("shop.stock:0 FULL,shop.a`b:0 FULL"), SINCE);

    @Test
    void findsRenamedDroppedAndRemadeTables() {
        for (String ddl : List.of(
                "RENAME TABLE stock TO stock_old, stock_new TO stock",
                "rename table `x` to `stock`",
                "ALTER TABLE shop.stock RENAME TO other",
                "ALTER TABLE other RENAME stock",
                "RENAME TABLE `a``b` TO c")) {
            assertThat(changes.fault(record(ddl, "ALTER", "\"shop\".\"other\"", "false", 2_000)))
                    .as(ddl)
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("was renamed, dropped or made again: " + ddl));
        }
        for (String type : List.of("DROP", "CREATE")) {
            assertThat(changes.fault(record("…", type, "\"shop\".\"stock\"", null, 2_000)))
                    .hasValueSatisfying(text -> assertThat(text).startsWith("table shop.stock was renamed, dropped"));
        }
    }

    @Test
    void acceptsWhatKeepsTheTable() {
        List<Optional<String>> faults = List.of(
                changes.fault(record("ALTER TABLE stock ADD x int", "ALTER", "\"shop\".\"stock\"", "false", 2_000)),
                changes.fault(record(
                        "ALTER TABLE stock RENAME COLUMN a TO b", "ALTER", "\"shop\".\"stock\"", "false", 2_000)),
                changes.fault(record(
                        "ALTER TABLE stock COMMENT 'RENAME TABLE it''s'",
                        "ALTER",
                        "\"shop\".\"stock\"",
                        "false",
                        2_000)),
                changes.fault(record(
                        "RENAME TABLE stock_new TO stock_old", "ALTER", "\"shop\".\"stock_old\"", "false", 2_000)),
                changes.fault(record("DROP TABLE other", "DROP", "\"shop\".\"other\"", "false", 2_000)),
                changes.fault(record("DROP TABLE stock", "DROP", "\"shop\".\"stock\"", "false", SINCE)),
                changes.fault(record("DROP TABLE stock", "DROP", "\"shop\".\"stock\"", "true", 2_000)),
                changes.fault(new SourceRecord(Map.of(), Map.of(), "t", Schema.STRING_SCHEMA, "DROP TABLE stock")));

        assertThat(faults).allMatch(Optional::isEmpty);
    }

    private static SourceRecord record(String ddl, String type, String id, String snapshot, long at) {
        Struct value = new Struct(VALUE)
                .put("source", new Struct(SOURCE).put("snapshot", snapshot).put("ts_ms", at))
                .put("ddl", ddl)
                .put("tableChanges", List.of(new Struct(CHANGE).put("id", id).put("type", type)));
        return new SourceRecord(Map.of(), Map.of(), "shop", VALUE, value);
    }
}

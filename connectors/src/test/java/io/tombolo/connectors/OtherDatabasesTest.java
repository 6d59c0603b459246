package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.contract.Topics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** Shapes as Debezium's documentation gives them, for databases that no test here runs. */
class OtherDatabasesTest {

    private static final Schema ROW = SchemaBuilder.struct()
            .name("s.dbo.orders.Value")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .field("card", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static final Schema KEY = SchemaBuilder.struct()
            .name("s.dbo.orders.Key")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    @Test
    void tellsAChangeOfSqlServer() {
        Map<String, String> source = new LinkedHashMap<>();
        source.put("connector", "sqlserver");
        source.put("db", "shop");
        source.put("schema", "dbo");
        source.put("table", "orders");
        source.put("change_lsn", "00000027:00000758:0003");
        source.put("commit_lsn", "00000027:00000758:0005");

        Struct told = event(transform(Map.of()).apply(change("u", source, 7L))).getStruct("source");

        assertThat(told.getString("system")).isEqualTo("sqlserver");
        assertThat(told.getString("object")).isEqualTo("dbo.orders");
        assertThat(told.getString("position"))
                .isEqualTo("commit_lsn=00000027:00000758:0005,change_lsn=00000027:00000758:0003,event_serial_no=7");
    }

    @Test
    void tellsAChangeOfOracle() {
        Map<String, String> source = new LinkedHashMap<>();
        source.put("connector", "oracle");
        source.put("db", "ORCL");
        source.put("schema", "SHOP");
        source.put("table", "ORDERS");
        source.put("scn", "2122185");
        source.put("commit_scn", "2122188");
        source.put("txId", "6.28.807");
        source.put("rs_id", "001234.00012345.0124");

        SourceRecord change =
                transform(Map.of("dataset", "acme.example/${schema}-${table}")).apply(change("c", source, null));

        assertThat(change.topic()).isEqualTo("acme.example.shop-orders");
        Struct told = event(change).getStruct("source");
        assertThat(told.getString("position")).isEqualTo("scn=2122185,commit_scn=2122188,rs_id=001234.00012345.0124");
        assertThat(told.getString("transaction")).isEqualTo("6.28.807");
    }

    @Test
    void takesTheTransactionFromItsOwnBlockFirst() {
        Schema block = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.STRING_SCHEMA)
                .field("total_order", Schema.INT64_SCHEMA)
                .build();
        Map<String, String> source =
                Map.of("connector", "postgresql", "schema", "public", "table", "orders", "txId", "555");
        SourceRecord plain = change("c", source, null);
        Struct value = (Struct) plain.value();
        SchemaBuilder widened = SchemaBuilder.struct();
        value.schema().fields().forEach(field -> widened.field(field.name(), field.schema()));
        Schema schema = widened.field("transaction", block).build();
        Struct with = new Struct(schema)
                .put("transaction", new Struct(block).put("id", "555:99").put("total_order", 1L));
        value.schema().fields().forEach(field -> with.put(field.name(), value.get(field)));
        SourceRecord record = new SourceRecord(
                plain.sourcePartition(), plain.sourceOffset(), plain.topic(), 0, KEY, plain.key(), schema, with);

        Struct told = event(transform(Map.of()).apply(record)).getStruct("source");

        assertThat(told.getString("transaction")).isEqualTo("555:99");
    }

    @Test
    void dropsWhatDebeziumSaysOfItselfInsteadOfARow() {
        ToDatasetChange<SourceRecord> transform = transform(Map.of());

        for (String name : new String[] {
            "io.debezium.connector.common.TransactionMetadataValue",
            "io.debezium.connector.common.Notification",
            "io.debezium.connector.sqlserver.SchemaChangeValue"
        }) {
            Schema schema = SchemaBuilder.struct()
                    .name(name)
                    .field("id", Schema.STRING_SCHEMA)
                    .build();
            SourceRecord record =
                    new SourceRecord(Map.of(), Map.of(), "s.other", schema, new Struct(schema).put("id", "BEGIN"));
            assertThat(transform.apply(record)).as(name).isNull();
        }
    }

    @Test
    void letsOnlyTheNamedFieldsLeave() {
        Map<String, String> rules = Map.of("fields.include", "id,orders.note");
        Map<String, String> source = Map.of("connector", "oracle", "schema", "SHOP", "table", "orders");

        Struct after = event(transform(rules).apply(change("c", source, null))).getStruct("after");

        assertThat(after.schema().fields()).extracting(field -> field.name()).containsExactly("id", "note");
    }

    @Test
    void masksAKeyOnlyWithASecret() {
        Map<String, String> source = Map.of("connector", "oracle", "schema", "SHOP", "table", "orders");

        SourceRecord masked =
                transform(Map.of("fields.mask", "id", "mask.secret", "k")).apply(change("c", source, null));

        assertThat(((Struct) masked.key()).getString("id"))
                .hasSize(64)
                .isEqualTo(event(masked).getStruct("after").getString("id"));
        assertThatThrownBy(() -> transform(Map.of("fields.mask", "id")).apply(change("c", source, null)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("field id is part of the key: to mask it, set mask.secret");
    }

    @Test
    void refusesATableWithoutAKey() {
        SourceRecord keyed = change("c", Map.of("connector", "oracle", "schema", "SHOP", "table", "logbook"), null);
        SourceRecord keyless = new SourceRecord(
                keyed.sourcePartition(), keyed.sourceOffset(), keyed.topic(), keyed.valueSchema(), keyed.value());

        SourceRecord refused = transform(Map.of()).apply(keyless);

        assertThat(refused.topic()).isEqualTo(Topics.REJECTED);
        assertThat(((Struct) refused.value()).getString("detail"))
                .contains("table SHOP.logbook: has no primary key", "message.key.columns", "key.fields");
    }

    @Test
    void saysWhichSettingIsWrong() {
        for (Map<String, String> wrong : List.of(
                Map.of("dataset", "acme.example/Not Good"),
                Map.of("flat.op", "TRUNCATE"),
                Map.of("on.bad.row", "ignore"),
                Map.of("rejected.topic", " "))) {
            String setting = wrong.keySet().iterator().next();
            assertThatThrownBy(() -> transform(wrong))
                    .as(setting)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(setting);
        }
        assertThatThrownBy(() -> new ToDatasetChange<SourceRecord>().configure(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Missing required configuration \"dataset\"");
    }

    /** @param serial SQL Server's number of a change within its LSN, or null */
    private static SourceRecord change(String op, Map<String, String> from, Long serial) {
        SchemaBuilder sourceSchema = SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA);
        from.keySet().forEach(name -> sourceSchema.field(name, Schema.OPTIONAL_STRING_SCHEMA));
        if (serial != null) {
            sourceSchema.field("event_serial_no", Schema.OPTIONAL_INT64_SCHEMA);
        }
        Struct source = new Struct(sourceSchema.build()).put("ts_ms", 1_700_000_000_000L);
        from.forEach(source::put);
        if (serial != null) {
            source.put("event_serial_no", serial);
        }
        Schema envelope = SchemaBuilder.struct()
                .name("s.dbo.orders.Envelope")
                .field("before", ROW)
                .field("after", ROW)
                .field("source", source.schema())
                .field("op", Schema.STRING_SCHEMA)
                .build();
        Struct row = new Struct(ROW).put("id", 1).put("note", "n").put("card", "4111");
        Struct value = new Struct(envelope)
                .put("op", op)
                .put("source", source)
                .put("before", op.equals("c") ? null : row)
                .put("after", row);
        return new SourceRecord(
                Map.of(), Map.of(), "s.dbo.orders", 0, KEY, new Struct(KEY).put("id", 1), envelope, value);
    }

    private static Struct event(SourceRecord change) {
        Struct event = (Struct) change.value();
        event.validate();
        return event;
    }

    private static ToDatasetChange<SourceRecord> transform(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("dataset", "acme.example/things"));
        all.putAll(settings);
        ToDatasetChange<SourceRecord> transform = new ToDatasetChange<>();
        transform.configure(all);
        return transform;
    }
}

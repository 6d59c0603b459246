package io.tombolo.connectors.debezium;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records with every field that Debezium 3 gives them, of one table or collection: its documentation lists them for each connector.
 *
 * @param server what the connector's {@code topic.prefix} is
 * @param own the fields of the source block that this connector has beside those of all
 */
public record DebeziumRecords(
        String connector, String server, String object, Schema key, Schema row, Map<String, Schema> own) {

    public static final long AT_MS = 1_700_000_000_123L;

    private static final Schema SNAPSHOT = SchemaBuilder.string()
            .name("io.debezium.data.Enum")
            .version(1)
            .parameter("allowed", "true,first,first_in_data_collection,last_in_data_collection,last,false,incremental")
            .optional()
            .defaultValue("false")
            .build();

    private static final Schema TRANSACTION = SchemaBuilder.struct()
            .name("event.block")
            .version(1)
            .optional()
            .field("id", Schema.STRING_SCHEMA)
            .field("total_order", Schema.INT64_SCHEMA)
            .field("data_collection_order", Schema.INT64_SCHEMA)
            .build();

    /** A change. */
    public SourceRecord change(
            String op,
            @Nullable Struct keyed,
            @Nullable Object before,
            @Nullable Object after,
            Map<String, ?> position) {
        return change(op, keyed, before, after, position, null);
    }

    /** A change in a transaction that the connector reports, when {@code provide.transaction.metadata} is on. */
    public SourceRecord change(
            String op,
            @Nullable Struct keyed,
            @Nullable Object before,
            @Nullable Object after,
            Map<String, ?> position,
            @Nullable String transaction) {
        Struct source = new Struct(sourceSchema())
                .put("version", "3.6.1.Final")
                .put("connector", connector)
                .put("name", server)
                .put("ts_ms", AT_MS)
                .put("ts_us", AT_MS * 1_000)
                .put("ts_ns", AT_MS * 1_000_000)
                .put("snapshot", op.equals("r") ? "true" : "false");
        position.forEach(source::put);
        Schema schema = envelope();
        Struct value = new Struct(schema)
                .put("before", before)
                .put("after", after)
                .put("source", source)
                .put("op", op)
                .put("ts_ms", AT_MS + 5)
                .put("ts_us", (AT_MS + 5) * 1_000)
                .put("ts_ns", (AT_MS + 5) * 1_000_000);
        if (transaction != null) {
            value.put(
                    "transaction",
                    new Struct(TRANSACTION)
                            .put("id", transaction)
                            .put("total_order", 1L)
                            .put("data_collection_order", 1L));
        }
        value.validate();
        return record(topic(), key, keyed, schema, value);
    }

    /** What follows a deletion. */
    public SourceRecord tombstone(Struct keyed) {
        return record(topic(), key, keyed, null, null);
    }

    /** Sent every {@code heartbeat.interval.ms}. */
    public SourceRecord heartbeat(String prefix) {
        Schema keySchema = SchemaBuilder.struct()
                .name("io.debezium.connector.common.ServerNameKey")
                .field("serverName", Schema.STRING_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .name("io.debezium.connector.common.Heartbeat")
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
        return record(
                prefix + "." + server,
                keySchema,
                new Struct(keySchema).put("serverName", server),
                schema,
                new Struct(schema).put("ts_ms", AT_MS));
    }

    /** Sent when a table's definition changes and {@code include.schema.changes} is on, as it is. */
    public SourceRecord schemaChange(String ddl) {
        String family = "io.debezium.connector." + connector + ".";
        Schema keySchema = SchemaBuilder.struct()
                .name(family + "SchemaChangeKey")
                .version(1)
                .field("databaseName", Schema.STRING_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .name(family + "SchemaChangeValue")
                .version(1)
                .field("source", sourceSchema())
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field("databaseName", Schema.OPTIONAL_STRING_SCHEMA)
                .field("schemaName", Schema.OPTIONAL_STRING_SCHEMA)
                .field("ddl", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        return record(
                server,
                keySchema,
                new Struct(keySchema).put("databaseName", "shop"),
                schema,
                new Struct(schema).put("ts_ms", AT_MS).put("ddl", ddl));
    }

    /** Sent at a transaction's begin and end. */
    public SourceRecord transactionBoundary(String status, String id) {
        Schema keySchema = SchemaBuilder.struct()
                .name("io.debezium.connector.common.TransactionMetadataKey")
                .version(1)
                .field("id", Schema.STRING_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .name("io.debezium.connector.common.TransactionMetadataValue")
                .version(1)
                .field("status", Schema.STRING_SCHEMA)
                .field("id", Schema.STRING_SCHEMA)
                .field("event_count", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
        return record(
                server + ".transaction",
                keySchema,
                new Struct(keySchema).put("id", id),
                schema,
                new Struct(schema).put("status", status).put("id", id).put("ts_ms", AT_MS));
    }

    public Struct keyed(Object value) {
        return new Struct(key).put(key.fields().get(0), value);
    }

    private String topic() {
        return server + "." + object;
    }

    private Schema envelope() {
        return SchemaBuilder.struct()
                .name(topic() + ".Envelope")
                .version(2)
                .field("before", row)
                .field("after", row)
                .field("source", sourceSchema())
                .field("transaction", TRANSACTION)
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
    }

    private Schema sourceSchema() {
        SchemaBuilder schema = SchemaBuilder.struct()
                .name("io.debezium.connector." + connector + ".Source")
                .field("version", Schema.STRING_SCHEMA)
                .field("connector", Schema.STRING_SCHEMA)
                .field("name", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field("snapshot", SNAPSHOT)
                .field("db", Schema.STRING_SCHEMA)
                .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA);
        new LinkedHashMap<>(own).forEach(schema::field);
        return schema.build();
    }

    private static SourceRecord record(
            String topic, Schema keySchema, @Nullable Object keyed, @Nullable Schema schema, @Nullable Object value) {
        return new SourceRecord(
                Map.of("server", "s"), Map.of("at", 1L), topic, null, keySchema, keyed, schema, value, AT_MS);
    }
}

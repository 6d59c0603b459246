package io.tombolo.connectors;

import io.tombolo.connectors.Envelope.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads Debezium's envelopes, of whichever database: their shape is one, only the words for a position differ. */
final class DebeziumChange {

    /** What tells a place in a database's history, in the order in which it is written down. */
    private static final List<String> POSITION_FIELDS = List.of(
            "lsn",
            "gtid",
            "file",
            "pos",
            "row",
            "commit_lsn",
            "change_lsn",
            "event_serial_no",
            "scn",
            "commit_scn",
            "rs_id",
            "ssn",
            "ord",
            "ts_us");

    private DebeziumChange() {}

    /** Whether a value has Debezium's envelope around it. */
    static boolean isEnvelope(Struct value) {
        Schema schema = value.schema();
        return schema.field("op") != null
                && schema.field("source") != null
                && (schema.field("after") != null || schema.field("before") != null);
    }

    /** Whether a value is one of Debezium's own messages: heartbeat, schema change, transaction, notification. */
    static boolean isOther(Struct value) {
        String name = value.schema().name();
        return name != null && name.startsWith("io.debezium.");
    }

    /** The change, or null for an operation that changes no row (a logical decoding message). */
    static @Nullable Change read(ConnectRecord<?> record, Struct value, boolean keyFromRow) {
        String code = value.getString("op");
        Op op = switch (code) {
            case "c" -> Op.CREATE;
            case "u" -> Op.UPDATE;
            case "d", "t" -> Op.DELETE;
            case "r" -> Op.SNAPSHOT;
            default -> null;
        };
        if (op == null) {
            return null;
        }
        Struct source = value.getStruct("source");
        Field rowField = value.schema().field("after");
        Schema row = (rowField == null ? value.schema().field("before") : rowField).schema();
        boolean truncated = code.equals("t");
        Struct key = record.key() instanceof Struct struct && !truncated ? struct : null;
        if (key == null && !truncated && !keyFromRow) {
            throw new DataException(
                    "table " + object(source) + ": has no primary key; name the columns that make one in "
                            + "message.key.columns, or in this transform's " + ChangeConfig.KEY_FIELDS);
        }
        return new Change(
                op,
                text(source, "db"),
                text(source, "schema"),
                table(source),
                row,
                get(value, "before"),
                get(value, "after"),
                key,
                origin(value, source));
    }

    private static Origin origin(Struct value, Struct source) {
        List<String> position = new ArrayList<>();
        for (String field : POSITION_FIELDS) {
            Object at = get(source, field);
            if (at != null && !(field.equals("ts_us") && !position.isEmpty())) {
                position.add(field + "=" + at);
            }
        }
        Long at = get(source, "ts_ms") instanceof Long ms && ms > 0 ? ms : null;
        return new Origin(
                text(source, "connector"),
                object(source),
                String.join(",", position),
                transaction(value, source),
                at == null ? null : Date.from(Instant.ofEpochMilli(at)));
    }

    private static @Nullable String transaction(Struct value, Struct source) {
        if (get(value, "transaction") instanceof Struct block && get(block, "id") instanceof String id) {
            return id;
        }
        for (String field : new String[] {"txId", "gtid", "txnNumber"}) {
            if (get(source, field) != null) {
                return String.valueOf(get(source, field));
            }
        }
        return null;
    }

    private static String object(Struct source) {
        String schema = text(source, "schema");
        String table = table(source);
        return (schema.isEmpty() ? text(source, "db") : schema) + "." + table;
    }

    private static String table(Struct source) {
        String table = text(source, "table");
        return table.isEmpty() ? text(source, "collection") : table;
    }

    private static String text(Struct struct, String field) {
        Object value = get(struct, field);
        return value == null ? "" : value.toString();
    }

    private static @Nullable Object get(Struct struct, String field) {
        return struct.schema().field(field) == null ? null : struct.getWithoutDefault(field);
    }
}

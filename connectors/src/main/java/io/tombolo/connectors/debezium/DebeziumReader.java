package io.tombolo.connectors.debezium;

import io.tombolo.connectors.source.Change;
import io.tombolo.connectors.source.Change.Op;
import io.tombolo.connectors.source.Change.Origin;
import java.time.Instant;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Debezium's envelopes, of whichever database: their shape is one, only the words for a position differ. One thread.
 *
 * <p>Where an envelope keeps what is looked up by name once for each instance of its schema, not for each row.
 */
public final class DebeziumReader {

    /**
     * What Debezium notes when it ends a snapshot or a back-fill before the last row. It writes a line to the worker's log and continues
     * with the changes: without this note nobody would learn that rows are missing.
     *
     * @param table as {@code source.object} has it; empty when a snapshot ended as a whole
     * @param text what is reported
     */
    public record BackfillNotice(String table, String text) {

        /** The code under which it is reported. */
        public static final String REASON = "BACKFILL_INCOMPLETE";

        private static final String SCHEMA = "io.debezium.connector.common.Notification";
        private static final Set<Object> SNAPSHOTS = Set.of("Initial Snapshot", "Incremental Snapshot");
        private static final Set<String> GOOD = Set.of("SUCCEEDED", "EMPTY");

        public static boolean isOne(Struct value) {
            return SCHEMA.equals(value.schema().name());
        }

        /** The note, when it says that a snapshot has left rows out; null when it says anything else. */
        public static @Nullable BackfillNotice unfinished(Struct value) {
            if (!SNAPSHOTS.contains(value.get("aggregate_type"))
                    || !(value.get("additional_data") instanceof Map<?, ?> data)) {
                return null;
            }
            String type = String.valueOf(value.get("type"));
            if (type.equals("ABORTED")) {
                return new BackfillNotice(
                        "",
                        "connector " + data.get("connector_name") + ": a snapshot ended before its last row (" + type
                                + "), the others are not shared; the worker's log says why. A first snapshot begins again when the"
                                + " connector starts; what tombolo connect backfill asked for has to be asked for again");
            }
            String status = String.valueOf(data.get("status"));
            if (!type.equals("TABLE_SCAN_COMPLETED") || GOOD.contains(status)) {
                return null;
            }
            String table = String.valueOf(data.get("scanned_collection"));
            return new BackfillNotice(
                    table,
                    table + ": a back-fill ended behind " + rows(data) + " rows (" + status
                            + "), the others are not shared; the worker's log says why. tombolo connect backfill shares all of them"
                            + " again, once the reason is gone");
        }

        /** How many were read before; a snapshot that reads a table at once does not count them. */
        private static Object rows(Map<?, ?> data) {
            Object rows = data.get("total_rows_scanned");
            return rows == null ? "some" : rows;
        }
    }

    private static final int KEPT = 1_000;

    private final IdentityHashMap<Schema, Optional<DebeziumFields>> known = new IdentityHashMap<>();
    private String schemaBefore = "";
    private String tableBefore = "";
    private String objectBefore = ".";

    /** Whether a value has Debezium's envelope around it. */
    public boolean isEnvelope(Struct value) {
        return fields(value.schema()).isPresent();
    }

    private Optional<DebeziumFields> fields(Schema envelope) {
        Optional<DebeziumFields> found = known.get(envelope);
        if (found == null) {
            found = DebeziumFields.of(envelope);
            if (known.size() >= KEPT) {
                known.clear();
            }
            known.put(envelope, found);
        }
        return found;
    }

    /** Whether a value is a heartbeat, on whichever topic {@code topic.heartbeat.prefix} puts it. */
    public static boolean isHeartbeat(Struct value) {
        return "io.debezium.connector.common.Heartbeat".equals(value.schema().name());
    }

    /** Whether a value is one of Debezium's own messages: heartbeat, schema change, transaction, notification. */
    public static boolean isOther(Struct value) {
        String name = value.schema().name();
        return name != null && name.startsWith("io.debezium.");
    }

    /** The change, or null for an operation that changes no row (a logical decoding message). */
    public @Nullable Change read(ConnectRecord<?> record, Struct value, boolean keyFromRow) {
        DebeziumFields in = fields(value.schema()).orElseThrow();
        String code = String.valueOf(value.get(in.op()));
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
        Struct source = (Struct) value.get(in.source());
        String schema = text(source, in.schema());
        String table = text(source, in.table());
        String database = text(source, in.database());
        boolean truncated = code.equals("t");
        Struct key = record.key() instanceof Struct struct && !truncated ? struct : null;
        if (key == null && !truncated && !keyFromRow) {
            throw new DataException("table " + object(schema, database, table)
                    + ": has no primary key; name the columns that make one in message.key.columns, or in this transform's "
                    + Change.KEY_FIELDS);
        }
        return new Change(
                op,
                database,
                schema,
                table,
                in.row(),
                before(in, value, source, key),
                get(value, in.after()),
                key,
                origin(in, value, source, object(schema, database, table)));
    }

    /**
     * The row before, or null when PostgreSQL's log holds nothing of it but its key, as with the default replica identity: nulls in
     * all other columns would be shared as if they had been there.
     */
    private static @Nullable Object before(DebeziumFields in, Struct value, Struct source, @Nullable Struct key) {
        Object before = get(value, in.before());
        if (key == null
                || !(before instanceof Struct row)
                || !text(source, in.connector()).equals("postgresql")) {
            return before;
        }
        boolean more = false;
        for (Field field : row.schema().fields()) {
            if (key.schema().field(field.name()) == null) {
                if (row.getWithoutDefault(field.name()) != null) {
                    return before;
                }
                more = true;
            }
        }
        return more ? null : before;
    }

    private static Origin origin(DebeziumFields in, Struct value, Struct source, String object) {
        Long at = get(source, in.at()) instanceof Long ms && ms > 0 ? ms : null;
        return new Origin(
                text(source, in.connector()),
                object,
                position(in, source),
                transaction(in, value, source),
                at == null ? null : Date.from(Instant.ofEpochMilli(at)));
    }

    private static String position(DebeziumFields in, Struct source) {
        StringBuilder position = new StringBuilder();
        for (Field field : in.position()) {
            append(position, source, field);
        }
        Field micros = in.micros();
        if (position.isEmpty() && micros != null) {
            append(position, source, micros);
        }
        return position.toString();
    }

    private static void append(StringBuilder position, Struct source, Field field) {
        Object at = source.get(field);
        if (at != null) {
            position.append(position.isEmpty() ? "" : ",")
                    .append(field.name())
                    .append('=')
                    .append(at);
        }
    }

    private static @Nullable String transaction(DebeziumFields in, Struct value, Struct source) {
        if (get(value, in.transaction()) instanceof Struct block
                && block.schema().field("id") != null
                && block.get("id") instanceof String id) {
            return id;
        }
        for (Field field : in.transactionIds()) {
            Object id = source.get(field);
            if (id != null) {
                return String.valueOf(id);
            }
        }
        return null;
    }

    /** Made again only when it is another one than the row's before: most are not. */
    @SuppressWarnings("ReferenceEquality") // the very same strings are the usual case; others are only slower
    private String object(String schema, String database, String table) {
        String outer = schema.isEmpty() ? database : schema;
        if (outer != schemaBefore || table != tableBefore) {
            schemaBefore = outer;
            tableBefore = table;
            objectBefore = outer + "." + table;
        }
        return objectBefore;
    }

    private static String text(Struct struct, @Nullable Field field) {
        Object value = get(struct, field);
        return value == null ? "" : value.toString();
    }

    private static @Nullable Object get(Struct struct, @Nullable Field field) {
        return field == null ? null : struct.get(field);
    }
}

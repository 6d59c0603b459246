package io.tombolo.connectors.change;

import io.tombolo.connectors.json.StrictJson;
import io.tombolo.connectors.json.WholeText;
import io.tombolo.connectors.source.Change;
import io.tombolo.connectors.source.Change.Op;
import io.tombolo.connectors.source.Change.Origin;
import io.tombolo.connectors.source.SourcePosition;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Reads rows that come as they are: from files, JDBC-like connectors, as JSON maps, or inside a CloudEvent. */
final class FlatChange {

    private FlatChange() {}

    static Change read(ConnectRecord<?> record, Object value, ChangeConfig config) {
        if (get(value, "specversion") != null && get(value, "type") != null && has(value, "data")) {
            return cloudEvent(record, value, config);
        }
        Origin origin = new Origin(config.system(), object(record), position(record), null, null);
        return change(record, value, schemaOf(record, value), config, origin);
    }

    private static Change cloudEvent(ConnectRecord<?> record, Object event, ChangeConfig config) {
        Object data = get(event, "data");
        if (data == null) {
            throw new DataException("CloudEvent " + get(event, "id") + ": has no data");
        }
        if (!(data instanceof Struct)
                && !(data instanceof Map<?, ?>)
                && !(data instanceof String text && StrictJson.isObject(text))) {
            throw new DataException("CloudEvent " + get(event, "id") + ": its data is not a JSON object");
        }
        Origin origin = new Origin(
                text(event, "source"), text(event, "type"), text(event, "id"), null, time(get(event, "time")));
        Schema schema = data instanceof Struct row ? row.schema() : Schema.OPTIONAL_STRING_SCHEMA;
        return change(record, data, schema, config, origin);
    }

    private static Change change(
            ConnectRecord<?> record, Object row, Schema schema, ChangeConfig config, Origin origin) {
        Struct key = record.key() instanceof Struct struct ? struct : null;
        boolean gone = config.flatOp() == Op.DELETE;
        return new Change(
                config.flatOp(), "", "", record.topic(), schema, gone ? row : null, gone ? null : row, key, origin);
    }

    private static Schema schemaOf(ConnectRecord<?> record, Object value) {
        if (value instanceof Struct row) {
            return row.schema();
        }
        if (value instanceof Map<?, ?>) {
            return Schema.OPTIONAL_STRING_SCHEMA;
        }
        throw new DataException("record of " + record.topic() + ": its value is neither a row nor a JSON object");
    }

    private static @Nullable Object get(Object value, String field) {
        if (value instanceof Map<?, ?> map) {
            return map.get(field);
        }
        return value instanceof Struct struct && struct.schema().field(field) != null ? struct.get(field) : null;
    }

    private static String text(Object event, String field) {
        String text = String.valueOf(get(event, field));
        if (!WholeText.isWhole(text)) {
            throw new DataException("CloudEvent's " + field + " " + WholeText.fault(text));
        }
        return text;
    }

    private static boolean has(Object value, String field) {
        return value instanceof Map<?, ?> map
                ? map.containsKey(field)
                : value instanceof Struct struct && struct.schema().field(field) != null;
    }

    private static @Nullable Date time(@Nullable Object time) {
        if (time == null || time instanceof Date) {
            return (Date) time;
        }
        try {
            return Date.from(OffsetDateTime.parse(time.toString()).toInstant());
        } catch (DateTimeParseException e) {
            throw new DataException("CloudEvent time '" + time + "': not RFC 3339", e);
        }
    }

    private static String position(ConnectRecord<?> record) {
        Header told = record.headers().lastWithName(SourcePosition.HEADER);
        if (told != null) {
            return String.valueOf(told.value());
        }
        return record instanceof SourceRecord source && source.sourceOffset() != null
                ? source.sourceOffset().toString()
                : "";
    }

    private static String object(ConnectRecord<?> record) {
        Header told = record.headers().lastWithName(SourcePosition.OBJECT_HEADER);
        if (told != null) {
            return String.valueOf(told.value());
        }
        if (record instanceof SourceRecord source && source.sourcePartition() != null) {
            Object file = source.sourcePartition().get("file");
            if (file != null) {
                // The name only: a partner has no business with the folders of this machine.
                return String.valueOf(Path.of(String.valueOf(file)).getFileName());
            }
        }
        return record.topic();
    }
}

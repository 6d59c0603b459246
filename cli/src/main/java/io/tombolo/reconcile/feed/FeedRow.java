package io.tombolo.reconcile.feed;

import io.tombolo.reconcile.source.ComparedColumn;
import io.tombolo.reconcile.source.RowHash;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Makes what is kept of rows out of change events. One thread. */
final class FeedRow {
    private final RowForms key;
    private final RowForms row;

    /** @param key the key's columns, in the order in which the source hashes them */
    FeedRow(List<ComparedColumn> key, List<ComparedColumn> columns) {
        this.key = new RowForms(key);
        this.row = new RowForms(columns);
    }

    RowHash key(GenericRecord recordKey) {
        return RowHash.of(key.texts(recordKey));
    }

    StoredRow row(GenericRecord recordKey, GenericRecord after, long order, byte[] salt) {
        var texts = row.texts(after);
        return new StoredRow(order, RowHash.of(texts), salt, StoredRow.cells(texts), shown(recordKey));
    }

    private static String shown(GenericRecord key) {
        return key.getSchema().getFields().stream()
                .map(field -> field.name() + "=" + shown(field.schema(), key.get(field.pos())))
                .collect(Collectors.joining(", "));
    }

    private static String shown(Schema schema, Object value) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                && value instanceof java.nio.ByteBuffer raw) {
            return new org.apache.avro.Conversions.DecimalConversion()
                    .fromBytes(raw.duplicate(), schema, decimal)
                    .toPlainString();
        }
        return value instanceof CharSequence
                ? value.toString()
                : GenericData.get().toString(Objects.requireNonNull(value));
    }
}

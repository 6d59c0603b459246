package io.tombolo.verification.decoded;

import io.tombolo.merkle.MalformedException;
import io.tombolo.protect.ProtectedFields;
import io.tombolo.protect.ProtectedType;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.verification.disclosed.Disclosure;
import io.tombolo.verification.disclosed.OpenedField;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A key or a value, as far as it can be decoded. */
public sealed interface DecodedPart {
    /** The bytes that were verified. */
    Bytes bytes();

    /**
     * What was decoded as JSON text, with logical types as people write them: a decimal as a string with all its digits, a date as {@code
     * "2026-11-29"}, a timestamp in UTC, a UUID as itself. Empty for bytes that are raw or cannot be decoded.
     */
    default Optional<String> json() {
        return Optional.empty();
    }

    /** Any Avro datum as {@link #json()} writes it; one that is not a record as Avro does. */
    static String json(@Nullable Object datum) {
        return DecodedJson.of(datum);
    }

    /**
     * An Avro record.
     *
     * @param fields by name, in the schema's order, unmodifiable: null, Boolean, Integer, Long, Float, Double, String (also for enums),
     *     {@link Bytes} (also for fixed), List, Map, {@link Withheld}. A logical type has its underlying value: a timestamp is a Long, a decimal
     *     Bytes
     * @param schema its canonical text
     * @param datum as Avro has it; a disclosed field of Avro's type bytes is a {@code byte[]}
     */
    record Row(Map<String, Object> fields, String schema, IndexedRecord datum, Bytes bytes) implements DecodedPart {
        @Override
        public Optional<String> json() {
            return Optional.of(DecodedJson.of(datum));
        }

        /** Each field by name, in the schema's order, as {@link DecodedPart#json()} writes it. */
        public Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Schema.Field field : datum.getSchema().getFields()) {
                texts.put(field.name(), DecodedJson.of(field.schema(), datum.get(field.pos())));
            }
            return Collections.unmodifiableMap(texts);
        }
    }

    /**
     * An Avro value that is not a record, as a text or a number.
     *
     * @param value as a field of {@link Row}
     */
    record Value(@Nullable Object value, String schema, Bytes bytes) implements DecodedPart {
        @Override
        public Optional<String> json() {
            // The value has lost what a logical type needs.
            Schema avro = BoundedAvro.schema(schema);
            return Optional.of(DecodedJson.of(avro, BoundedAvro.of(avro).read(bytes.toArray(), 0)));
        }
    }

    /** Bytes without a schema. */
    record Raw(Bytes bytes) implements DecodedPart {}

    /** Bytes that are not what their schema says, or cost too much to decode. The owner committed to them all the same. */
    record Undecodable(String why, String schema, Bytes bytes) implements DecodedPart {}

    /** Decodes a part; an answer whatever its bytes and its schema are. */
    static DecodedPart of(RecordPart part) {
        return of(part, List.of(), new ArrayList<>());
    }

    /** As {@link #of(RecordPart)}, with the fields that are disclosed; adds all that are protected to {@code protectedFields}. */
    static DecodedPart of(RecordPart part, List<DisclosedField> disclosed, List<DecodedField> protectedFields) {
        return part.schema()
                .map(schema -> decoded(schema, part.bytes(), disclosed, protectedFields))
                .orElseGet(() -> new Raw(part.bytes()));
    }

    private static DecodedPart decoded(
            String text, Bytes bytes, List<DisclosedField> disclosed, List<DecodedField> protectedFields) {
        try {
            Schema schema = BoundedAvro.schema(text);
            Object datum = BoundedAvro.of(schema).read(bytes.toArray(), 0);
            if (datum instanceof IndexedRecord row) {
                for (OpenedField field : Disclosure.openIn(row, disclosed)) {
                    Optional<String> json = field.clear().map(clear -> DecodedJson.of(clear.of(), clear.datum()));
                    protectedFields.add(new DecodedField(field.field(), field.group(), json));
                }
                return new Row(fields(row), text, row, bytes);
            }
            return new Value(plain(schema, datum), text, bytes);
        } catch (MalformedSchemaException
                | MalformedDatumException
                | MalformedException
                | AvroRuntimeException
                | StackOverflowError e) {
            return new Undecodable(String.valueOf(e.getMessage()), text, bytes);
        }
    }

    private static Map<String, Object> fields(IndexedRecord row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        row.getSchema()
                .getFields()
                .forEach(field -> fields.put(field.name(), plain(field.schema(), row.get(field.pos()))));
        return Collections.unmodifiableMap(fields);
    }

    private static @Nullable Object plain(Schema schema, @Nullable Object datum) {
        Schema hidden = ProtectedFields.withheld(schema, datum);
        if (hidden != null) {
            return new Withheld(String.valueOf(hidden.getObjectProp(ProtectedType.GROUP)));
        } else if (datum instanceof IndexedRecord row) {
            return fields(row);
        } else if (datum instanceof Collection<?> items) {
            Schema item = ProtectedFields.branch(schema, Schema.Type.ARRAY).getElementType();
            List<@Nullable Object> list = new ArrayList<>();
            items.forEach(one -> list.add(plain(item, one)));
            return Collections.unmodifiableList(list);
        } else if (datum instanceof Map<?, ?> entries) {
            Schema entry = ProtectedFields.branch(schema, Schema.Type.MAP).getValueType();
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            entries.forEach((key, value) -> map.put(String.valueOf(key), plain(entry, value)));
            return Collections.unmodifiableMap(map);
        } else if (datum instanceof GenericFixed fixed) {
            return Bytes.of(fixed.bytes());
        } else if (datum instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return Bytes.of(copy);
        } else if (datum instanceof byte[] bare) {
            return Bytes.of(bare);
        }
        return datum == null || datum instanceof Number || datum instanceof Boolean ? datum : datum.toString();
    }
}

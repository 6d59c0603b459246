package io.tombolo.attack;

import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.ChangeEventSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Another value for one field of a framed Avro record. */
final class FieldChange {
    private final byte[] bytes;
    private final String words;

    private FieldChange(byte[] bytes, String words) {
        this.bytes = bytes;
        this.words = words;
    }

    byte[] bytes() {
        return bytes;
    }

    String words() {
        return words;
    }

    /** The framed value with its field changed; empty when it has no such field, or no value that we could change. */
    static Optional<FieldChange> of(byte @Nullable [] framed, String field, IntFunction<Schema> schemas) {
        if (framed == null || !Frame.isFramed(framed)) {
            return Optional.empty();
        }
        Schema schema = schemas.apply(Frame.id(framed));
        try {
            Object datum = BoundedAvro.of(schema).read(framed, Frame.LENGTH);
            if (!(datum instanceof GenericRecord record)) {
                return Optional.empty();
            }
            GenericRecord row = record.hasField(ChangeEventSchema.AFTER)
                            && record.get(ChangeEventSchema.AFTER) instanceof GenericRecord after
                    ? after
                    : record;
            Object was = row.hasField(field) ? row.get(field) : null;
            Object is = other(was);
            if (is == null) {
                return Optional.empty();
            }
            row.put(field, is);
            return Optional.of(new FieldChange(write(framed, schema, record), field + " " + was + " → " + is));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] write(byte[] framed, Schema schema, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(framed, Frame.LENGTH));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static @Nullable Object other(@Nullable Object value) {
        if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof Double number) {
            return number + 1;
        } else if (value instanceof Float number) {
            return number + 1;
        } else if (value instanceof Boolean bool) {
            return !bool;
        } else if (value instanceof CharSequence text) {
            return text + "x";
        }
        return null;
    }
}

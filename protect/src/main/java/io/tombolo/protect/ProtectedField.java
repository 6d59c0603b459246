package io.tombolo.protect;

import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.schemas.DatasetId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A protected value that a change event holds.
 *
 * @param pointer the way to it from the event, a JSON Pointer: {@code /after/visits/0/diagnosis}
 * @param name of its field in the row, without places in arrays: {@code visits.diagnosis}
 * @param schema of the protected bytes; null for a member of a JSON text
 * @param group as its schema, or the member, states it
 * @param bytes as they are there, whatever they are
 */
public record ProtectedField(
        String pointer, String name, @Nullable Schema schema, String group, ByteBuffer bytes) {

    /** The type that it has in clear; that of a member of a JSON text is a string, which is JSON again. */
    public Schema of() {
        return schema == null
                ? Schema.create(Schema.Type.STRING)
                : ProtectedType.of(schema).orElseThrow().of();
    }

    /** Its bytes as a protected value; empty when they are not of that form. */
    public Optional<ProtectedValue> value() {
        return ProtectedValue.read(bytes);
    }

    /** What its key is made for; empty for one that is in neither row of an event. */
    public Optional<FieldPlace> place(DatasetId dataset) {
        for (Side side : Side.values()) {
            String row = "/" + side.field();
            if (pointer.startsWith(row + "/")) {
                return Optional.of(new FieldPlace(dataset, side, pointer.substring(row.length())));
            }
        }
        return Optional.empty();
    }
}

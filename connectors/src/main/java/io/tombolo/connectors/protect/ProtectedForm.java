package io.tombolo.connectors.protect;

import io.tombolo.protect.Plaintext;
import io.tombolo.schemas.connect.ConnectAvro;
import io.tombolo.schemas.connect.ProtectedUnion;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The type of a protected field, in Connect's terms: protected bytes or, beside them, the clear type; bytes are bytes either way. */
final class ProtectedForm {

    private final Schema clear;
    private final Schema schema;
    private final ConnectAvro avro = new ConnectAvro();
    private final Plaintext plaintext;

    /** @param clear what the field has without protection */
    ProtectedForm(Schema clear, String group) {
        this.clear = clear;
        org.apache.avro.Schema of = avro.avroSchema(clear);
        this.schema = ProtectedUnion.schema(clear, of, group);
        this.plaintext = new Plaintext(of);
    }

    Schema schema() {
        return schema;
    }

    /** Whether bytes in clear and protected ones have different types. */
    boolean tells() {
        return schema.type() == Schema.Type.STRUCT;
    }

    byte[] plaintext(Object value) {
        @Nullable Object datum = avro.toAvro(clear, value);
        if (datum == null) {
            throw new IllegalStateException("null is never protected");
        }
        return plaintext.write(datum);
    }

    Object sealed(byte[] bytes) {
        return tells() ? new Struct(schema).put(schema.fields().get(0), bytes) : bytes;
    }

    Object clear(Object value) {
        return tells() ? new Struct(schema).put(schema.fields().get(1), value) : value;
    }
}

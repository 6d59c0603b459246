package io.tombolo.protect;

import io.tombolo.schemas.avro.BoundedAvro;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * What is sealed: the Avro encoding of a datum of the original type. Bytes that are the whole datum stand bare, without Avro's length, as
 * in a record's value. Safe for use by several threads.
 */
public final class Plaintext {

    private final Schema schema;
    private final GenericDatumWriter<Object> writer;
    private final BoundedAvro reader;

    /** Of generic data of a protected field's original type. */
    public Plaintext(Schema schema) {
        this.schema = schema;
        this.writer = new GenericDatumWriter<>(schema);
        this.reader = BoundedAvro.of(schema);
    }

    /** Encodes a datum. */
    public byte[] write(Object datum) {
        if (schema.getType() == Schema.Type.BYTES) {
            ByteBuffer buffer = ((ByteBuffer) datum).duplicate();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes can be written", e);
        }
        return out.toByteArray();
    }

    /**
     * Decodes a datum; bytes become a {@link ByteBuffer}, as in generic data.
     *
     * @throws io.tombolo.schemas.avro.MalformedDatumException when the bytes are not one whole datum
     */
    public Object read(byte[] plaintext) {
        Object datum = Objects.requireNonNull(reader.read(plaintext, 0), "null is never protected");
        return datum instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : datum;
    }
}

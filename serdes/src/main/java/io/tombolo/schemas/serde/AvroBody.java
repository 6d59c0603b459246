package io.tombolo.schemas.serde;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;

/** The Avro binary encoding of one datum, behind room for a frame. */
final class AvroBody {

    private static final Schema NULL = Schema.create(Schema.Type.NULL);
    private static final Schema BOOLEAN = Schema.create(Schema.Type.BOOLEAN);
    private static final Schema INT = Schema.create(Schema.Type.INT);
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final Schema FLOAT = Schema.create(Schema.Type.FLOAT);
    private static final Schema DOUBLE = Schema.create(Schema.Type.DOUBLE);
    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Schema BYTES = Schema.create(Schema.Type.BYTES);

    private AvroBody() {}

    /** The schema that a datum brings along, or the primitive one of its class. */
    static Schema schemaOf(Object datum) {
        if (datum instanceof GenericContainer container) {
            return container.getSchema();
        } else if (datum instanceof CharSequence) {
            return STRING;
        } else if (datum instanceof Integer) {
            return INT;
        } else if (datum instanceof Long) {
            return LONG;
        } else if (datum instanceof Boolean) {
            return BOOLEAN;
        } else if (datum instanceof Double) {
            return DOUBLE;
        } else if (datum instanceof Float) {
            return FLOAT;
        } else if (datum instanceof byte[] || datum instanceof ByteBuffer) {
            return BYTES;
        } else if (datum instanceof Void) {
            return NULL;
        }
        throw new IllegalArgumentException(
                datum.getClass().getName() + ": has no Avro schema; give a generic or specific record, or a primitive");
    }

    /**
     * Encodes behind {@code room} zero bytes. Bytes that are the whole datum are written bare, without Avro's length: so
     * Confluent's serializer does it, and its readers expect it.
     */
    static byte[] write(Object datum, Schema schema, DatumWriter<Object> writer, int room) {
        if (schema.getType() == Schema.Type.BYTES) {
            return bare(datum, room);
        }
        Growing out = new Growing(room, 256);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no I/O errors
        }
        return out.toByteArray();
    }

    private static byte[] bare(Object datum, int room) {
        ByteBuffer bytes = datum instanceof byte[] array ? ByteBuffer.wrap(array) : ((ByteBuffer) datum).duplicate();
        byte[] out = new byte[room + bytes.remaining()];
        bytes.get(out, room, out.length - room);
        return out;
    }

    /** A byte stream in memory without locks, that begins with room for a frame. */
    private static final class Growing extends OutputStream {
        private byte[] bytes;
        private int size;

        Growing(int room, int capacity) {
            this.bytes = new byte[room + capacity];
            this.size = room;
        }

        @Override
        public void write(int b) {
            if (size == bytes.length) {
                grow(1);
            }
            bytes[size++] = (byte) b;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            if (bytes.length - size < length) {
                grow(length);
            }
            System.arraycopy(source, offset, bytes, size, length);
            size += length;
        }

        byte[] toByteArray() {
            return Arrays.copyOf(bytes, size);
        }

        private void grow(int atLeast) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, atLeast)));
        }
    }
}

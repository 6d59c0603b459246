package io.tombolo.schemas.serde;

import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.ResolvedSchema;
import io.tombolo.schemas.registry.SchemaResolver;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Takes the frame off, finds the schema, reads the body to its last byte. */
final class FramedReader {

    /** First byte of a GUID frame, in a header or before the body. */
    private static final byte GUID_MAGIC = 1;

    private static final int GUID_LENGTH = 17;

    private final SchemaResolver schemas;
    private final boolean specific;
    private final String guidHeader;
    private final Map<Object, Reader> readers = new ConcurrentHashMap<>();

    FramedReader(RegistryClient registry, boolean specific, boolean isKey) {
        this.schemas = new SchemaResolver(registry);
        this.specific = specific;
        this.guidHeader = isKey ? "__key_schema_id" : "__value_schema_id";
    }

    /** What was read, and the schema it was written with. */
    record Datum(Schema schema, @Nullable Object value) {}

    private record Reader(Schema schema, DatumReader<Object> datum) {}

    @Nullable Object read(String topic, @Nullable Headers headers, byte[] data) {
        return readWithSchema(topic, headers, data).value();
    }

    Datum readWithSchema(String topic, @Nullable Headers headers, byte[] data) {
        Header header = headers == null ? null : headers.lastHeader(guidHeader);
        if (header != null && header.value() != null) {
            return readByHeader(topic, header.value(), data);
        }
        if (data.length == 0) {
            throw refused(topic, "0 bytes, a frame has at least " + Frame.LENGTH);
        }
        return switch (data[0]) {
            case Frame.MAGIC -> readById(topic, data, data, Frame.LENGTH);
            case GUID_MAGIC -> readByGuid(topic, data, data, GUID_LENGTH);
            default ->
                throw refused(topic, "magic byte " + (data[0] & 0xff) + ", must be 0 (schema id) or 1 (schema GUID)");
        };
    }

    private Datum readByHeader(String topic, byte[] frame, byte[] body) {
        if (frame.length == Frame.LENGTH && frame[0] == Frame.MAGIC) {
            return readById(topic, frame, body, 0);
        }
        if (frame.length == GUID_LENGTH && frame[0] == GUID_MAGIC) {
            return readByGuid(topic, frame, body, 0);
        }
        throw refused(topic, "header " + guidHeader + " of " + frame.length + " bytes, must be a schema id or GUID");
    }

    private Datum readById(String topic, byte[] frame, byte[] data, int bodyStart) {
        if (frame.length < Frame.LENGTH) {
            throw refused(topic, frame.length + " bytes, a frame has at least " + Frame.LENGTH);
        }
        int id = Frame.id(frame);
        Reader reader = readers.get(id);
        if (reader == null) {
            reader = keep(id, find(topic, "schema id " + id, () -> schemas.byId(id)));
        }
        return body(topic, "schema id " + id, reader, data, bodyStart);
    }

    private Datum readByGuid(String topic, byte[] frame, byte[] data, int bodyStart) {
        if (frame.length < GUID_LENGTH) {
            throw refused(topic, frame.length + " bytes, a GUID frame has at least " + GUID_LENGTH);
        }
        ByteBuffer buffer = ByteBuffer.wrap(frame, 1, GUID_LENGTH - 1);
        UUID guid = new UUID(buffer.getLong(), buffer.getLong());
        Reader reader = readers.get(guid);
        if (reader == null) {
            reader = keep(guid, find(topic, "schema GUID " + guid, () -> schemas.byGuid(guid)));
        }
        return body(topic, "schema GUID " + guid, reader, data, bodyStart);
    }

    private Reader find(String topic, String what, Supplier<Optional<ResolvedSchema>> lookup) {
        try {
            Schema schema = lookup.get()
                    .orElseThrow(() -> refused(topic, what + " is not in the registry"))
                    .avro();
            return new Reader(schema, reader(schema));
        } catch (MalformedSchemaException e) {
            throw new SerializationException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private Reader keep(Object key, Reader reader) {
        if (readers.size() >= 10_000) {
            readers.clear();
        }
        readers.put(key, reader);
        return reader;
    }

    private DatumReader<Object> reader(Schema writer) {
        if (!specific) {
            return new GenericDatumReader<>(writer);
        }
        Class<?> type = SpecificData.get().getClass(writer);
        return type == null || writer.getType() != Schema.Type.RECORD
                ? new SpecificDatumReader<>(writer)
                : new SpecificDatumReader<>(writer, SpecificData.get().getSchema(type));
    }

    private static Datum body(String topic, String what, Reader reader, byte[] data, int start) {
        if (reader.schema.getType() == Schema.Type.BYTES) {
            return new Datum(reader.schema, Arrays.copyOfRange(data, start, data.length)); // bare, see AvroBody
        }
        BoundedDecoder decoder = new BoundedDecoder(data, start);
        try {
            Object datum = reader.datum.read(null, decoder);
            if (decoder.left() > 0) {
                throw refused(topic, what + ": " + decoder.left() + " bytes left over after the body");
            }
            return new Datum(reader.schema, datum);
        } catch (EOFException e) {
            throw refused(
                    topic,
                    what + ": the body ends early, after " + (data.length - start) + " bytes: " + e.getMessage());
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new SerializationException(
                    "topic " + topic + ": " + what + ": the body is not as its schema says: " + e.getMessage(), e);
        }
    }

    private static SerializationException refused(String topic, String why) {
        return new SerializationException("topic " + topic + ": " + why);
    }
}

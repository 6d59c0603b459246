package io.tombolo.schemas.serde;

import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.opening.FieldOpening;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.SchemaResolver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Takes the frame off, finds the schema, reads the body to its last byte. */
final class FramedReader {

    private final SchemaResolver schemas;
    private final boolean specific;
    private final GenericData generic;
    private final String schemaHeader;
    private final Map<Object, BoundedAvro> readers = new ConcurrentHashMap<>();

    FramedReader(RegistryClient registry, boolean specific, GenericData generic, boolean isKey) {
        this.schemas = new SchemaResolver(registry);
        this.specific = specific;
        this.generic = generic;
        this.schemaHeader = isKey ? Frame.KEY_HEADER : Frame.VALUE_HEADER;
    }

    /** What was read, and the schema it was written with. */
    record Datum(Schema schema, @Nullable Object value) {}

    @Nullable Object read(String topic, @Nullable Headers headers, byte[] data) {
        return readWithSchema(topic, headers, data).value();
    }

    Datum readWithSchema(String topic, @Nullable Headers headers, byte[] data) {
        Header header = headers == null ? null : headers.lastHeader(schemaHeader);
        if (header != null && header.value() != null) {
            return readByHeader(topic, header.value(), data);
        }
        int length = Frame.length(data);
        if (length == 0) {
            throw refused(topic, whyNoFrame(data));
        }
        return read(topic, data, data, length);
    }

    private Datum readByHeader(String topic, byte[] frame, byte[] body) {
        if (!Frame.isFrame(frame)) {
            throw refused(
                    topic, "header " + schemaHeader + " of " + frame.length + " bytes, must be a schema id or GUID");
        }
        return read(topic, frame, body, 0);
    }

    private static String whyNoFrame(byte[] data) {
        if (data.length == 0 || data[0] == Frame.MAGIC) {
            return data.length + " bytes, a frame has at least " + Frame.LENGTH;
        }
        return data[0] == Frame.GUID_MAGIC
                ? data.length + " bytes, a GUID frame has at least " + Frame.GUID_LENGTH
                : "magic byte " + (data[0] & 0xff) + ", must be 0 (schema id) or 1 (schema GUID)";
    }

    private Datum read(String topic, byte[] frame, byte[] data, int bodyStart) {
        Object schema = Frame.isFramed(frame) ? Frame.id(frame) : Frame.guid(frame);
        BoundedAvro reader = readers.get(schema);
        if (reader == null) {
            reader = keep(schema, find(topic, frame));
        }
        return body(topic, frame, reader, data, bodyStart);
    }

    private BoundedAvro find(String topic, byte[] frame) {
        try {
            Schema schema = schemas.byFrame(frame)
                    .orElseThrow(() -> refused(topic, Frame.name(frame) + " is not in the registry"))
                    .avro();
            return reader(topic, frame, schema);
        } catch (MalformedSchemaException e) {
            throw new SerializationException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private BoundedAvro keep(Object key, BoundedAvro reader) {
        if (readers.size() >= 10_000) {
            readers.clear();
        }
        readers.put(key, reader);
        return reader;
    }

    private BoundedAvro reader(String topic, byte[] frame, Schema writer) {
        if (!specific) {
            return BoundedAvro.of(writer, writer, generic);
        }
        if (writer.getType() != Schema.Type.RECORD) {
            return BoundedAvro.specific(writer, writer);
        }
        Class<?> type = SpecificData.get().getClass(writer);
        if (type == null) {
            throw refused(
                    topic,
                    Frame.name(frame) + ": no class " + writer.getFullName() + ", which specific.avro.reader asks for");
        }
        Schema reader = SpecificData.get().getSchema(type);
        // Avro would read protected bytes as a text.
        FieldOpening.misread(writer, reader).ifPresent(field -> {
            throw refused(
                    topic,
                    Frame.name(frame) + ": " + field + " is protected, and class " + writer.getFullName()
                            + " has no branch tombolo-protected there: generate it from the registered schema");
        });
        return BoundedAvro.specific(writer, reader);
    }

    private static Datum body(String topic, byte[] frame, BoundedAvro reader, byte[] data, int start) {
        try {
            return new Datum(reader.writer(), reader.read(data, start));
        } catch (MalformedDatumException e) {
            throw new SerializationException("topic " + topic + ": " + Frame.name(frame) + ": " + e.getMessage(), e);
        }
    }

    private static SerializationException refused(String topic, String why) {
        return new SerializationException("topic " + topic + ": " + why);
    }
}

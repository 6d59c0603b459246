package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Where a schema's number may stand, and that commitments and deserializers look for it in the same place. */
class FramingTest {

    private static final Schema POINT = parse("{\"name\":\"x\",\"type\":\"int\"}");
    /** Its bodies are POINT's too, with another meaning. */
    private static final Schema IMPOSTOR = parse("{\"name\":\"y\",\"type\":\"long\"}");

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final AvroSerializer serializer = new AvroSerializer(registry, Map.of(), false);
    private final AvroDeserializer deserializer = new AvroDeserializer(registry);
    private final Committer committer =
            new Committer(new RegistrySchemaHashes(registry), PartFormat.RAW, PartFormat.AVRO);

    private final byte[] framed = serializer.serialize("t", point());
    private final byte[] idFrame = Arrays.copyOf(framed, Frame.LENGTH);
    private final byte[] guidFrame = guidFrame(InMemoryRegistry.guid(SchemaSource.of(POINT)));
    private final byte[] body = Arrays.copyOfRange(framed, Frame.LENGTH, framed.length);

    @Test
    void readsAndCommitsToOneEventAlikeHoweverItIsFramed() {
        Commitment plain = commitment(none(), framed);

        assertThat(plain.form()).isEqualTo(Commitment.AS_REGISTERED);
        for (Map.Entry<Headers, byte[]> event : List.of(
                Map.entry(none(), framed),
                Map.entry(none(), joined(guidFrame, body)),
                Map.entry(header(guidFrame), body),
                Map.entry(header(idFrame), body))) {
            assertThat(deserializer.deserialize("t", event.getKey(), event.getValue()))
                    .isEqualTo(point());
            assertThat(commitment(event.getKey(), event.getValue())).isEqualTo(plain);
        }
    }

    @Test
    void noticesASchemaThatAHeaderPutsInAnothersPlace() {
        registry.register("impostor", SchemaSource.of(IMPOSTOR), false);
        Headers impostor = header(guidFrame(InMemoryRegistry.guid(SchemaSource.of(IMPOSTOR))));

        assertThat(deserializer.deserialize("t", impostor, body)).isNotEqualTo(point());
        assertThat(commitment(impostor, body)).isNotEqualTo(commitment(header(guidFrame), body));
        assertThat(commitment(impostor, framed)).isNotEqualTo(commitment(none(), framed));
    }

    @Test
    void takesTheLastHeaderOfAName() {
        registry.register("impostor", SchemaSource.of(IMPOSTOR), false);
        Headers two = header(guidFrame(InMemoryRegistry.guid(SchemaSource.of(IMPOSTOR))))
                .add(Frame.VALUE_HEADER, guidFrame);

        assertThat(deserializer.deserialize("t", two, body)).isEqualTo(point());
        assertThat(commitment(two, body)).isEqualTo(commitment(none(), framed));
    }

    @Test
    void keepsAKeysHeaderAndAValuesApart() {
        AvroDeserializer keys = new AvroDeserializer(registry, Map.of(), true);
        Headers headers = new RecordHeaders().add(Frame.KEY_HEADER, guidFrame);

        assertThat(keys.deserialize("t", headers, body)).isEqualTo(point());
        assertThat(deserializer.deserialize("t", headers, framed)).isEqualTo(point());
    }

    @Test
    void commitsRawWhatTheDeserializerTakesForNoFrameOfAKnownSchema() {
        byte[] stranger = guidFrame(new UUID(3, 4));
        String unknown = "topic t: schema GUID 00000000-0000-0003-0000-000000000004 is not in the registry";

        refuses(header(stranger), body, unknown);
        refuses(none(), joined(stranger, body), unknown);
        refuses(none(), Arrays.copyOf(guidFrame, 16), "topic t: 16 bytes, a GUID frame has at least 17");
        refuses(header(new byte[3]), body, "topic t: header __value_schema_id of 3 bytes, must be a schema id or GUID");
        refuses(
                header(Arrays.copyOf(guidFrame, 18)),
                body,
                "topic t: header __value_schema_id of 18 bytes, must be a schema id or GUID");
        refuses(
                header(new byte[0]),
                framed,
                "topic t: header __value_schema_id of 0 bytes, must be a schema id or GUID");
    }

    private void refuses(Headers headers, byte[] value, String message) {
        assertThatThrownBy(() -> deserializer.deserialize("t", headers, value))
                .isInstanceOf(SerializationException.class)
                .hasMessage(message);
        assertThat(commitment(headers, value).form()).isEqualTo(Commitment.ALL_RAW);
    }

    private Commitment commitment(Headers headers, byte[] value) {
        byte[] hash = new byte[Commitment.LENGTH];
        byte form = committer.commit(null, value, new KafkaHeaders().of(headers), hash, 0);
        return new Commitment(form, Hash.of(hash));
    }

    private static Headers none() {
        return new RecordHeaders();
    }

    private static Headers header(byte[] frame) {
        return none().add(Frame.VALUE_HEADER, frame);
    }

    private static byte[] guidFrame(UUID guid) {
        return ByteBuffer.allocate(Frame.GUID_LENGTH)
                .put(Frame.GUID_MAGIC)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
    }

    private static byte[] joined(byte[] frame, byte[] body) {
        return ByteBuffer.allocate(frame.length + body.length)
                .put(frame)
                .put(body)
                .array();
    }

    private static GenericRecord point() {
        GenericData.Record record = new GenericData.Record(POINT);
        record.put("x", 3);
        return record;
    }

    private static Schema parse(String field) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"io.tombolo.schemas.serde.Dot\",\"fields\":[" + field + "]}");
    }
}

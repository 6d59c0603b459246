package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaSource;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {

    private static final Schema POINT = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"io.tombolo.schemas.serde.Point\",\"fields\":["
                    + "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"label\",\"type\":\"string\"}]}");

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final AvroSerializer serializer = new AvroSerializer(registry, Map.of(), false);
    private final AvroDeserializer deserializer = new AvroDeserializer(registry);

    @Test
    void framesWithTheSchemasId() {
        byte[] bytes = serializer.serialize("t", point(3, "a"));

        assertThat(bytes).containsExactly(0, 0, 0, 0, 1, 6, 2, 'a');
        assertThat(deserializer.deserialize("t", bytes)).hasToString("{\"x\": 3, \"label\": \"a\"}");
        assertThat(registry.latest("t-value")).isPresent();
        assertThat(serializer.serialize("t", null)).isNull();
        assertThat(deserializer.deserialize("t", null)).isNull();
    }

    @Test
    void registersKeysApart() {
        new AvroSerializer(registry, Map.of(), true).serialize("t", "k");

        assertThat(registry.latest("t-key")).isPresent();
        assertThat(registry.latest("t-value")).isEmpty();
    }

    @Test
    void readsAndWritesSpecificRecords() {
        Point point = new Point(7, "here");
        AvroDeserializer specific = new AvroDeserializer(registry, Map.of("specific.avro.reader", true), false);

        byte[] bytes = serializer.serialize("t", point);

        assertThat(specific.deserialize("t", bytes)).isInstanceOf(Point.class).isEqualTo(point);
        assertThat(deserializer.deserialize("t", bytes)).isInstanceOf(GenericRecord.class);
    }

    @Test
    void servesStreamsBothWays() {
        try (AvroSerde serde = new AvroSerde(registry, Map.of(), false)) {
            byte[] bytes = serde.serializer().serialize("t", point(1, "b"));
            assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(point(1, "b"));
        }
    }

    @Test
    void saysWhatIsWrongWithItsInput() {
        byte[] good = serializer.serialize("t", point(3, "abc"));

        refuses(bytes(), "topic t: 0 bytes, a frame has at least 5");
        refuses(bytes(9, 0, 0, 0, 1), "topic t: magic byte 9, must be 0 (schema id) or 1 (schema GUID)");
        refuses(bytes(0, 0, 0, 1), "topic t: 4 bytes, a frame has at least 5");
        refuses(bytes(1, 0, 0), "topic t: 3 bytes, a GUID frame has at least 17");
        refuses(bytes(0, 0, 0, 0, 99), "topic t: schema id 99 is not in the registry");
        refuses(Arrays.copyOf(good, 7), "topic t: schema id 1: the body ends early, after 2 bytes");
        refuses(Arrays.copyOf(good, good.length + 3), "topic t: schema id 1: 3 bytes left over after the body");
        refuses(bytes(0, 0, 0, 0, 1, 6, 3), "topic t: schema id 1: the body is not as its schema says: ");
    }

    @Test
    void refusesALengthThatWouldFillTheMemory() {
        serializer.serialize("t", point(3, "abc"));
        byte[] longString = bytes(0, 0, 0, 0, 1, 6, 0xfe, 0xff, 0xff, 0xff, 0x0f);

        refuses(
                longString,
                "topic t: schema id 1: the body ends early, after 6 bytes: 2147483647 bytes announced, 0 left");
        serializer.serialize(
                "n",
                new GenericData.Array<>(
                        Schema.createArray(Schema.create(Schema.Type.NULL)), new java.util.ArrayList<>()));
        refuses(bytes(0, 0, 0, 0, 2, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0), "topic t: schema id 2: the body ends early");
    }

    @Test
    void readsARecursiveSchemaButNotTheDepthsOfAMillion() {
        registry.register(
                "list",
                SchemaSource.of("{\"type\":\"record\",\"name\":\"L\",\"fields\":["
                        + "{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}"),
                false);
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, 5, deep.length - 1, (byte) 2);
        deep[4] = 1;

        assertThat(deserializer.deserialize("t", bytes(0, 0, 0, 0, 1, 2, 2, 0)))
                .hasToString("{\"next\": {\"next\": {\"next\": null}}}");
        refuses(deep, "topic t: schema id 1: the body is nested too deeply to be read");
    }

    @Test
    void registersOneSchemaForManySpellingsWhenToldToNormalise() {
        AvroSerializer normalising = new AvroSerializer(registry, Map.of("normalize.schemas", true), false);
        Schema documented = new Schema.Parser()
                .parse(POINT.toString().replace("\"type\":\"record\"", "\"type\":\"record\",\"doc\":\"d\""));
        GenericData.Record same = new GenericData.Record(documented);
        same.put("x", 3);
        same.put("label", "a");

        assertThat(normalising.serialize("t", point(3, "a"))).isEqualTo(normalising.serialize("t", same));
        assertThat(serializer.serialize("u", point(3, "a"))).isNotEqualTo(serializer.serialize("u", same));
    }

    @Test
    void saysThatARegisteredSchemaIsNone() {
        registry.register("bad", SchemaSource.of("{\"type\":\"recrod\"}"), false);

        assertThatThrownBy(() -> deserializer.deserialize("t", bytes(0, 0, 0, 0, 1, 6)))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("topic t: schema 1: ");
    }

    @Test
    void refusesDataThatIsNotAsItsSchemaSays() {
        GenericData.Record incomplete = new GenericData.Record(POINT);
        incomplete.put("x", 1);

        assertThatThrownBy(() -> serializer.serialize("t", incomplete))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("topic t: not as its schema says: ");
        assertThatThrownBy(() -> serializer.serialize("t", new Object()))
                .hasMessageContaining("java.lang.Object: has no Avro schema");
    }

    @Test
    void registersNothingUnlessToldSo() {
        AvroSerializer strict = new AvroSerializer(registry, Map.of("auto.register.schemas", false), false);

        assertThatThrownBy(() -> strict.serialize("t", point(1, "a")))
                .hasMessage("subject t-value: schema io.tombolo.schemas.serde.Point is not registered, and "
                        + "auto.register.schemas is false");
        assertThat(registry.subjects()).isEmpty();
    }

    @Test
    void writesByTheLatestVersionWhenToldSo() {
        Map<String, Object> latest = Map.of("auto.register.schemas", false, "use.latest.version", true);
        AvroSerializer byLatest = new AvroSerializer(registry, latest, false);
        assertThatThrownBy(() -> byLatest.serialize("t", point(1, "a")))
                .hasMessage("subject t-value: has no version to use");
        registry.register(
                "t-value",
                SchemaSource.of("{\"type\":\"record\",\"name\":\"io.tombolo.schemas.serde.Point\",\"fields\":["
                        + "{\"name\":\"x\",\"type\":\"long\"},{\"name\":\"q\",\"type\":\"int\"}]}"),
                false);

        assertThatThrownBy(() -> byLatest.serialize("t", point(1, "a")))
                .hasMessageContaining("version 1 can't read what io.tombolo.schemas.serde.Point says");
    }

    @Test
    void forgetsSchemasRatherThanLeakThem() {
        AvroSerializer small = new AvroSerializer(registry, Map.of("max.schemas.per.subject", 3), false);

        for (int i = 0; i < 50; i++) {
            GenericData.Record record = new GenericData.Record(new Schema.Parser().parse(POINT.toString()));
            record.put("x", i);
            record.put("label", "");
            assertThat(small.serialize("t", record)).startsWith(0, 0, 0, 0, 1);
        }
    }

    @Test
    void namesTheFlagThatIsWrong() {
        assertThatThrownBy(() -> new AvroSerializer(registry, Map.of("normalize.schemas", "yes"), false))
                .hasMessage("normalize.schemas: 'yes', must be true or false");
        assertThatThrownBy(() -> new AvroSerializer(
                        registry, Map.of("value.subject.name.strategy", "com.example.MyStrategy"), false))
                .hasMessageContaining("must be TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy");
    }

    private void refuses(byte[] input, String message) {
        assertThatThrownBy(() -> deserializer.deserialize("t", input))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith(message);
    }

    private static GenericRecord point(int x, String label) {
        GenericData.Record record = new GenericData.Record(POINT);
        record.put("x", x);
        record.put("label", new org.apache.avro.util.Utf8(label));
        return record;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}

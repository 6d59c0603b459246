package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.RandomData;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Confluent's own serializers and ours, on one registry: each reads what the other wrote, and writes the same bytes. */
abstract class SerializerInteropContract {

    private static final String EVERYTHING = """
            {"type": "record", "name": "a.Everything", "fields": [
              {"name": "n", "type": "null"}, {"name": "z", "type": "boolean"}, {"name": "i", "type": "int"},
              {"name": "l", "type": "long"}, {"name": "f", "type": "float"}, {"name": "d", "type": "double"},
              {"name": "b", "type": "bytes"}, {"name": "s", "type": "string"},
              {"name": "e", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "GREEN"], "default": "RED"}},
              {"name": "x", "type": {"type": "fixed", "name": "b.Hash", "size": 16}},
              {"name": "a", "type": {"type": "array", "items": {"type": "array", "items": "long"}}},
              {"name": "m", "type": {"type": "map", "values": ["null", "Colour", "double"]}},
              {"name": "u", "type": ["null", "string", "int", "b.Hash", {"type": "record", "name": "In", "fields": [
                 {"name": "next", "type": ["null", "In"], "default": null}]}], "default": null},
              {"name": "again", "type": "In"},
              {"name": "dec", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "tms", "type": {"type": "int", "logicalType": "time-millis"}},
              {"name": "tus", "type": {"type": "long", "logicalType": "time-micros"}},
              {"name": "tsms", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "tsus", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}], "default": null},
              {"name": "lts", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
              {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
              {"name": "defI", "type": "int", "default": -7},
              {"name": "defS", "type": "string", "default": "é\\"\\u0001"},
              {"name": "defB", "type": "bytes", "default": "\\u00ff\\u0000"},
              {"name": "defA", "type": {"type": "array", "items": "int"}, "default": [1, 2]},
              {"name": "defM", "type": {"type": "map", "values": "double"}, "default": {"k": 1.5}},
              {"name": "defU", "type": ["int", "null"], "default": 3}
            ]}
            """;

    /** Where a registry speaks Confluent's protocol. */
    abstract String url();

    static Stream<String> schemas() {
        return Stream.of(
                "\"boolean\"",
                "\"int\"",
                "\"long\"",
                "\"float\"",
                "\"double\"",
                "\"string\"",
                "\"bytes\"",
                "{\"type\":\"enum\",\"name\":\"a.E\",\"symbols\":[\"A\",\"B\"]}",
                "{\"type\":\"fixed\",\"name\":\"a.F\",\"size\":5}",
                "{\"type\":\"array\",\"items\":[\"null\",\"string\"]}",
                "{\"type\":\"record\",\"name\":\"a.List\",\"fields\":[{\"name\":\"v\",\"type\":\"int\"},"
                        + "{\"name\":\"next\",\"type\":[\"null\",\"List\"],\"default\":null}]}",
                EVERYTHING);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void eachReadsWhatTheOtherWrote(String text) {
        Schema schema = new Schema.Parser().parse(text);
        String topic = "types-" + Integer.toHexString(text.hashCode());
        try (Serializer<Object> theirs = theirSerializer(Map.of());
                Serializer<Object> ours = ourSerializer(Map.of());
                Deserializer<Object> theirReader = theirDeserializer();
                Deserializer<Object> ourReader = ourDeserializer()) {
            for (Object datum : new RandomData(schema, 50, 20260101L)) {
                byte[] fromThem = theirs.serialize(topic, datum);
                byte[] fromUs = ours.serialize(topic, datum);

                assertThat(fromUs).isEqualTo(fromThem);
                assertThat(normal(schema, ourReader.deserialize(topic, fromThem)))
                        .isEqualTo(normal(schema, datum));
                assertThat(normal(schema, theirReader.deserialize(topic, fromUs)))
                        .isEqualTo(normal(schema, datum));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy"})
    void bothNameSubjectsAlike(String strategy) throws Exception {
        Map<String, Object> settings = Map.of(
                "value.subject.name.strategy",
                "io.confluent.kafka.serializers.subject." + strategy,
                "auto.register.schemas",
                "false");
        Schema schema =
                new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"s." + strategy + "\",\"fields\":[]}");
        GenericData.Record record = new GenericData.Record(schema);
        String topic = "strategy-" + strategy;
        try (Serializer<Object> theirs = theirSerializer(with(settings, "auto.register.schemas", "true"));
                Serializer<Object> ours = ourSerializer(settings)) {
            assertThatThrownBy(() -> ours.serialize(topic, record)).hasMessageContaining("is not registered");

            byte[] fromThem = theirs.serialize(topic, record);

            assertThat(ours.serialize(topic, record)).isEqualTo(fromThem);
        }
    }

    @Test
    void bothUseTheLatestVersionAndItsReferences() {
        Confluent client = client();
        String inner = "{\"type\":\"record\",\"name\":\"r.In\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
        client.call("register", "ref-in", Confluent.schema(inner));
        Object outer = Confluent.schema(
                "{\"type\":\"record\",\"name\":\"r.Out\",\"fields\":[{\"name\":\"in\",\"type\":\"r.In\"}]}",
                "r.In",
                "ref-in",
                1,
                inner);
        Object id = client.call("register", "ref-value", outer);
        Map<String, Object> settings = Map.of("auto.register.schemas", "false", "use.latest.version", "true");
        Schema raw = (Schema) Confluent.invoke(outer, "rawSchema");
        GenericData.Record in = new GenericData.Record(raw.getField("in").schema());
        in.put("x", 4);
        GenericData.Record out = new GenericData.Record(raw);
        out.put("in", in);
        try (Serializer<Object> theirs = theirSerializer(settings);
                Serializer<Object> ours = ourSerializer(settings);
                Deserializer<Object> theirReader = theirDeserializer();
                Deserializer<Object> ourReader = ourDeserializer()) {

            byte[] fromThem = theirs.serialize("ref", out);
            byte[] fromUs = ours.serialize("ref", out);

            assertThat(fromUs).isEqualTo(fromThem);
            assertThat(ByteBuffer.wrap(fromUs).getInt(1)).isEqualTo(id);
            assertThat(ourReader.deserialize("ref", fromThem)).isEqualTo(out);
            assertThat(theirReader.deserialize("ref", fromUs)).isEqualTo(out);
        }
        assertThat(HttpRegistryClient.of(URI.create(url())).byId((int) id))
                .map(SchemaSource::references)
                .contains(List.of(new SchemaSource.Reference("r.In", "ref-in", 1)));
    }

    @Test
    void bothHoldLogicalTypesAsJavasOwn() {
        Map<String, Object> settings =
                Map.of("avro.use.logical.type.converters", "true", "avro.remove.java.properties", "true");
        Schema schema = new Schema.Parser().parse("""
                {"type": "record", "name": "a.Logical", "fields": [
                  {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
                  {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                  {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
                  {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
                  {"name": "java", "type": {"type": "string", "avro.java.string": "String"}}
                ]}
                """);
        GenericData.Record record = new GenericData.Record(schema);
        record.put("price", new BigDecimal("-12.30"));
        record.put("day", LocalDate.of(2026, 2, 28));
        record.put("at", Instant.parse("2026-02-28T12:00:00.000001Z"));
        record.put("uuid", new UUID(1, 2));
        record.put("java", "text");
        try (Serializer<Object> theirs = theirSerializer(settings);
                Serializer<Object> ours = ourSerializer(settings);
                Deserializer<Object> theirReader = Confluent.deserializer(withUrl(settings));
                Deserializer<Object> ourReader = new AvroDeserializer()) {
            ourReader.configure(withUrl(settings), false);

            byte[] fromThem = theirs.serialize("logical", record);
            byte[] fromUs = ours.serialize("logical", record);

            assertThat(fromUs).isEqualTo(fromThem);
            assertThat(ourReader.deserialize("logical", fromThem))
                    .hasToString(theirReader.deserialize("logical", fromUs).toString())
                    .asString()
                    .contains("-12.30", "2026-02-28T12:00:00.000001Z");
        }
    }

    /** Strings as strings, so that Utf8 and String compare; maps and arrays are walked by Avro. */
    private static Object normal(Schema schema, Object datum) {
        if (datum instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (datum instanceof CharSequence) {
            return new Utf8(datum.toString());
        }
        return datum instanceof List<?> ? datum.toString() : GenericData.get().deepCopy(schema, datum);
    }

    final Confluent client() {
        return new Confluent(url());
    }

    private static Map<String, Object> with(Map<String, Object> settings, String key, Object value) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(key, value);
        return all;
    }

    private Map<String, Object> withUrl(Map<String, Object> settings) {
        return with(settings, "schema.registry.url", url());
    }

    private Serializer<Object> theirSerializer(Map<String, Object> settings) {
        return Confluent.serializer(withUrl(settings));
    }

    private Deserializer<Object> theirDeserializer() {
        return Confluent.deserializer(withUrl(Map.of()));
    }

    private Serializer<Object> ourSerializer(Map<String, Object> settings) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(withUrl(settings), false);
        return serializer;
    }

    private Deserializer<Object> ourDeserializer() {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(withUrl(Map.of()), false);
        return deserializer;
    }
}

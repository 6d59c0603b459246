package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.registry.SubjectVersion;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Confluent's less usual keys: each is obeyed, or refused by name. */
class ConfluentKeysTest {

    private static final Schema LOGICAL = new Schema.Parser().parse("""
            {"type": "record", "name": "a.Logical", "fields": [
              {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
              {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}}
            ]}
            """);

    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void holdsLogicalTypesAsJavasOwnWhenToldTo() {
        Map<String, Object> converting = Map.of("avro.use.logical.type.converters", true);
        GenericData.Record record = new GenericData.Record(LOGICAL);
        record.put("price", new BigDecimal("12.30"));
        record.put("day", LocalDate.of(2026, 2, 28));
        record.put("at", Instant.ofEpochMilli(1_772_000_000_123L));
        record.put("uuid", new UUID(1, 2));

        byte[] bytes = new AvroSerializer(registry, converting, false).serialize("t", record);

        assertThat(new AvroDeserializer(registry, converting, false).deserialize("t", bytes))
                .isInstanceOfSatisfying(
                        GenericRecord.class,
                        read -> assertThat(LOGICAL.getFields())
                                .allSatisfy(field ->
                                        assertThat(read.get(field.pos())).isEqualTo(record.get(field.pos()))));
        assertThat(new AvroDeserializer(registry).deserialize("t", bytes))
                .isInstanceOfSatisfying(
                        GenericRecord.class,
                        plain ->
                                assertThat(plain.get("price")).isEqualTo(ByteBuffer.wrap(new byte[] {4, (byte) 0xce})));
        assertThatThrownBy(() -> new AvroSerializer(registry, Map.of(), false).serialize("t", record))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("topic t: not as its schema says: ");
    }

    @Test
    void keepsJavasPropertiesFromTheRegistryWhenToldTo() {
        Schema ofJava = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"a.J\",\"fields\":[{\"name\":\"s\",\"type\":[\"null\","
                        + "{\"type\":\"string\",\"avro.java.string\":\"String\"}],\"default\":null}]}");
        GenericData.Record record = new GenericData.Record(ofJava);
        record.put("s", "text");

        new AvroSerializer(registry, Map.of("avro.remove.java.properties", true), false).serialize("plain", record);
        new AvroSerializer(registry, Map.of(), false).serialize("javas", record);

        assertThat(registry.latest("plain-value"))
                .map(SubjectVersion::source)
                .contains(SchemaSource.of("{\"type\":\"record\",\"name\":\"J\",\"namespace\":\"a\",\"fields\":["
                        + "{\"name\":\"s\",\"type\":[\"null\",\"string\"],\"default\":null}]}"));
        assertThat(registry.latest("javas-value")).map(SubjectVersion::source).contains(SchemaSource.of(ofJava));
    }

    @Test
    void asksForTheLatestVersionAgainAfterItsTime() {
        Map<String, Object> settings =
                Map.of("auto.register.schemas", false, "use.latest.version", true, "latest.cache.ttl.sec", 0);
        AvroSerializer patient =
                new AvroSerializer(registry, Map.of("auto.register.schemas", false, "use.latest.version", true), false);
        AvroSerializer curious = new AvroSerializer(registry, settings, false);
        int first = registry.register("t-value", SchemaSource.of("\"int\""), false);
        assertThat(schemaId(patient.serialize("t", 1))).isEqualTo(first);
        assertThat(schemaId(curious.serialize("t", 1))).isEqualTo(first);

        int second = registry.register("t-value", SchemaSource.of("{\"type\":\"int\",\"unit\":\"m\"}"), false);

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(schemaId(curious.serialize("t", 1))).isEqualTo(second));
        assertThat(schemaId(patient.serialize("t", 1))).isEqualTo(first);
    }

    @Test
    void namesTheClassThatASpecificReaderLacks() {
        GenericData.Record record = new GenericData.Record(
                new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"a.Nowhere\",\"fields\":[]}"));
        byte[] bytes = new AvroSerializer(registry, Map.of(), false).serialize("t", record);

        assertThatThrownBy(() -> new AvroDeserializer(registry, Map.of("specific.avro.reader", true), false)
                        .deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("topic t: schema id 1: no class a.Nowhere, which specific.avro.reader asks for");
    }

    @Test
    void refusesByNameWhatWouldChangeTheData() {
        for (Map.Entry<String, ?> key : Map.of(
                        "use.schema.id",
                        7,
                        "use.latest.with.metadata",
                        "a=b",
                        "schema.reflection",
                        true,
                        "specific.avro.value.type",
                        Point.class,
                        "rule.executors",
                        "encrypt",
                        "context.name.strategy",
                        "com.example.MyContexts")
                .entrySet()) {
            assertThatThrownBy(() -> new AvroSerializer(registry, Map.of(key.getKey(), key.getValue()), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(key.getKey() + ": '")
                    .hasMessageContaining("these serializers can't do that");
        }
        assertThat(new AvroSerializer(registry, Map.of("use.schema.id", -1, "schema.reflection", "false"), false))
                .isNotNull();
    }

    @Test
    void refusesByNameWhatConfluentsConverterAloneCanDo() {
        AvroConverter converter = new AvroConverter(registry);

        assertThatThrownBy(() -> converter.configure(Map.of("connect.meta.data", false), false))
                .hasMessage("connect.meta.data: 'false', these serializers can't do that, must be true or left out");
        converter.configure(Map.of("connect.meta.data", true, "enhanced.avro.schema.support", true), false);
        assertThat(converter.toConnectData("t", null).value()).isNull();
    }

    private static int schemaId(byte @Nullable [] framed) {
        return ByteBuffer.wrap(framed).getInt(1);
    }
}

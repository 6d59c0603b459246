package io.tombolo.schemas.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.serde.AvroConverter;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class ConnectAvroTest {

    private static final Instant NOON = Instant.parse("2013-01-01T12:00:00Z");
    private static final Instant DAY = Instant.parse("2013-01-01T00:00:00Z");

    private final AvroConverter converter = converter(new InMemoryRegistry());

    @Test
    void everyTypeComesBackAsItWas() {
        Schema inner = SchemaBuilder.struct()
                .name("a.Inner")
                .field("x", Schema.INT32_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .name("a.Everything")
                .version(3)
                .field("i8", Schema.INT8_SCHEMA)
                .field("i16", Schema.OPTIONAL_INT16_SCHEMA)
                .field("i32", Schema.INT32_SCHEMA)
                .field("i64", Schema.INT64_SCHEMA)
                .field("f32", Schema.FLOAT32_SCHEMA)
                .field("f64", Schema.FLOAT64_SCHEMA)
                .field("bool", Schema.BOOLEAN_SCHEMA)
                .field("text", Schema.OPTIONAL_STRING_SCHEMA)
                .field("bytes", Schema.BYTES_SCHEMA)
                .field("decimal", Decimal.schema(2))
                .field(
                        "decimal_of_12",
                        Decimal.builder(3)
                                .parameter("connect.decimal.precision", "12")
                                .build())
                .field("date", Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("timestamp", Timestamp.builder().optional().build())
                .field(
                        "debezium",
                        SchemaBuilder.int64()
                                .name("io.debezium.time.MicroTimestamp")
                                .version(1)
                                .build())
                .field(
                        "list",
                        SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
                .field(
                        "map",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, inner)
                                .optional()
                                .build())
                .field("inner", inner)
                .field(
                        "again",
                        SchemaBuilder.struct()
                                .name("a.Inner")
                                .optional()
                                .field("x", Schema.INT32_SCHEMA)
                                .build())
                .field(
                        "colour",
                        SchemaBuilder.string()
                                .name("a.Colour")
                                .parameter("io.tombolo.enum", "RED,GREEN")
                                .build())
                .field(
                        "hash",
                        SchemaBuilder.bytes()
                                .name("a.Hash")
                                .parameter("io.tombolo.fixed", "2")
                                .build())
                .field(
                        "odd name",
                        SchemaBuilder.string().optional().doc("with a space").build())
                .build();
        Struct value = new Struct(schema)
                .put("i8", (byte) -8)
                .put("i16", (short) 16)
                .put("i32", 32)
                .put("i64", 64L)
                .put("f32", 1.5f)
                .put("f64", 2.5)
                .put("bool", true)
                .put("bytes", ByteBuffer.wrap(new byte[] {1, 2}))
                .put("decimal", new BigDecimal("-12.34"))
                .put("decimal_of_12", new BigDecimal("0.001"))
                .put("date", java.util.Date.from(DAY))
                .put("time", java.util.Date.from(Instant.ofEpochMilli(5)))
                .put("timestamp", java.util.Date.from(NOON))
                .put("debezium", 7L)
                .put("list", Arrays.asList("a", null))
                .put("map", Map.of("k", new Struct(inner).put("x", 1)))
                .put("inner", new Struct(inner).put("x", 2))
                .put("colour", "GREEN")
                .put("hash", ByteBuffer.wrap(new byte[] {3, 4}))
                .put("odd name", "kept");

        SchemaAndValue back = converter.toConnectData("t", converter.fromConnectData("t", schema, value));

        assertThat(back.schema()).isEqualTo(schema);
        assertThat(back.value()).isEqualTo(value);
    }

    @Test
    void defaultsComeBackAsTheyWere() {
        Schema schema = SchemaBuilder.struct()
                .name("a.Defaults")
                .field("i", SchemaBuilder.int32().defaultValue(7).build())
                .field("o", SchemaBuilder.int32().optional().defaultValue(8).build())
                .field(
                        "b",
                        SchemaBuilder.bytes()
                                .defaultValue(ByteBuffer.wrap(new byte[] {(byte) 0xff, 0}))
                                .build())
                .field(
                        "d",
                        Decimal.builder(1).defaultValue(new BigDecimal("1.5")).build())
                .field(
                        "t",
                        Timestamp.builder()
                                .defaultValue(java.util.Date.from(NOON))
                                .build())
                .field(
                        "l",
                        SchemaBuilder.array(Schema.INT32_SCHEMA)
                                .defaultValue(List.of(1, 2))
                                .build())
                .field(
                        "m",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                                .defaultValue(Map.of("k", "v"))
                                .build())
                .build();
        Struct value = new Struct(schema).put("o", null);

        SchemaAndValue back = converter.toConnectData("t", converter.fromConnectData("t", schema, value));

        assertThat(back.schema()).isEqualTo(schema);
        Struct struct = (Struct) back.value();
        assertThat(struct.get("i")).isEqualTo(7);
        assertThat(struct.getWithoutDefault("o")).isNull();
        assertThat(struct.get("d")).isEqualTo(new BigDecimal("1.5"));
        assertThat(struct.get("m")).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void avroSchemasComeBackTheSame() {
        ConnectAvro connectAvro = new ConnectAvro();
        String text = "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":["
                + "{\"name\":\"u\",\"type\":[\"null\",\"int\",\"string\"],\"default\":null},"
                + "{\"name\":\"micros\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}},"
                + "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"a.E\",\"symbols\":[\"X\"]}},"
                + "{\"name\":\"f\",\"type\":{\"type\":\"fixed\",\"name\":\"a.F\",\"size\":4}},"
                + "{\"name\":\"d\",\"type\":[{\"type\":\"int\",\"logicalType\":\"date\"},\"null\"],\"default\":3}]}";
        org.apache.avro.Schema schema = new org.apache.avro.Schema.Parser().parse(text);

        assertThat(connectAvro.avroSchema(connectAvro.connectSchema(schema))).isEqualTo(schema);
    }

    @Test
    void aUnionIsAStructWithOneFieldABranch() {
        ConnectAvro connectAvro = new ConnectAvro();
        org.apache.avro.Schema union = new org.apache.avro.Schema.Parser().parse("[\"null\",\"int\",\"string\"]");

        SchemaAndValue number = connectAvro.toConnect(union, 5);
        SchemaAndValue nothing = connectAvro.toConnect(union, null);

        assertThat(((Struct) number.value()).get("int")).isEqualTo(5);
        assertThat(connectAvro.toAvro(number.schema(), number.value())).isEqualTo(5);
        assertThat(nothing.value()).isNull();
    }

    @Test
    void primitivesNeedNoSchema() {
        byte[] bytes = converter.fromConnectData("t", null, "text");

        assertThat(converter.toConnectData("t", bytes)).isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "text"));
        assertThat(converter.fromConnectData("t", null, null)).isNull();
        assertThat(converter.toConnectData("t", null)).isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void wholeBytesGoThrough() {
        byte[] bytes = converter.fromConnectData("t", Schema.BYTES_SCHEMA, new byte[] {1, 2, 3});

        assertThat(converter.toConnectData("t", bytes).value()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void saysWhatConnectOrAvroCanNotHold() {
        Schema intKeys =
                SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA).build();
        Schema clash = SchemaBuilder.struct()
                .name("a.R")
                .field(
                        "x",
                        SchemaBuilder.struct()
                                .name("a-b.S")
                                .field("p", Schema.INT32_SCHEMA)
                                .build())
                .field(
                        "y",
                        SchemaBuilder.struct()
                                .name("a_b.S")
                                .field("q", Schema.INT32_SCHEMA)
                                .build())
                .build();
        Schema twice = SchemaBuilder.struct()
                .name("a.R")
                .field("a b", Schema.INT32_SCHEMA)
                .field("a_b", Schema.INT32_SCHEMA)
                .build();
        org.apache.avro.Schema recursive = new org.apache.avro.Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"a.L\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"a.L\"]}]}");

        assertThatThrownBy(() -> converter.fromConnectData("t", intKeys, Map.of(1, "a")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a map with keys of type INT32");
        assertThatThrownBy(() -> new ConnectAvro().avroSchema(clash))
                .hasMessage("a_b.S: two different schemas of this name, as Avro spells it");
        assertThatThrownBy(() -> new ConnectAvro().avroSchema(twice)).hasMessageContaining("a_b");
        assertThatThrownBy(() -> new ConnectAvro().connectSchema(recursive))
                .hasMessage("a.L: a recursive type, which Connect can't hold");
        assertThatThrownBy(() -> converter.fromConnectData("t", null, new Object()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("without a schema; Avro needs one");
        assertThatThrownBy(() -> converter.fromConnectData("t", Schema.INT32_SCHEMA, "text"))
                .isInstanceOf(DataException.class);
    }

    @Test
    void aRegistryThatIsDownIsWorthAnotherTry() {
        RegistryClient down = (RegistryClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RegistryClient.class}, (proxy, method, arguments) -> {
                    throw new RegistryException.Unavailable("http://r: no answer", null);
                });

        assertThatThrownBy(() -> converter(down).fromConnectData("t", Schema.INT32_SCHEMA, 1))
                .isInstanceOf(RetriableException.class)
                .hasMessage("topic t: http://r: no answer");
    }

    private static AvroConverter converter(RegistryClient registry) {
        AvroConverter converter = new AvroConverter(registry);
        converter.configure(Map.of(), false);
        return converter;
    }
}

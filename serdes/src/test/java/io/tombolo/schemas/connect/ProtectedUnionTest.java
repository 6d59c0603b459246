package io.tombolo.schemas.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.canonical.CanonicalSchema;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class ProtectedUnionTest {

    private final ConnectAvro avro = new ConnectAvro();

    @Test
    void isNullProtectedBytesAndTheClearTypeInAvro() {
        Schema row = avro.avroSchema(row(Date.builder().optional().build()));

        assertThat(row.getField("born").schema().getTypes())
                .extracting(CanonicalSchema::of)
                .extracting(CanonicalSchema::json)
                .containsExactly(
                        "\"null\"",
                        "{\"group\":\"clinical\",\"logicalType\":\"tombolo-protected\",\"of\":{\"logicalType\":\"date\",\"type\":\"int\"},\"type\":\"bytes\"}",
                        "{\"logicalType\":\"date\",\"type\":\"int\"}");
    }

    @Test
    void isProtectedBytesAloneForBytes() {
        Schema row = avro.avroSchema(row(Decimal.builder(2).optional().build()));

        assertThat(row.getField("born").schema().getTypes()).hasSize(2);
        assertThat(CanonicalSchema.of(row.getField("born").schema().getTypes().get(1))
                        .json())
                .isEqualTo(
                        "{\"group\":\"clinical\",\"logicalType\":\"tombolo-protected\",\"of\":{\"logicalType\":\"decimal\","
                                + "\"precision\":64,\"scale\":2,\"type\":\"bytes\"},\"type\":\"bytes\"}");
    }

    @Test
    void namesTheClearTypeAsIfItWereAlone() {
        org.apache.kafka.connect.data.Schema address = SchemaBuilder.struct()
                .field("street", org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA)
                .optional()
                .build();

        Schema plain = avro.avroSchema(SchemaBuilder.struct()
                .name("a.example.v.Row")
                .field("born", address)
                .build());
        Schema hidden = avro.avroSchema(row(address));

        assertThat(hidden.getField("born").schema().getTypes().get(2))
                .isEqualTo(plain.getField("born").schema().getTypes().get(1));
    }

    @Test
    void survivesConnectAndBack() {
        for (org.apache.kafka.connect.data.Schema clear : List.of(
                Date.builder().optional().build(),
                Decimal.builder(2).optional().build(),
                SchemaBuilder.array(org.apache.kafka.connect.data.Schema.INT32_SCHEMA)
                        .optional()
                        .build())) {
            Schema row = avro.avroSchema(row(clear));

            Schema again = avro.avroSchema(avro.connectSchema(row));

            assertThat(CanonicalSchema.of(again).json())
                    .isEqualTo(CanonicalSchema.of(row).json());
        }
    }

    @Test
    void writesEitherBranch() {
        org.apache.kafka.connect.data.Schema schema = row(org.apache.kafka.connect.data.Schema.OPTIONAL_STRING_SCHEMA);
        org.apache.kafka.connect.data.Schema union = schema.field("born").schema();

        GenericRecord hidden = (GenericRecord) avro.toAvro(
                schema, new Struct(schema).put("born", new Struct(union).put("bytes", new byte[] {1, 2})));
        GenericRecord clear = (GenericRecord) avro.toAvro(
                schema, new Struct(schema).put("born", new Struct(union).put("string", "x")));
        GenericRecord none = (GenericRecord) avro.toAvro(schema, new Struct(schema));

        assertThat(hidden.get("born")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(clear.get("born")).isEqualTo("x");
        assertThat(none.get("born")).isNull();
        for (GenericRecord record : List.of(hidden, clear, none)) {
            assertThat(GenericData.get().validate(avro.avroSchema(schema), record))
                    .isTrue();
        }
    }

    private org.apache.kafka.connect.data.Schema row(org.apache.kafka.connect.data.Schema clear) {
        return SchemaBuilder.struct()
                .name("a.example.v.Row")
                .field("born", ProtectedUnion.schema(clear, avro.avroSchema(clear), "clinical"))
                .build();
    }
}

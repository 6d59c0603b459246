package io.tombolo.schemas.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.serde.AvroConverter;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class ChangeEventTest {

    private static final DatasetId FLIGHTS = DatasetId.parse("acme.example/flights");

    private static final org.apache.avro.Schema ROW = SchemaBuilder.record("any.Thing")
            .fields()
            .requiredInt("year")
            .optionalDouble("delay")
            .endRecord();

    private static Schema connectEnvelope() {
        Schema row = org.apache.kafka.connect.data.SchemaBuilder.struct()
                .name(ChangeEventSchema.rowName(FLIGHTS))
                .optional()
                .field("year", Schema.INT32_SCHEMA)
                .field("delay", Schema.OPTIONAL_FLOAT64_SCHEMA)
                .build();
        Schema source = org.apache.kafka.connect.data.SchemaBuilder.struct()
                .name(ChangeEventSchema.SOURCE_NAME)
                .field("organisation", Schema.STRING_SCHEMA)
                .field("system", Schema.STRING_SCHEMA)
                .field("object", Schema.STRING_SCHEMA)
                .field("position", Schema.STRING_SCHEMA)
                .field("transaction", Schema.OPTIONAL_STRING_SCHEMA)
                .field(
                        "event_time",
                        org.apache.kafka.connect.data.Timestamp.builder()
                                .optional()
                                .build())
                .build();
        return org.apache.kafka.connect.data.SchemaBuilder.struct()
                .name(ChangeEventSchema.envelopeName(FLIGHTS))
                .field(
                        "op",
                        org.apache.kafka.connect.data.SchemaBuilder.string()
                                .name(ChangeEventSchema.OP_NAME)
                                .parameter(ChangeEventSchema.ENUM_PARAMETER, String.join(",", ChangeEventSchema.OPS))
                                .build())
                .field("before", row)
                .field("after", row)
                .field("source", source)
                .build();
    }

    @Test
    void isTheSameSchemaFromConnectAsFromTheTemplate() {
        org.apache.avro.Schema fromTemplate = ChangeEventSchema.of(FLIGHTS, ROW);
        org.apache.avro.Schema fromConnect = new ConnectAvro().avroSchema(connectEnvelope());

        assertThat(CanonicalSchema.of(fromConnect)).isEqualTo(CanonicalSchema.of(fromTemplate));
        assertThat(fromTemplate.getFullName()).isEqualTo("acme.example.flights.ChangeEvent");
    }

    @Test
    void goesThroughTheConverterAndBack() {
        Schema schema = connectEnvelope();
        Struct event = new Struct(schema)
                .put("op", "CREATE")
                .put(
                        "after",
                        new Struct(schema.field("after").schema())
                                .put("year", 2013)
                                .put("delay", 1.5))
                .put(
                        "source",
                        new Struct(schema.field("source").schema())
                                .put("organisation", "acme.example")
                                .put("system", "file")
                                .put("object", "f.csv")
                                .put("position", "line=2")
                                .put("event_time", java.util.Date.from(java.time.Instant.ofEpochMilli(1_000))));
        AvroConverter converter = new AvroConverter(new InMemoryRegistry());
        converter.configure(Map.of(), false);

        byte[] bytes = converter.fromConnectData(FLIGHTS.topic(), schema, event);
        SchemaAndValue back = converter.toConnectData(FLIGHTS.topic(), bytes);

        assertThat(back.schema()).isEqualTo(schema);
        assertThat(back.value()).isEqualTo(event);
        assertThat(converter.fromConnectData(FLIGHTS.topic(), schema, null)).isNull();
    }
}

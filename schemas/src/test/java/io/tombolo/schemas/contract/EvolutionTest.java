package io.tombolo.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.DatasetId;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** What an owner may do to a row type, and what not: BACKWARD_TRANSITIVE, so that today's reader reads all of a log. */
class EvolutionTest {

    private static final DatasetId DATASET = DatasetId.parse("acme.example/flights");
    private static final String CARRIER = field("carrier", "\"string\"");
    private static final String DELAY = field("delay", "\"int\"");

    private static final Schema OLD = envelope(CARRIER, DELAY);

    @Test
    void aFieldMayComeWithADefault() throws Exception {
        Schema now = envelope(CARRIER, DELAY, "{\"name\":\"tail\",\"type\":[\"null\",\"string\"],\"default\":null}");

        assertThat(canRead(now, OLD)).isTrue();
        assertThat(readOldBy(now).get("tail")).isNull();
        assertThat(readOldBy(now).get("carrier")).hasToString("UA");
    }

    @Test
    void aFieldMayNotComeWithoutOne() {
        assertThat(canRead(envelope(CARRIER, DELAY, field("tail", "\"string\"")), OLD))
                .isFalse();
    }

    @Test
    void aNumberMayWiden() throws Exception {
        Schema now = envelope(CARRIER, field("delay", "\"long\""));

        assertThat(canRead(now, OLD)).isTrue();
        assertThat(readOldBy(now).get("delay")).isEqualTo(11L);
        assertThat(canRead(OLD, now)).isFalse();
    }

    @Test
    void aFieldMayBecomeOptional() throws Exception {
        Schema now = envelope(CARRIER, field("delay", "[\"null\",\"int\"]"));

        assertThat(canRead(now, OLD)).isTrue();
        assertThat(readOldBy(now).get("delay")).isEqualTo(11);
    }

    @Test
    void aFieldMayBeRenamedByAlias() throws Exception {
        Schema now = envelope(CARRIER, "{\"name\":\"arrival_delay\",\"type\":\"int\",\"aliases\":[\"delay\"]}");

        assertThat(canRead(now, OLD)).isTrue();
        assertThat(readOldBy(now).get("arrival_delay")).isEqualTo(11);
        assertThat(canRead(envelope(CARRIER, field("arrival_delay", "\"int\"")), OLD))
                .isFalse();
    }

    @Test
    void aFieldMayGo() throws Exception {
        Schema now = envelope(CARRIER);

        assertThat(canRead(now, OLD)).isTrue();
        assertThat(readOldBy(now).hasField("delay")).isFalse();
    }

    @Test
    void oldReadersFollowAFieldThatWentIfItHadADefault() throws Exception {
        Schema before = envelope(CARRIER, "{\"name\":\"delay\",\"type\":\"int\",\"default\":-1}");
        Schema now = envelope(CARRIER);

        assertThat(canRead(now, before)).isTrue();
        assertThat(canRead(before, now)).isTrue();
        assertThat(readOldBy(now, before).get("delay")).isEqualTo(-1);
        assertThat(canRead(OLD, now)).as("without a default they can't").isFalse();
    }

    @Test
    void aFieldThatWentMayNotComeBackAsAnotherType() {
        Schema without = envelope(CARRIER);
        Schema back = envelope(CARRIER, "{\"name\":\"delay\",\"type\":\"string\",\"default\":\"\"}");

        assertThat(canRead(back, without)).isTrue();
        assertThat(canRead(back, OLD)).as("which only a transitive check sees").isFalse();
    }

    @Test
    void tombolosOwnContractsReadThemselves() {
        for (Schema contract :
                List.of(Contracts.SEALED_BATCH, Contracts.ANCHOR, Contracts.REJECTED_INPUT, Contracts.USAGE)) {
            assertThat(canRead(contract, contract)).isTrue();
        }
    }

    private static boolean canRead(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static GenericRecord readOldBy(Schema reader) throws Exception {
        return readOldBy(OLD, reader);
    }

    /** What a reader of one version makes of an event that was written with another. */
    private static GenericRecord readOldBy(Schema writer, Schema reader) throws Exception {
        GenericRecord event = new GenericData.Record(writer);
        Schema row = writer.getField("after").schema().getTypes().get(1);
        GenericRecord after = new GenericData.Record(row);
        after.put("carrier", "UA");
        if (row.getField("delay") != null) {
            after.put("delay", 11);
        }
        Schema source = writer.getField("source").schema();
        GenericRecord from = new GenericData.Record(source);
        for (String text : List.of("organisation", "system", "object", "position")) {
            from.put(text, text);
        }
        event.put("op", new GenericData.EnumSymbol(writer.getField("op").schema(), "CREATE"));
        event.put("after", after);
        event.put("source", from);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(writer).write(event, encoder);
        encoder.flush();
        GenericRecord read = new GenericDatumReader<GenericRecord>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
        return (GenericRecord) read.get("after");
    }

    private static Schema envelope(String... fields) {
        return ChangeEventSchema.of(
                DATASET,
                new Schema.Parser()
                        .parse("{\"type\":\"record\",\"name\":\"" + ChangeEventSchema.rowName(DATASET)
                                + "\",\"fields\":[" + String.join(",", fields) + "]}"));
    }

    private static String field(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
    }
}

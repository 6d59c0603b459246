package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class DecodedRecordTest {
    private final SampleLog log = new SampleLog(10);

    @Test
    void anAcceptedVerdictCarriesTheRecordWithItsFieldsByName() {
        byte[] file = EvidenceFile.write(log.evidence(3, 8, 8));
        EvidenceVerifier verifier = new EvidenceVerifier(Map.of("plain", new PlainReceipts()));

        Verdict verdict = verifier.verify(file, log.policy());

        assertThat(DecodedRecord.of(verdict)).singleElement().satisfies(record -> {
            assertThat(record.index()).isEqualTo(3);
            assertThat(record.offset()).isEqualTo(6);
            assertThat(record.timestamp()).contains(Instant.ofEpochMilli(1_700_000_000_003L));
            assertThat(record.key().map(part -> ((DecodedPart.Value) part).value()))
                    .contains("dx");
            assertThat(record.value().map(part -> ((DecodedPart.Row) part).fields()))
                    .contains(Map.of("delay", 3));
            assertThat(record.op()).isEmpty();
        });
    }

    @Test
    void aRefusedVerdictCarriesNoRecord() {
        byte[] file = EvidenceFile.write(log.evidence(3, 8, 8));
        file[file.length - 10] ^= 1;

        Verdict verdict = new EvidenceVerifier(Map.of("plain", new PlainReceipts())).verify(file, log.policy());

        assertThat(verdict.isAccepted()).isFalse();
        assertThat(DecodedRecord.of(verdict)).isEmpty();
    }

    @Test
    void aChangeEventHasItsOperationRowsAndSource() throws IOException {
        Schema row = new Schema.Parser().parse(SampleLog.VALUE_SCHEMA);
        Schema schema = ChangeEventSchema.of(DatasetId.parse("acme.example/flights"), row);

        DecodedRecord record = DecodedRecord.of(record(schema.toString(), event(schema)));

        assertThat(record.op()).contains("UPDATE");
        assertThat(record.before()).isEmpty();
        assertThat(record.after()).contains(Map.of("delay", 7));
        assertThat(record.source().map(source -> source.get("system"))).contains("postgresql");
    }

    @Test
    void aPartIsJsonWithLogicalTypesAsPeopleWriteThem() {
        String decimal = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}";
        String row = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"price\",\"type\":" + decimal
                + "},{\"name\":\"day\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"}}]}";

        DecodedPart fields = part(row, new byte[] {4, 0x30, 0x39, 2});
        DecodedPart alone = part(decimal, new byte[] {0x30, 0x39});

        assertThat(fields.json()).contains("{\"price\": \"123.45\", \"day\": \"1970-01-02\"}");
        assertThat(((DecodedPart.Row) fields).texts())
                .containsExactly(Map.entry("price", "\"123.45\""), Map.entry("day", "\"1970-01-02\""));
        assertThat(alone.json()).contains("\"123.45\"");
        assertThat(part("\"string\"", new byte[] {2, 2, 2}).json()).isEmpty();
    }

    private static DecodedPart part(String schema, byte[] bytes) {
        return DecodedRecord.of(record(schema, bytes)).value().orElseThrow();
    }

    @Test
    void aPartThatCannotBeDecodedGivesItsBytes() {
        byte[] bytes = {2, 2, 2};

        DecodedRecord record = DecodedRecord.of(record("\"string\"", bytes));

        assertThat(record.value()).containsInstanceOf(DecodedPart.Undecodable.class);
        assertThat(record.value().map(DecodedPart::bytes)).contains(Bytes.of(bytes));
        assertThat(record.after()).isEmpty();
    }

    @Test
    void rawBytesStayWhatTheyAre() {
        byte[] bytes = "raw".getBytes(StandardCharsets.UTF_8);
        VerifiedRecord verified = new VerifiedRecord(
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RecordPart(Optional.empty(), Bytes.of(bytes))));

        DecodedRecord record = DecodedRecord.of(verified);

        assertThat(record.key()).isEmpty();
        assertThat(record.value()).contains(new DecodedPart.Raw(Bytes.of(bytes)));
    }

    private static VerifiedRecord record(String schema, byte[] bytes) {
        RecordPart part = new RecordPart(Optional.of(schema), Bytes.of(bytes));
        return new VerifiedRecord(0, 0, Optional.empty(), Optional.empty(), Optional.of(part));
    }

    private static byte[] event(Schema schema) throws IOException {
        GenericRecord source =
                new GenericData.Record(schema.getField(ChangeEventSchema.SOURCE).schema());
        source.put(ChangeEventSchema.ORGANISATION, "acme.example");
        source.put(ChangeEventSchema.SYSTEM, "postgresql");
        source.put(ChangeEventSchema.OBJECT, "public.flights");
        source.put(ChangeEventSchema.POSITION, "0/1");
        GenericRecord after = new GenericData.Record(
                schema.getField(ChangeEventSchema.AFTER).schema().getTypes().get(1));
        after.put("delay", 7);
        GenericRecord event = new GenericData.Record(schema);
        event.put(
                ChangeEventSchema.OP,
                new GenericData.EnumSymbol(schema.getField(ChangeEventSchema.OP).schema(), "UPDATE"));
        event.put(ChangeEventSchema.AFTER, after);
        event.put(ChangeEventSchema.SOURCE, source);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}

package io.tombolo.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldKey;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.ProtectedType;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class DisclosingTest {
    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    private static final String ORIGIN = DATASET.origin(0);
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final Schema SECRET = Schema.createUnion(Stream.concat(
                    Stream.of(Schema.create(Schema.Type.NULL)), new ProtectedType("clinical", TEXT).branches().stream())
            .toList());
    private static final Schema VISIT = SchemaBuilder.record("Visit")
            .fields()
            .name("diagnosis")
            .type(SECRET)
            .noDefault()
            .requiredString("ward")
            .endRecord();
    private static final Schema ROW = SchemaBuilder.record("Row")
            .fields()
            .name("visits")
            .type(Schema.createArray(VISIT))
            .noDefault()
            .name("note")
            .type(SECRET)
            .noDefault()
            .endRecord();
    private static final Schema EVENT = SchemaBuilder.record("ChangeEvent")
            .fields()
            .name("before")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ROW))
            .noDefault()
            .name("after")
            .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ROW))
            .noDefault()
            .endRecord();

    private final FieldCipher cipher = new FieldCipher();
    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());
    private final DataKeyId id = keys.idOf(new Subject(Map.of("patient", "4711")));
    private final List<FieldKey> made = new ArrayList<>();

    @Test
    void aNameIsThatOfTheRulesAndAPlaceIsASingleValue() {
        EvidenceRecord record = record(event("note"));

        assertThat(fields(record, "visits.diagnosis"))
                .containsExactly("/after/visits/0/diagnosis", "/after/visits/1/diagnosis");
        assertThat(fields(record, "visits", "note"))
                .containsExactly("/after/visits/0/diagnosis", "/after/visits/1/diagnosis", "/after/note");
        assertThat(fields(record, "/after/visits/1/diagnosis")).containsExactly("/after/visits/1/diagnosis");
        DisclosedField field =
                disclosing(keys, "note").of(List.of(record)).get(0).disclosed().get(0);
        assertThat(field.key()).isEqualTo(Bytes.of(made.get(2).toBytes()));
    }

    @Test
    void saysWhyAFieldCantBeDisclosed() {
        EvidenceRecord record = record(event(null));

        refuses(
                keys,
                record,
                "nope",
                "--disclose nope: the record has no such field; protected there: visits.diagnosis");
        refuses(keys, record, "visits.nope", "--disclose visits.nope: the record has no such field; protected there");
        refuses(keys, record, "note", "--disclose note: it is null, there is nothing to disclose; protected there");
        refuses(
                keys,
                record,
                "visits.ward",
                "--disclose visits.ward: it is not protected: evidence shows it to everybody");
        refuses(
                keys,
                record,
                "/after/visits/7/diagnosis",
                "--disclose /after/visits/7/diagnosis: the record has no such field");
        refuses(
                keys.without(id),
                record,
                "visits",
                "--disclose /after/visits/0/diagnosis of offset 7: its subject was erased, nobody has its key any more");
        refuses(
                null,
                record,
                "visits",
                "--disclose /after/visits/0/diagnosis of offset 7: tombolo.keys has no keys of hospital.example/visits, group"
                        + " clinical");
        refuses(
                GroupKeys.fresh(new SecureRandom()),
                record,
                "visits",
                "--disclose /after/visits/0/diagnosis of offset 7: the owner's keys do not open it: it was not sealed with"
                        + " them");
        EvidenceRecord raw = new EvidenceRecord(
                7,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RecordPart(Optional.empty(), Bytes.of(new byte[3]))),
                record.salt());
        refuses(keys, raw, "note", "--disclose note: the record has no such field; no field is protected there");
    }

    private void refuses(GroupKeys owners, EvidenceRecord record, String name, String why) {
        assertThatThrownBy(() -> disclosing(owners, name).of(List.of(record)))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith(why);
    }

    private List<String> fields(EvidenceRecord record, String... names) {
        return disclosing(keys, names).of(List.of(record)).get(0).disclosed().stream()
                .map(DisclosedField::field)
                .toList();
    }

    private static Disclosing disclosing(GroupKeys owners, String... names) {
        return new Disclosing(ORIGIN, Arrays.asList(names), (dataset, group) -> Optional.ofNullable(owners));
    }

    private GenericRecord event(String note) {
        GenericRecord event = new GenericData.Record(EVENT);
        GenericRecord row = new GenericData.Record(ROW);
        row.put("visits", List.of(visit(0), visit(1)));
        row.put("note", note == null ? null : sealed("/note", note));
        event.put("after", row);
        return event;
    }

    private GenericRecord visit(int number) {
        GenericRecord visit = new GenericData.Record(VISIT);
        visit.put("diagnosis", sealed("/visits/" + number + "/diagnosis", "A0" + number));
        visit.put("ward", "3");
        return visit;
    }

    private ByteBuffer sealed(String pointer, String text) {
        FieldKey key = cipher.key(
                keys.key(id).orElseThrow(), new byte[16], new FieldPlace(DATASET, FieldPlace.Side.AFTER, pointer));
        made.add(key);
        return ByteBuffer.wrap(
                cipher.seal(key, id, new Plaintext(TEXT).write(text)).toBytes());
    }

    private static EvidenceRecord record(GenericRecord event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(EVENT).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RecordPart value = new RecordPart(Optional.of(CanonicalSchema.of(EVENT).json()), Bytes.of(out.toByteArray()));
        return new EvidenceRecord(
                7, Optional.empty(), Optional.empty(), Optional.of(value), Optional.of(Bytes.of(new byte[16])));
    }
}

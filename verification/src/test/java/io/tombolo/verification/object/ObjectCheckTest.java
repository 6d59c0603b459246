package io.tombolo.verification.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.contract.ObjectClaim;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.RecordPart;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCheckTest {
    private static final Schema ROW = SchemaBuilder.record("Row")
            .fields()
            .requiredString("id")
            .name("scans")
            .type(Schema.createArray(Schema.createUnion(Schema.create(Schema.Type.NULL), Contracts.OBJECT_CLAIM)))
            .noDefault()
            .endRecord();

    @TempDir
    Path dir;

    @Test
    void acceptsTheObjectThatIsClaimed() throws Exception {
        Path object = Files.writeString(dir.resolve("a.pdf"), "a scan");
        EvidenceRecord record = record(claim("other", 5), claim(hash(object), 6));

        Check check = check(record, object);

        assertThat(check.passed()).isTrue();
        assertThat(check.compared())
                .isEqualTo("6 bytes, SHA-256 " + hash(object) + ", as claimed for s3://scans/a.pdf");
    }

    @Test
    void refusesAnotherObjectOfTheSameSize() throws Exception {
        Path object = Files.writeString(dir.resolve("a.pdf"), "a scan");
        Path other = Files.writeString(dir.resolve("b.pdf"), "A scan");

        Check check = check(record(claim(hash(object), 6)), other);

        assertThat(check.passed()).isFalse();
        assertThat(check.compared()).isEqualTo("SHA-256 " + hash(other) + ", claimed " + hash(object));
    }

    @Test
    void refusesAnObjectOfAnotherSize() throws Exception {
        Path object = Files.writeString(dir.resolve("a.pdf"), "a scan and more");

        Check check = check(record(claim(hash(object), 6)), object);

        assertThat(check.passed()).isFalse();
        assertThat(check.compared()).isEqualTo("more than 6 bytes, claimed 6 bytes");
    }

    @Test
    void refusesTheBeginningOfAnObject() throws Exception {
        Path object = Files.writeString(dir.resolve("a.pdf"), "a sca");

        assertThat(check(record(claim(hash(object), 6)), object).compared()).isEqualTo("5 bytes, claimed 6 bytes");
    }

    @Test
    void refusesAnyObjectForARecordThatClaimsNone() throws Exception {
        Path object = Files.writeString(dir.resolve("a.pdf"), "a scan");

        assertThat(check(record(), object).compared()).isEqualTo("the record claims nothing about any object");
        assertThat(ObjectCheck.claims(
                        new EvidenceRecord(0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void aRecordThatIsNotWhatItsSchemaSaysIsMalformed() {
        RecordPart broken = new RecordPart(Optional.of(ROW.toString()), Bytes.of(new byte[] {99}));
        EvidenceRecord record =
                new EvidenceRecord(0, Optional.empty(), Optional.empty(), Optional.of(broken), Optional.empty());

        assertThatThrownBy(() -> ObjectCheck.claims(record))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("record's value: is not what its schema says");
    }

    @Test
    void aClaimMustNameAHashAndASize() {
        assertThatThrownBy(() -> new ObjectClaim("AB", 1, null, null))
                .hasMessage("object's sha256: must be 64 hexadecimal digits in lower case");
        assertThatThrownBy(() -> new ObjectClaim("0".repeat(64), -1, null, null))
                .hasMessage("object's size: -1, at least 0");
    }

    private static Check check(EvidenceRecord record, Path object) throws Exception {
        try (InputStream in = Files.newInputStream(object)) {
            return ObjectCheck.check(ObjectCheck.claims(record), in);
        }
    }

    private static GenericRecord claim(String hash, long size) {
        GenericRecord claim = new GenericData.Record(Contracts.OBJECT_CLAIM);
        claim.put("sha256", hash.equals("other") ? "0".repeat(64) : hash);
        claim.put("size", size);
        claim.put("location", "s3://scans/a.pdf");
        return claim;
    }

    private static EvidenceRecord record(GenericRecord... claims) throws Exception {
        GenericRecord row = new GenericData.Record(ROW);
        row.put("id", "x");
        row.put("scans", List.of(claims));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(ROW).write(row, encoder);
        encoder.flush();
        RecordPart value = new RecordPart(Optional.of(ROW.toString()), Bytes.of(out.toByteArray()));
        return new EvidenceRecord(0, Optional.empty(), Optional.empty(), Optional.of(value), Optional.empty());
    }

    private static String hash(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}

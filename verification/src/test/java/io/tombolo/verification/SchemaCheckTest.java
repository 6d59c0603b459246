package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An owner may commit to the hash of any text: what is not a schema must not stand in evidence as one. */
class SchemaCheckTest {

    @Test
    void refusesATextThatIsNotASchemaThoughItsHashWasCommitted() throws Exception {
        assertThat(said("hello")).startsWith("record's value: not a schema: ");
        for (int i = 0; i < 3; i++) {
            assertThat(said("\"strng\""))
                    .isEqualTo("record's value: not a schema: Unknown schema: a name that it does not define");
        }
        assertThat(said("")).startsWith("record's value: not a schema: ");
        assertThat(said("{\"type\":\"recrod\"}")).startsWith("record's value: not a schema: ");
        assertThat(said("\"x".repeat(600_000)))
                .isEqualTo("record's value: schema of 1200000 characters, limit 1048576");
        assertThat(said("[".repeat(100_000))).startsWith("record's value: not a schema: ");
        assertThat(said("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483647}"))
                .startsWith("record's value: not a schema: ");
    }

    @Test
    void takesACanonicalSchema() throws Exception {
        CheckList checks = new CheckList();

        Entry entry = RecordCheck.record(entry("\"string\""), record("\"string\""), checks);

        assertThat(entry.offset()).isEqualTo(7);
    }

    @Test
    void takesACanonicalSchemaWhoseNumbersEndWithZeros() throws Exception {
        String fixed = CanonicalSchema.of("{\"type\":\"fixed\",\"name\":\"F\",\"size\":20}")
                .json();
        CheckList checks = new CheckList();

        Entry entry = RecordCheck.record(entry(fixed), record(fixed), checks);

        assertThat(fixed).contains("\"size\":2e1");
        assertThat(entry.offset()).isEqualTo(7);
    }

    /** What the last check compared. */
    private static String said(String schema) throws Exception {
        CheckList checks = new CheckList();
        assertThatThrownBy(() -> RecordCheck.record(entry(schema), record(schema), checks))
                .isInstanceOfSatisfying(
                        CheckList.Failed.class,
                        failed -> assertThat(failed.refusal()).isEqualTo(Refusal.MALFORMED));
        Check last = checks.all().get(checks.all().size() - 1);
        assertThat(last.name()).isEqualTo("schema");
        return last.compared();
    }

    private static EvidenceRecord record(String schema) {
        RecordPart value = new RecordPart(Optional.of(schema), Bytes.of(new byte[] {2, 'x'}));
        return new EvidenceRecord(7, Optional.empty(), Optional.empty(), Optional.of(value), Optional.empty());
    }

    private static Bytes entry(String schema) throws Exception {
        Hash hash = Hash.of(MessageDigest.getInstance("SHA-256").digest(schema.getBytes(StandardCharsets.UTF_8)));
        Committer committer = new Committer(id -> hash, PartFormat.RAW, PartFormat.AVRO);
        return Bytes.of(Entry.of(
                        committer.commit(null, new byte[] {0, 0, 0, 0, 1, 2, 'x'}, null), 7, Entry.NO_TIMESTAMP)
                .encode());
    }
}

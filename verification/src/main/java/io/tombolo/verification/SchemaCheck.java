package io.tombolo.verification;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.RecordPart;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where a part is framed Avro, the text that its commitment holds the hash of is a schema, in its canonical form. */
final class SchemaCheck {
    private static final int REMEMBERED = 1000;

    /** Hashes of texts that are canonical schemas: a set of evidence about a dataset has one for all of its records. */
    private static final Set<Hash> CANONICAL = ConcurrentHashMap.newKeySet();

    private SchemaCheck() {}

    static void schemas(EvidenceRecord record, CheckList checks) throws CheckList.Failed {
        part("key", record.key(), checks);
        part("value", record.value(), checks);
    }

    private static void part(String name, Optional<RecordPart> part, CheckList checks) throws CheckList.Failed {
        Optional<String> schema = part.flatMap(RecordPart::schema);
        if (schema.isEmpty()) {
            return;
        }
        String text = schema.get();
        Hash hash = sha256(text);
        if (CANONICAL.contains(hash)) {
            return;
        }
        String wrong = wrong(text);
        if (!wrong.isEmpty()) {
            throw checks.fail("schema", "record's " + name + ": " + wrong, Refusal.MALFORMED);
        }
        if (CANONICAL.size() >= REMEMBERED) {
            CANONICAL.clear();
        }
        CANONICAL.add(hash);
    }

    private static String wrong(String text) {
        try {
            return CanonicalSchema.of(text).json().equals(text) ? "" : "its schema is not in its canonical form";
        } catch (MalformedSchemaException e) {
            return String.valueOf(e.getMessage());
        } catch (StackOverflowError e) {
            return "its schema is nested too deeply to be read";
        }
    }

    private static Hash sha256(String text) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

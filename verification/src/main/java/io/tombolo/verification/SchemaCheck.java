package io.tombolo.verification;

import io.tombolo.schemas.canonical.AvroText;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** Where a part is framed Avro, the text whose hash was committed is a schema: any text has a hash. */
final class SchemaCheck {
    private static final int MAX_LENGTH = 1 << 20;
    private static final Pattern UNKNOWN_NAME =
            Pattern.compile("org\\.apache\\.avro\\.compiler\\.UnresolvedSchema_\\d+");

    /** The last good schema of a key and of a value: a dataset's records share them. */
    private static final Map<String, String> LAST_GOOD = new ConcurrentHashMap<>();

    private SchemaCheck() {}

    static void schemas(EvidenceRecord record, CheckList checks) throws CheckList.Failed {
        part("key", record.key(), checks);
        part("value", record.value(), checks);
    }

    private static void part(String name, Optional<RecordPart> part, CheckList checks) throws CheckList.Failed {
        String text = part.flatMap(RecordPart::schema).orElse("");
        if (part.flatMap(RecordPart::schema).isEmpty() || text.equals(LAST_GOOD.get(name))) {
            return;
        }
        if (text.length() > MAX_LENGTH) {
            String tooLong = "schema of " + text.length() + " characters, limit " + MAX_LENGTH;
            throw checks.fail("schema", "record's " + name + ": " + tooLong, Refusal.MALFORMED);
        }
        try {
            var unused = new Schema.Parser().setValidateDefaults(false).parse(AvroText.of(text));
        } catch (RuntimeException | StackOverflowError e) {
            // Avro counts the unknown names of this JVM: a text must have one verdict.
            String why =
                    UNKNOWN_NAME.matcher(String.valueOf(e.getMessage())).replaceAll("a name that it does not define");
            throw checks.fail("schema", "record's " + name + ": not a schema: " + why, Refusal.MALFORMED);
        }
        LAST_GOOD.put(name, text);
    }
}

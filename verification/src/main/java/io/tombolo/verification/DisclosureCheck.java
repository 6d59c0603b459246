package io.tombolo.verification;

import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.verification.disclosed.Disclosure;
import io.tombolo.verification.disclosed.OpenedField;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.verdict.Refusal;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;

/** The keys that a file discloses against the record: each opens the field that it is given for, or the file is refused. */
final class DisclosureCheck {
    private DisclosureCheck() {}

    static void opens(EvidenceRecord record, CheckList checks) throws CheckList.Failed {
        if (record.disclosed().isEmpty()) {
            return;
        }
        for (OpenedField field : fields(record, checks)) {
            if (!field.isWithheld() || field.failure().isPresent()) {
                checks.check(
                        field.failure().isEmpty(),
                        "disclosed field",
                        field.field() + ": " + field.failure().orElse("its key opens what was committed"),
                        Refusal.NOT_OPENED);
            }
        }
    }

    private static List<OpenedField> fields(EvidenceRecord record, CheckList checks) throws CheckList.Failed {
        String schema = record.value().flatMap(value -> value.schema()).orElse("");
        if (schema.isEmpty()) {
            throw checks.fail("disclosed field", "the record has no fields", Refusal.NOT_OPENED);
        }
        try {
            byte[] bytes = record.value().orElseThrow().bytes().toArray();
            if (BoundedAvro.of(BoundedAvro.schema(schema)).read(bytes, 0) instanceof IndexedRecord event) {
                return Disclosure.openIn(event, record.disclosed());
            }
            throw checks.fail("disclosed field", "the record's value has no fields", Refusal.NOT_OPENED);
        } catch (MalformedDatumException | MalformedSchemaException e) {
            throw checks.fail("disclosed field", "the record can't be decoded: " + e.getMessage(), Refusal.NOT_OPENED);
        }
    }
}

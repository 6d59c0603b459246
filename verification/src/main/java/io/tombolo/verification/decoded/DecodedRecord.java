package io.tombolo.verification.decoded;

import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A verified record with its fields by name. Decoding changes no verdict: where a part is raw, or is not what its schema says, its bytes
 * are there.
 *
 * @param index the leaf's
 * @param offset the Kafka offset at the owner's cluster
 * @param key empty for a record without a key
 * @param value empty for a tombstone; a protected field that is disclosed has its value, any other one is {@link Withheld}
 * @param protectedFields those of the value, in its order
 */
public record DecodedRecord(
        long index,
        long offset,
        Optional<Instant> timestamp,
        Optional<DecodedPart> key,
        Optional<DecodedPart> value,
        List<DecodedField> protectedFields) {
    public DecodedRecord {
        protectedFields = List.copyOf(protectedFields);
    }

    /** The records of a verdict, by leaf index; none for a refusal. */
    public static List<DecodedRecord> of(Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted
                ? accepted.records().stream().map(DecodedRecord::of).toList()
                : List.of();
    }

    public static DecodedRecord of(VerifiedRecord record) {
        List<DecodedField> protectedFields = new ArrayList<>();
        return new DecodedRecord(
                record.index(),
                record.offset(),
                record.timestamp(),
                record.key().map(DecodedPart::of),
                record.value().map(part -> DecodedPart.of(part, record.disclosed(), protectedFields)),
                protectedFields);
    }

    /** CREATE, UPDATE, DELETE or SNAPSHOT; empty where the value is not a change event. */
    public Optional<String> op() {
        return member(ChangeEventSchema.OP).filter(String.class::isInstance).map(String.class::cast);
    }

    /** The row before the change; empty where there was none, or the value is not a change event. */
    public Optional<Map<String, Object>> before() {
        return fields(ChangeEventSchema.BEFORE);
    }

    /** The row after the change; empty after a deletion, or where the value is not a change event. */
    public Optional<Map<String, Object>> after() {
        return fields(ChangeEventSchema.AFTER);
    }

    /** Where the change comes from, as its source reports it. */
    public Optional<Map<String, Object>> source() {
        return fields(ChangeEventSchema.SOURCE);
    }

    @SuppressWarnings("unchecked") // a decoded record's names are texts
    private Optional<Map<String, Object>> fields(String name) {
        return member(name).filter(Map.class::isInstance).map(row -> (Map<String, Object>) row);
    }

    private Optional<Object> member(String name) {
        return value.filter(DecodedPart.Row.class::isInstance)
                .map(part -> ((DecodedPart.Row) part).fields().get(name));
    }
}

package io.tombolo.verification.evidence;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.PartsCommitment;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.VerifiedRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record that the evidence is about. The registry's schema numbers are not in it: they mean nothing elsewhere, and nothing
 * commits to them.
 *
 * @param offset the Kafka offset at the owner's cluster
 * @param timestamp in ms since 1970, empty for none
 * @param salt 16 bytes, empty for a record without salt
 * @param disclosed the keys of protected fields that the file's maker discloses; nothing commits to them, each shows itself by opening
 */
public record EvidenceRecord(
        long offset,
        Optional<Long> timestamp,
        Optional<RecordPart> key,
        Optional<RecordPart> value,
        Optional<Bytes> salt,
        List<DisclosedField> disclosed) {
    /** The most fields of one record that a file discloses. */
    static final int MAX_DISCLOSED = 1_000;

    public EvidenceRecord {
        disclosed = List.copyOf(disclosed);
        if (disclosed.stream().map(DisclosedField::field).distinct().count() < disclosed.size()) {
            throw new MalformedException("disclosed: a field twice");
        }
        if (disclosed.size() > MAX_DISCLOSED) {
            throw new MalformedException("disclosed: " + disclosed.size() + " elements, limit " + MAX_DISCLOSED);
        }
        if (salt.isPresent() && salt.get().length() != PartsCommitment.SALT_LENGTH) {
            throw new MalformedException(
                    "salt: " + salt.get().length() + " bytes, must be " + PartsCommitment.SALT_LENGTH);
        }
    }

    /** Nothing is disclosed. */
    public EvidenceRecord(
            long offset,
            Optional<Long> timestamp,
            Optional<RecordPart> key,
            Optional<RecordPart> value,
            Optional<Bytes> salt) {
        this(offset, timestamp, key, value, salt, List.of());
    }

    /** The same record with these keys. */
    public EvidenceRecord disclosing(List<DisclosedField> fields) {
        return new EvidenceRecord(offset, timestamp, key, value, salt, fields);
    }

    /** Commits to the record again, in a form that an entry names. */
    public Hash commitment(byte form) {
        boolean withSchemas = form != Commitment.ALL_RAW;
        return PartsCommitment.of(
                part(key, withSchemas),
                part(value, withSchemas),
                salt.map(Bytes::toArray).orElse(null));
    }

    /** What a verdict about leaf {@code index} carries, once all of it was checked. */
    public VerifiedRecord at(long index) {
        return new VerifiedRecord(index, offset, timestamp.map(Instant::ofEpochMilli), key, value, disclosed);
    }

    /** Whether a part comes with a schema, which only entries of form 0 commit to. */
    public boolean hasSchemas() {
        return key.flatMap(RecordPart::schema).isPresent()
                || value.flatMap(RecordPart::schema).isPresent();
    }

    private static PartsCommitment.@Nullable Part part(Optional<RecordPart> part, boolean withSchema) {
        return part.map(one -> new PartsCommitment.Part(
                        withSchema ? one.schema().orElse(null) : null,
                        ByteBuffer.wrap(one.bytes().toArray())))
                .orElse(null);
    }
}

package io.tombolo.verification.evidence;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.json.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record that the evidence is about. The registry's schema numbers are not in it: they mean nothing elsewhere, and nothing
 * commits to them.
 *
 * @param offset the Kafka offset at the owner's cluster
 * @param timestamp in ms since 1970, empty for none
 * @param salt 16 bytes, empty for a record without salt
 */
public record EvidenceRecord(
        long offset,
        Optional<Long> timestamp,
        Optional<RecordPart> key,
        Optional<RecordPart> value,
        Optional<Bytes> salt) {
    private static final int KEY_SCHEMA = 1;
    private static final int VALUE_SCHEMA = 2;

    public EvidenceRecord {
        if (salt.isPresent() && salt.get().length() != Topics.SALT_LENGTH) {
            throw new MalformedException("salt: " + salt.get().length() + " bytes, must be " + Topics.SALT_LENGTH);
        }
    }

    /** Commits to the record anew, in a form that an entry names. */
    public Hash commitment(byte form) {
        Committer committer = new Committer(
                id -> id == KEY_SCHEMA ? schemaHash(key) : id == VALUE_SCHEMA ? schemaHash(value) : null,
                format(key),
                format(value));
        byte[] keyBytes = framed(key, KEY_SCHEMA);
        byte[] valueBytes = framed(value, VALUE_SCHEMA);
        byte[] saltBytes = salt.map(Bytes::toArray).orElse(null);
        if (form == Commitment.ALL_RAW) {
            byte[] hash = new byte[Hash.LENGTH];
            committer.commitRaw(keyBytes, valueBytes, saltBytes, hash, 0);
            return Hash.of(hash);
        }
        return committer.commit(keyBytes, valueBytes, saltBytes).hash();
    }

    /** Whether a part comes with a schema, which only entries of form 0 commit to. */
    public boolean hasSchemas() {
        return key.flatMap(RecordPart::schema).isPresent()
                || value.flatMap(RecordPart::schema).isPresent();
    }

    private static PartFormat format(Optional<RecordPart> part) {
        return part.flatMap(RecordPart::schema).isPresent() ? PartFormat.AVRO : PartFormat.RAW;
    }

    private static @Nullable Hash schemaHash(Optional<RecordPart> part) {
        return part.flatMap(RecordPart::schema).map(EvidenceRecord::sha256).orElse(null);
    }

    /** The bytes as a committer takes them: with a frame again, whose number is one of our own. */
    private static byte @Nullable [] framed(Optional<RecordPart> part, int schemaId) {
        if (part.isEmpty()) {
            return null;
        }
        byte[] bytes = part.get().bytes().toArray();
        if (part.get().schema().isEmpty()) {
            return bytes;
        }
        byte[] framed = new byte[Frame.LENGTH + bytes.length];
        Frame.write(schemaId, framed, 0);
        System.arraycopy(bytes, 0, framed, Frame.LENGTH, bytes.length);
        return framed;
    }

    private static Hash sha256(String text) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.contract.Topics;
import java.security.DigestException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Commits to records: {@code H(0x02 | 0x01 | flags | salt | [key schema 32] | u32 len | key | [value schema 32] | u32
 * len | value)}, with SHA-256, integers big-endian.
 *
 * <p>Flags say which parts are there: bit 0 key, 1 value, 2 key schema, 3 value schema, 4 salt. A part that is not there
 * adds nothing, not even a length; an empty one adds the length 0. A salt that is not 16 bytes long is not a salt. The
 * schema's number, wherever it is, is left out: an event has one commitment, however it is framed.
 *
 * <p>One pass over the bytes, nothing copied that is longer than {@link #SMALL}, nothing allocated. Not thread-safe: one a thread.
 */
public final class Committer {

    private static final byte DOMAIN = 0x02;
    private static final byte VERSION = 0x01;

    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int KEY_SCHEMA = 4;
    private static final int VALUE_SCHEMA = 8;
    private static final int SALT = 16;

    /** Up to here a part is put beside its prefix: one more call into the digest costs more than moving some blocks' bytes. */
    private static final int SMALL = 512;

    private final SchemaHashCache schemas;
    private final PartFormat keyFormat;
    private final PartFormat valueFormat;
    private final MessageDigest sha256;
    private final byte[] staged = new byte[3 + Topics.SALT_LENGTH + 2 * (Hash.LENGTH + Integer.BYTES + SMALL)];

    public Committer(SchemaHashes schemas, PartFormat keyFormat, PartFormat valueFormat) {
        this.schemas = new SchemaHashCache(schemas);
        this.keyFormat = keyFormat;
        this.valueFormat = valueFormat;
        this.sha256 = Hash.sha256();
    }

    /**
     * Commits to one record.
     *
     * @param headers looked into for the salt, and for the frame of an Avro part
     * @param out takes 32 bytes from {@code offset} on
     * @return the form: {@link Commitment#AS_REGISTERED} or {@link Commitment#ALL_RAW}
     * @throws io.tombolo.schemas.registry.RegistryException when the registry does not answer about a new schema
     */
    public byte commit(byte @Nullable [] key, byte @Nullable [] value, LastHeaders headers, byte[] out, int offset) {
        byte[] salt = headers.value(Topics.SALT_HEADER);
        byte[] keySchema = null;
        byte[] valueSchema = null;
        int keyStart = 0;
        int valueStart = 0;
        if (keyFormat == PartFormat.AVRO && key != null) {
            byte[] header = headers.value(Frame.KEY_HEADER);
            keySchema = header == null ? schemaBefore(key) : schemaIn(header);
            if (keySchema == null) {
                return commitRaw(key, value, salt, out, offset);
            }
            keyStart = header == null ? Frame.length(key) : 0;
        }
        if (valueFormat == PartFormat.AVRO && value != null) {
            byte[] header = headers.value(Frame.VALUE_HEADER);
            valueSchema = header == null ? schemaBefore(value) : schemaIn(header);
            if (valueSchema == null) {
                return commitRaw(key, value, salt, out, offset);
            }
            valueStart = header == null ? Frame.length(value) : 0;
        }
        digest(key, keySchema, keyStart, value, valueSchema, valueStart, salt, out, offset);
        return Commitment.AS_REGISTERED;
    }

    /**
     * Commits to one record with all its parts raw, whatever the formats; what an entry of form 1 was made with.
     *
     * @return {@link Commitment#ALL_RAW}
     */
    public byte commitRaw(
            byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] salt, byte[] out, int offset) {
        digest(key, null, 0, value, null, 0, salt, out, offset);
        return Commitment.ALL_RAW;
    }

    /** Commits to a record with no header but its salt, with a result of its own. */
    public Commitment commit(byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] salt) {
        byte[] hash = new byte[Hash.LENGTH];
        byte form = commit(key, value, name -> name.equals(Topics.SALT_HEADER) ? salt : null, hash, 0);
        return new Commitment(form, Hash.of(hash));
    }

    /**
     * Writes the entry of one record.
     *
     * @param headers as in {@link #commit(byte[], byte[], LastHeaders, byte[], int)}
     * @param kafkaOffset the record's offset
     * @param timestamp the record's timestamp in ms, -1 for none
     * @param out takes {@link Entry#LENGTH} bytes from {@code offset} on
     * @return the form
     */
    public byte entry(
            byte @Nullable [] key,
            byte @Nullable [] value,
            LastHeaders headers,
            long kafkaOffset,
            long timestamp,
            byte[] out,
            int offset) {
        byte form = commit(key, value, headers, out, offset + Entry.COMMITMENT);
        Entry.writeHead(form, kafkaOffset, timestamp, out, offset);
        return form;
    }

    private byte @Nullable [] schemaBefore(byte[] part) {
        return Frame.length(part) > 0 ? schemas.get(part) : null;
    }

    private byte @Nullable [] schemaIn(byte[] header) {
        return Frame.isFrame(header) ? schemas.get(header) : null;
    }

    private void digest(
            byte @Nullable [] key,
            byte @Nullable [] keySchema,
            int keyStart,
            byte @Nullable [] value,
            byte @Nullable [] valueSchema,
            int valueStart,
            byte @Nullable [] salt,
            byte[] out,
            int offset) {
        boolean salted = salt != null && salt.length == Topics.SALT_LENGTH;
        staged[0] = DOMAIN;
        staged[1] = VERSION;
        staged[2] = (byte) ((key == null ? 0 : KEY)
                | (value == null ? 0 : VALUE)
                | (keySchema == null ? 0 : KEY_SCHEMA)
                | (valueSchema == null ? 0 : VALUE_SCHEMA)
                | (salted ? SALT : 0));
        int filled = 3;
        if (salt != null && salted) {
            System.arraycopy(salt, 0, staged, filled, Topics.SALT_LENGTH);
            filled += Topics.SALT_LENGTH;
        }
        filled = part(key, keySchema, keyStart, filled);
        filled = part(value, valueSchema, valueStart, filled);
        if (filled > 0) {
            sha256.update(staged, 0, filled);
        }
        try {
            sha256.digest(out, offset, Hash.LENGTH);
        } catch (DigestException e) {
            sha256.reset();
            throw new IllegalArgumentException(
                    "buffer of " + out.length + " bytes: no room for " + Hash.LENGTH + " at " + offset, e);
        }
    }

    /** Stages a part's prefix, and what begins at {@code start} if it's small; returns how much is staged and still to be hashed. */
    private int part(byte @Nullable [] bytes, byte @Nullable [] schema, int start, int filled) {
        if (bytes == null) {
            return filled;
        }
        int end = filled;
        if (schema != null) {
            System.arraycopy(schema, 0, staged, end, Hash.LENGTH);
            end += Hash.LENGTH;
        }
        int length = bytes.length - start;
        staged[end++] = (byte) (length >>> 24);
        staged[end++] = (byte) (length >>> 16);
        staged[end++] = (byte) (length >>> 8);
        staged[end++] = (byte) length;
        if (length <= SMALL) {
            System.arraycopy(bytes, start, staged, end, length);
            return end + length;
        }
        sha256.update(staged, 0, end);
        sha256.update(bytes, start, length);
        return 0;
    }
}

package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The commitment of one record as a function of its parts: {@code H(0x02 | 0x01 | flags | salt | [key schema 32] | u32 len | key |
 * [value schema 32] | u32 len | value)}. {@link Committer} computes the same for records as Kafka hands them out, without allocating.
 */
public final class PartsCommitment {
    /** Length of a salt, in bytes. */
    public static final int SALT_LENGTH = 16;

    private static final byte DOMAIN = 0x02;
    private static final byte VERSION = 0x01;

    /** The schema of the last key and of the last value, with its hash: a dataset's records share them. */
    private static final Map<String, Map.Entry<String, byte[]>> LAST = new ConcurrentHashMap<>();

    private PartsCommitment() {}

    /**
     * A key or a value.
     *
     * @param schema for framed Avro, its schema's canonical text; null for raw bytes
     * @param bytes without the registry's frame when there is a schema
     */
    public record Part(@Nullable String schema, ByteBuffer bytes) {}

    /**
     * Commits to the parts that are there.
     *
     * @param salt 16 bytes, or null
     */
    public static Hash of(@Nullable Part key, @Nullable Part value, byte @Nullable [] salt) {
        int flags = (key == null ? 0 : key.schema() == null ? 1 : 1 | 4)
                | (value == null ? 0 : value.schema() == null ? 2 : 2 | 8)
                | (salt == null ? 0 : 16);
        MessageDigest sha256 = Hash.sha256();
        sha256.update(new byte[] {DOMAIN, VERSION, (byte) flags});
        if (salt != null) {
            sha256.update(salt);
        }
        add(sha256, "key", key);
        add(sha256, "value", value);
        return Hash.of(sha256.digest());
    }

    private static void add(MessageDigest sha256, String role, @Nullable Part part) {
        if (part == null) {
            return;
        }
        String schema = part.schema();
        if (schema != null) {
            Map.Entry<String, byte[]> known = LAST.get(role);
            if (known == null || !known.getKey().equals(schema)) {
                known = Map.entry(schema, Hash.sha256().digest(schema.getBytes(StandardCharsets.UTF_8)));
                LAST.put(role, known);
            }
            sha256.update(known.getValue());
        }
        ByteBuffer bytes = part.bytes().duplicate();
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.remaining()));
        sha256.update(bytes);
    }
}

package io.tombolo.connectors.mask;

import io.tombolo.connectors.json.WholeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Which fields leave the island, and in which state. A name is a field's, or {@code table.field} for one table's; a field inside
 * another is {@code outer.inner}, in structs, arrays, maps and JSON.
 *
 * @param include all that leave; empty for all
 * @param exclude what does not leave
 * @param rename other names of a row's own fields
 * @param mask what leaves as a keyed hash (the same value gives the same hash), or as nothing when there is no secret
 */
public record FieldRules(
        Set<String> include,
        Set<String> exclude,
        Set<String> mask,
        Map<String, String> rename,
        @Nullable String secret) {

    /** The setting that renames fields. */
    public static final String RENAME = "fields.rename";

    /** The setting that holds the key of masked fields' hashes. */
    public static final String SECRET = "mask.secret";

    /** No rule: every field leaves as it is. */
    public static final FieldRules NONE = new FieldRules(Set.of(), Set.of(), Set.of(), Map.of(), null);

    public FieldRules {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        mask = Set.copyOf(mask);
        rename = Map.copyOf(rename);
    }

    /** The text of a row without a schema, a map or JSON, with the fields that may leave. */
    public String text(Object document, String table) {
        return Documents.text(document, this, table);
    }

    boolean none() {
        return include.isEmpty() && exclude.isEmpty() && mask.isEmpty() && rename.isEmpty();
    }

    /** A masked field is a string: 64 hexadecimal digits of HMAC-SHA256, or always null. */
    FieldForm masked(String field, boolean inKey) {
        String key = secret;
        if (key == null) {
            if (inKey) {
                throw new ConfigException("field " + field + " is part of the key: to mask it, set " + SECRET);
            }
            return new FieldForm(Schema.OPTIONAL_STRING_SCHEMA, value -> NOTHING);
        }
        return new FieldForm(
                inKey ? Schema.STRING_SCHEMA : Schema.OPTIONAL_STRING_SCHEMA, value -> hash(key, bytes(value)));
    }

    /** Represents no value where a value was. */
    static final Object NOTHING = new Object();

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        String text = String.valueOf(value);
        if (!WholeText.isWhole(text)) {
            // Two values would get one hash.
            throw new DataException("a masked value " + WholeText.fault(text));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String secret, byte[] value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(value));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}

package io.tombolo.schemas.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a change event claims about a large object that is not in it; field by field as in {@code ObjectClaim.avsc}. A record of that
 * full name may stand anywhere in a row. Like all columns, its fields may be null; a claim without hash or size is none.
 *
 * @param sha256 of the object's bytes, 64 hexadecimal digits in lower case
 * @param size in bytes
 * @param mediaType as {@code application/pdf}, or null
 * @param location where it lies, or null
 */
public record ObjectClaim(
        String sha256,
        long size,
        @Nullable String mediaType,
        @Nullable String location) {

    /** Full name of the record. */
    public static final String NAME = "io.tombolo.ObjectClaim";

    public static final String SHA256 = "sha256";
    public static final String SIZE = "size";
    public static final String MEDIA_TYPE = "media_type";
    public static final String LOCATION = "location";

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int DEEPEST = 64;

    public ObjectClaim {
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException("object's sha256: must be 64 hexadecimal digits in lower case");
        }
        if (size < 0) {
            throw new IllegalArgumentException("object's size: " + size + ", at least 0");
        }
    }

    /**
     * Every claim in a datum, in its order.
     *
     * @throws IllegalArgumentException when a claim can't be one, or the datum is nested too deeply
     */
    public static List<ObjectClaim> in(@Nullable Object datum) {
        List<ObjectClaim> found = new ArrayList<>();
        find(datum, DEEPEST, found);
        return List.copyOf(found);
    }

    private static void find(@Nullable Object datum, int depth, List<ObjectClaim> found) {
        if (depth == 0) {
            throw new IllegalArgumentException("record: nested deeper than " + DEEPEST);
        }
        if (datum instanceof GenericRecord record) {
            if (record.getSchema().getFullName().equals(NAME)) {
                Object hash = field(record, SHA256);
                Object size = field(record, SIZE);
                if (hash != null && size instanceof Long bytes) {
                    found.add(new ObjectClaim(
                            hash.toString(), bytes, text(field(record, MEDIA_TYPE)), text(field(record, LOCATION))));
                }
                return;
            }
            record.getSchema().getFields().forEach(field -> find(record.get(field.pos()), depth - 1, found));
        } else if (datum instanceof Collection<?> items) {
            items.forEach(item -> find(item, depth - 1, found));
        } else if (datum instanceof Map<?, ?> map) {
            map.values().forEach(item -> find(item, depth - 1, found));
        }
    }

    private static @Nullable Object field(GenericRecord record, String name) {
        return record.hasField(name) ? record.get(name) : null;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}

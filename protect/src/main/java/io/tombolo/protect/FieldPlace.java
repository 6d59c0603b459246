package io.tombolo.protect;

import io.tombolo.schemas.DatasetId;
import java.nio.charset.StandardCharsets;

/**
 * Where in a dataset's record a protected value is. Two values of a record never share a place, so no two share a key.
 *
 * @param side the row that it is in
 * @param pointer the way to it inside the row, a JSON Pointer (RFC 6901): field names as Avro spells them, places in arrays from 0 on,
 *     and names in maps
 */
public record FieldPlace(DatasetId dataset, Side side, String pointer) {

    /** Characters of a pointer. A name in a map or a document can be as long as its record: each value inside it would repeat it. */
    public static final int LONGEST = 10_000;

    /** One of the two rows of a change event. */
    public enum Side {
        BEFORE("before"),
        AFTER("after");

        private final String field;

        Side(String field) {
            this.field = field;
        }

        /** The envelope's field that holds the row. */
        public String field() {
            return field;
        }
    }

    public FieldPlace {
        if (!pointer.startsWith("/")) {
            throw new IllegalArgumentException("pointer '" + pointer + "': must begin with /");
        }
    }

    /** The pointer to what is called {@code name} inside {@code outer}; the row itself is the empty pointer. */
    public static String pointer(String outer, String name) {
        boolean plain = name.indexOf('~') < 0 && name.indexOf('/') < 0;
        return outer + "/" + (plain ? name : name.replace("~", "~0").replace("/", "~1"));
    }

    /** {@code "tombolo-field/1" ‖ 0 ‖ dataset ‖ 0 ‖ side ‖ 0 ‖ pointer}: only the last may hold a 0. */
    byte[] info() {
        return ("tombolo-field/1\0" + dataset + "\0" + side.field + "\0" + pointer).getBytes(StandardCharsets.UTF_8);
    }
}

package io.tombolo.connectors.row;

/** How exactly a value must be written for a column's type to hold it. */
public enum Exactness {
    /** The type was given by a person: the value counts, {@code 1.50} is 1.5. */
    BY_VALUE,
    /** The type was inferred, so the text may be a code or a version: the type must render the text that the source has. */
    AS_WRITTEN,
    /** As {@link #AS_WRITTEN}, and no two texts may give one value, because two keys must not become one. */
    KEY;

    /** What holds for a column. */
    public static Exactness of(boolean inferred, boolean key) {
        return key ? KEY : inferred ? AS_WRITTEN : BY_VALUE;
    }
}

package io.tombolo.connectors.format;

/**
 * A place between two rows of a file, meaningful to its format only.
 *
 * @param position byte where the next row, or the block that holds it, begins; 0 for the file's start
 * @param number number of the next line or record, the first being 1
 * @param within rows of that block that lie before it; for JSON lines, 1 when the row before had no line
 *     end; for CSV, the number of an {@link io.tombolo.connectors.file.Edge}
 */
public record Mark(long position, long number, long within) {

    /** Before the first row. */
    public static final Mark START = new Mark(0, 1, 0);
}

package io.tombolo.connectors.row;

import java.util.Map;
import java.util.Set;

/**
 * How CSV is written.
 *
 * @param separator of two fields, ASCII
 * @param separatorGiven whether a person chose it
 * @param quote the character around fields, ASCII, or {@link #NO_QUOTE}
 * @param decimalComma whether numbers have a comma where others have a point
 * @param nullMarkers what represents no value
 * @param maxBytes of one record
 * @param renamed what columns are called instead, by their names in the header
 */
public record CsvDialect(
        char separator,
        boolean separatorGiven,
        int quote,
        boolean decimalComma,
        Set<String> nullMarkers,
        int maxBytes,
        Map<String, String> renamed) {

    /** No byte: fields have no quotes. */
    public static final int NO_QUOTE = 0x100;

    /** Commas, quotes, a decimal point, {@code NA} or nothing for no value, records of a megabyte at most. */
    public static final CsvDialect USUAL =
            new CsvDialect(',', false, '"', false, Set.of("NA", ""), 1_000_000, Map.of());

    public CsvDialect {
        nullMarkers = Set.copyOf(nullMarkers);
        renamed = Map.copyOf(renamed);
        if (separator == quote) {
            throw new IllegalArgumentException("separator and quote are both '" + separator + "': they must differ");
        }
    }

    /** The same, but tabs between the fields of a file whose name says so, unless a person chose another. */
    public CsvDialect ofFile(String lowerCaseName) {
        return lowerCaseName.endsWith(".tsv") && !separatorGiven
                ? new CsvDialect('\t', false, quote, decimalComma, nullMarkers, maxBytes, renamed)
                : this;
    }

    /**
     * Reads a separator or a quote as a person writes it: one ASCII character, {@code \t} for a tab.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static char character(String text) {
        if (text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1 || text.charAt(0) >= 128 || text.charAt(0) == 0 || "\r\n".contains(text)) {
            throw new IllegalArgumentException("must be one ASCII character other than a line end, or \\t for a tab");
        }
        return text.charAt(0);
    }

    /**
     * Reads a separator.
     *
     * @throws IllegalArgumentException when it can't be one
     */
    public static char separator(String text) {
        return character(text);
    }

    /**
     * Reads a quote, or {@code none}.
     *
     * @throws IllegalArgumentException when it can't be one
     */
    public static int quote(String text) {
        return text.equals("none") ? NO_QUOTE : character(text);
    }
}

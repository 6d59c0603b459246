package io.tombolo.publish;

import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.RowSourceConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a publication's CSV is written, as a person says it.
 *
 * @param separator one ASCII character or {@code \t}; empty for a comma, or a tab in files named {@code .tsv}
 * @param quote one ASCII character, or {@code none}; empty for {@code "}
 * @param decimalComma whether numbers have a comma where others have a point
 */
record CsvOptions(String separator, String quote, boolean decimalComma) {

    /** Commas, quotes and decimal points. */
    public static final CsvOptions USUAL = new CsvOptions("", "", false);

    public CsvOptions {
        checked("--separator", separator, CsvDialect::separator);
        checked("--quote", quote, CsvDialect::quote);
        if (!separator.isEmpty() && separator.equals(quote.isEmpty() ? "\"" : quote)) {
            throw new PublishException("--separator and --quote are both '" + separator + "': they must differ");
        }
    }

    private static void checked(String option, String value, Consumer<String> reader) {
        try {
            if (!value.isEmpty()) {
                reader.accept(value);
            }
        } catch (IllegalArgumentException e) {
            throw new PublishException(option + " '" + value + "': " + e.getMessage(), e);
        }
    }

    /** Settings of a connector: those that differ from its defaults. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!separator.isEmpty()) {
            settings.put(RowSourceConfig.SEPARATOR, separator);
        }
        if (!quote.isEmpty()) {
            settings.put(RowSourceConfig.QUOTE, quote);
        }
        if (decimalComma) {
            settings.put(RowSourceConfig.DECIMAL_COMMA, "true");
        }
        return settings;
    }

    /** What a connector makes of them. */
    CsvDialect dialect(String nullValues, Map<String, String> renamed) {
        CsvDialect usual = CsvDialect.USUAL;
        return new CsvDialect(
                separator.isEmpty() ? usual.separator() : CsvDialect.separator(separator),
                !separator.isEmpty(),
                quote.isEmpty() ? usual.quote() : CsvDialect.quote(quote),
                decimalComma,
                RowSourceConfig.nullMarkers(nullValues),
                usual.maxBytes(),
                renamed);
    }
}

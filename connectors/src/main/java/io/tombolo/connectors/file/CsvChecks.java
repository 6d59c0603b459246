package io.tombolo.connectors.file;

import io.tombolo.connectors.Checks;
import io.tombolo.connectors.row.Column;
import org.apache.kafka.common.config.ConfigDef;

/** What settings about CSV must be. */
final class CsvChecks {

    static final ConfigDef.Validator COLUMNS = Checks.that("name:type,… or infer", value -> {
        if (!value.equals(CsvSourceConfig.INFER)) {
            Column.parse(String.valueOf(value));
        }
    });

    static final ConfigDef.Validator SEPARATOR = Checks.that("one ASCII character or \\t", value -> {
        String text = String.valueOf(value);
        boolean one = text.length() == 1 && text.charAt(0) < 128 && "\"\r\n".indexOf(text.charAt(0)) < 0;
        if (!one && !text.equals("\\t")) {
            throw new IllegalArgumentException("must be one ASCII character, no quote and no line end, or \\t");
        }
    });

    private CsvChecks() {}
}

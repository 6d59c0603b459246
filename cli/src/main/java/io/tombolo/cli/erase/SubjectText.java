package io.tombolo.cli.erase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.protect.Subject;
import java.util.LinkedHashMap;
import java.util.Map;

/** A subject as an operator writes it: a JSON object of columns. Its values count as text, as those of sources do. */
final class SubjectText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Of two values, the wrong person might be erased.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int DIGITS = 1_000;

    private SubjectText() {}

    /** @throws CommandException when it is not one; the message shows no value */
    static Subject parse(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandException(
                    "--subject is not JSON (" + e.getOriginalMessage() + "): must be as '{\"patient\": 4711}'", e);
        }
        if (!json.isObject() || json.isEmpty()) {
            throw new CommandException("--subject is not a JSON object with columns: must be as '{\"patient\": 4711}'");
        }
        Map<String, String> values = new LinkedHashMap<>();
        json.properties().forEach(column -> {
            JsonNode value = column.getValue();
            if (!value.isValueNode() || value.isNull()) {
                throw new CommandException("--subject, column " + column.getKey() + ": is "
                        + value.getNodeType().toString().toLowerCase(java.util.Locale.ROOT)
                        + ", must be a text, a number, true or false");
            }
            if (value.isBigDecimal() && Math.abs((long) value.decimalValue().scale()) > DIGITS) {
                throw new CommandException("--subject, column " + column.getKey() + ": a number of more than " + DIGITS
                        + " digits; write it as text, as the source has it");
            }
            values.put(
                    column.getKey(), value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText());
        });
        return new Subject(values);
    }
}

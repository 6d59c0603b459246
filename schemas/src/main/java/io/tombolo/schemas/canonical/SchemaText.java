package io.tombolo.schemas.canonical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Reads a schema's JSON: strictly, within limits, with numbers as written. */
final class SchemaText {

    /** A schema that says anything has over three characters for each; less is a way to fill the memory. */
    private static final int MAX_TOKENS = 350_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(CanonicalSchema.MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private SchemaText() {}

    static JsonNode read(String json) {
        if (json.length() > CanonicalSchema.MAX_LENGTH) {
            throw new MalformedSchemaException(
                    "schema: " + json.length() + " characters, limit " + CanonicalSchema.MAX_LENGTH);
        }
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node.isMissingNode()) {
                throw new MalformedSchemaException("schema: empty text");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new MalformedSchemaException("schema: not JSON as needed: " + e.getOriginalMessage(), e);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new MalformedSchemaException("schema: a number that is out of range: " + e.getMessage(), e);
        }
    }
}

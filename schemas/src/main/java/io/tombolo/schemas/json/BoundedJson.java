package io.tombolo.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Readers of JSON that came from a stranger. A tree of JSON takes forty times the memory of its text, where that is {@code [],[],[],…}:
 * so its parts are counted, and not its bytes only. What goes beyond a limit is a {@link
 * com.fasterxml.jackson.core.exc.StreamConstraintsException} that names it.
 */
public final class BoundedJson {
    /** The deepest nesting of arrays and objects. */
    public static final int MAX_DEPTH = 100;

    private static final int MAX_STRING = 32 << 20;

    private BoundedJson() {}

    /**
     * A mapper that refuses a text beyond the limits.
     *
     * @param maxTokens how many values, names, and beginnings and ends of arrays and objects a text may have
     */
    public static JsonMapper mapper(int maxTokens) {
        return mapper(maxTokens, MAX_STRING);
    }

    /**
     * As {@link #mapper(int)}, for texts of which one value may be longer.
     *
     * @param maxString characters of a value
     */
    public static JsonMapper mapper(int maxTokens, int maxString) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxTokenCount(maxTokens)
                                .maxStringLength(maxString)
                                .build())
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build())
                .build();
    }
}

package io.tombolo.provenance;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One request as the routes see it.
 *
 * @param method GET (also for HEAD) or POST
 * @param path as it came, undecoded
 * @param query the first value of each parameter
 * @param body empty but for POST
 */
record ApiRequest(String method, String path, Map<String, String> query, ByteBuffer body) {
    public ApiRequest {
        query = Map.copyOf(query);
        body = body.asReadOnlyBuffer();
    }

    static ApiRequest get(String path, Map<String, String> query) {
        return new ApiRequest("GET", path, query, ByteBuffer.allocate(0));
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** A decimal number from 0 to 2^63-1; empty where it is missing or anything else. */
    public OptionalLong number(String name) {
        String value = query.getOrDefault(name, "");
        if (!value.matches("0|[1-9][0-9]{0,18}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    /** As {@link #number}, to 2^31-1. */
    public OptionalInt smallNumber(String name) {
        OptionalLong number = number(name);
        return number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }
}

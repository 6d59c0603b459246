package io.tombolo.http.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * One request as the routes see it: its head, and a body that is received when a route asks for it.
 *
 * @param method GET (also for HEAD), POST, and so on
 * @param path as it came, undecoded
 * @param query the first value of each parameter
 * @param headers every value of each header, by its name in lower case
 */
public record ApiRequest(
        String method, String path, Map<String, String> query, Map<String, List<String>> headers, Body body) {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final Body EMPTY = new Body() {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public CompletableFuture<ByteBuffer> read(int limit) {
            return CompletableFuture.completedFuture(ByteBuffer.allocate(0));
        }
    };

    public ApiRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** What a client sends after the head. */
    public interface Body {
        /** Bytes as the client announced them; -1 when it did not. */
        long length();

        /**
         * Receives it without a thread that waits; to be called once. The future fails with a {@link Problem.Refusal} when the body
         * has more than {@code limit} bytes (413) or does not arrive whole (400).
         */
        CompletableFuture<ByteBuffer> read(int limit);
    }

    /** A GET without headers. */
    public static ApiRequest get(String path, Map<String, String> query) {
        return new ApiRequest("GET", path, query, Map.of(), EMPTY);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** A decimal number from 0 to 2^63-1; empty where it is missing or anything else. */
    public OptionalLong number(String name) {
        String value = query.getOrDefault(name, "");
        if (!NUMBER.matcher(value).matches()) {
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

    /** The first value of a header, stripped; empty when it is missing. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).get(0);
    }
}

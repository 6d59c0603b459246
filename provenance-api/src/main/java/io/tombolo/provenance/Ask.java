package io.tombolo.provenance;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request at one route: what its path names, and its parameters, read strictly. What is wrong is a {@link Problem.Refusal} with status 400 that
 * names the parameter, its value and its limit.
 *
 * @param names by the route's names, as {@code organisation}
 */
record Ask(ApiRequest request, Map<String, String> names) {
    private static final int LONGEST_SHOWN = 100;

    /** What the path has in the place of a name. */
    String named(String name) {
        return String.valueOf(names.get(name));
    }

    Optional<String> text(String name) {
        return request.text(name);
    }

    /** A number within limits; empty where it is not given. */
    OptionalLong number(String name, long least, long most) {
        if (text(name).isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = request.number(name);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            throw wrong(name, "must be a number from %d to %d".formatted(least, most));
        }
        return number;
    }

    /** {@code limit}, from 1 on. */
    int limit(int otherwise, int most) {
        return (int) number("limit", 1, most).orElse(otherwise);
    }

    /** ISO 8601, as {@code 2026-11-21T11:46:17Z}. */
    Optional<Instant> time(String name) {
        try {
            return text(name).map(Instant::parse);
        } catch (DateTimeException other) {
            throw wrong(name, "must be a time in ISO 8601, as 2026-11-21T11:46:17Z");
        }
    }

    boolean flag(String name) {
        return oneOf(name, "false", "true").equals("true");
    }

    /** One of some words, the first when it is not given. */
    String oneOf(String name, String... words) {
        String given = text(name).orElse(words[0]);
        if (!Arrays.asList(words).contains(given)) {
            throw wrong(name, "must be one of " + String.join(", ", words));
        }
        return given;
    }

    /** {@code after}, as {@code next} of the page before has it: a number. */
    OptionalLong after() {
        return number("after", 0, Long.MAX_VALUE);
    }

    /** Refuses parameters that the route does not have: a misspelt one would be as good as none, and nobody would notice. */
    void only(List<String> parameters) {
        for (String given : request.query().keySet()) {
            if (!parameters.contains(given)) {
                throw bad("parameter \"%s\" is unknown here; known are %s"
                        .formatted(shown(given), parameters.isEmpty() ? "none" : String.join(", ", parameters)));
            }
        }
    }

    Problem.Refusal wrong(String name, String limit) {
        return bad("%s \"%s\": %s".formatted(name, shown(text(name).orElse("")), limit));
    }

    static Problem.Refusal bad(String message) {
        return new Problem.Refusal(Problem.of(400, "bad-request", message));
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}

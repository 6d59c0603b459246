package io.tombolo.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.UnaryOperator;

/** A request: its path's segments, its query's parameters (empty when missing), its body. */
record Call(String method, List<String> path, UnaryOperator<String> query, JsonNode body) {

    boolean flag(String name) {
        return query.apply(name).equalsIgnoreCase("true"); // Python's client says True
    }

    Problem notFound() {
        return new Problem(404, "HTTP 404 Not Found: /" + String.join("/", path));
    }

    Problem notAllowed() {
        return new Problem(405, "HTTP 405 Method Not Allowed: " + method);
    }
}

package io.tombolo.connectors.push;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal as RFC 9457 describes it.
 *
 * @param kind the last part of its type, {@code urn:tombolo:problem:<kind>}
 * @param thing what it is about, as {@code body} or {@code row 3}
 * @param value what it was, never a secret
 * @param limit what it must be
 */
record Problem(int status, String kind, String title, String thing, String value, String limit) {

    static final String MEDIA_TYPE = "application/problem+json";
    static final String PREFIX = "urn:tombolo:problem:";

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", PREFIX + kind);
        json.put("title", title);
        json.put("status", status);
        json.put("detail", thing + ": " + value + (limit.isEmpty() ? "" : ", " + limit));
        json.put("thing", thing);
        json.put("value", value);
        json.put("limit", limit);
        return json;
    }

    static Problem tooLarge(String thing, String value, String limit) {
        return new Problem(413, "too-large", "Too large", thing, value, limit);
    }

    static Problem row(int number, String reason, String detail) {
        return new Problem(
                422,
                "row-refused",
                "A row was refused, and with it the whole request",
                "row " + number,
                reason,
                detail);
    }

    static Problem busy(String thing, String value, String limit) {
        return new Problem(503, "busy", "Too busy: come back with the same Idempotency-Key", thing, value, limit);
    }

    static Problem unavailable(String thing, String value, String limit) {
        return new Problem(
                503,
                "unavailable",
                "A part of the server is away: come back with the same Idempotency-Key",
                thing,
                value,
                limit);
    }
}

package io.tombolo.http.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal as RFC 9457 describes it.
 *
 * @param status of HTTP, 400 to 599
 * @param kind the last part of its type, {@code urn:tombolo:problem:<kind>}: lower-case words with hyphens, the same for every case
 * @param title the kind in words
 * @param detail the thing, its value and the limit; never a secret
 * @param more members beside those of the RFC, in their order
 */
public record Problem(int status, String kind, String title, String detail, Map<String, String> more) {
    /** Of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A member of a problem with status 429: after how many seconds the next try is of use. */
    static final String RETRY_AFTER = "retry_after";

    private static final String TYPE = "urn:tombolo:problem:";

    /** A request that can't be answered with anything but a problem. */
    public static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        public Refusal(Problem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }

    /** A problem without further members, whose title is its kind. */
    public static Problem of(int status, String kind, String detail) {
        String title = Character.toUpperCase(kind.charAt(0)) + kind.substring(1).replace('-', ' ');
        return new Problem(status, kind, title, detail, Map.of());
    }

    /** The same with other further members. */
    public Problem with(Map<String, String> members) {
        return new Problem(status, kind, title, detail, members);
    }

    /** The document, with the headers that HTTP asks for beside its status; {@code Retry-After} is in seconds. */
    public ApiResponse document() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", TYPE + kind);
        json.put("title", title);
        json.put("status", status);
        json.put("detail", detail);
        json.putAll(more);
        ApiResponse document = ApiResponse.json(status, json).with("Content-Type", MEDIA_TYPE);
        return switch (status) {
            case 401 -> document.with("WWW-Authenticate", "Bearer");
            case 409 -> document.with("Retry-After", "1");
            case 429 -> document.with("Retry-After", more.getOrDefault(RETRY_AFTER, "1"));
            case 503 -> document.with("Retry-After", kind.equals("busy") ? "1" : "5");
            default -> document;
        };
    }
}

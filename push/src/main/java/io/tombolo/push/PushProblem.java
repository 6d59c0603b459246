package io.tombolo.push;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** What pushed requests are refused with: problem documents that also have {@code thing}, {@code value} and {@code limit}. */
final class PushProblem {
    private static final String RETRY = ": come back with the same Idempotency-Key";

    private PushProblem() {}

    /**
     * A refusal.
     *
     * @param thing what it is about, as {@code body} or {@code row 3}
     * @param value what it was, never a secret
     * @param limit what it must be
     */
    static Problem.Refusal refused(int status, String kind, String title, String thing, String value, String limit) {
        String detail = thing + ": " + value + (limit.isEmpty() ? "" : ", " + limit);
        return new Problem.Refusal(new Problem(status, kind, title, detail, members(thing, value, limit)));
    }

    private static Map<String, String> members(String thing, String value, String limit) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("thing", thing);
        members.put("value", value);
        members.put("limit", limit);
        return members;
    }

    /** In one form, whether push itself refuses or the server in front of it. */
    static ApiResponse document(Problem problem) {
        Problem whole = problem.more().isEmpty() ? problem.with(members("request", problem.detail(), "")) : problem;
        ApiResponse document = whole.document();
        return whole.status() == 415 ? document.with("Accept-Encoding", "gzip, identity") : document;
    }

    static Problem.Refusal tooLarge(String thing, String value, String limit) {
        return refused(413, "too-large", "Too large", thing, value, limit);
    }

    static Problem.Refusal row(int number, String reason, String detail) {
        return refused(
                422,
                "row-refused",
                "A row was refused, and with it the whole request",
                "row " + number,
                reason,
                detail);
    }

    static Problem.Refusal busy(String thing, String value, String limit) {
        return refused(503, "busy", "Too busy" + RETRY, thing, value, limit);
    }

    static Problem.Refusal unavailable(String thing, String value, String limit) {
        return refused(503, "unavailable", "A part of the server is away" + RETRY, thing, value, limit);
    }
}

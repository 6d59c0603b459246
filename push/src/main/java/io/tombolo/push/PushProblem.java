package io.tombolo.push;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.ProblemException;
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
    static ProblemException refused(int status, String kind, String title, String thing, String value, String limit) {
        String detail = thing + ": " + value + (limit.isEmpty() ? "" : ", " + limit);
        return new ProblemException(new Problem(status, kind, title, detail, members(thing, value, limit)));
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

    static ProblemException tooLarge(String thing, String value, String limit) {
        return refused(413, "too-large", "Too large", thing, value, limit);
    }

    static ProblemException row(int number, String reason, String detail) {
        return refused(
                422,
                "row-refused",
                "A row was refused, and with it the whole request",
                "row " + number,
                reason,
                detail);
    }

    static ProblemException busy(String thing, String value, String limit) {
        return refused(503, "busy", "Too busy" + RETRY, thing, value, limit);
    }

    static ProblemException unavailable(String thing, String value, String limit) {
        return refused(503, "unavailable", "A part of the server is away" + RETRY, thing, value, limit);
    }
}

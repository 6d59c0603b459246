package io.tombolo.provenance;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal by the read side: a problem document that also has {@code error}, the kind as a word, and {@code message}, the detail. */
final class ReadSideProblem {
    private ReadSideProblem() {}

    /** @param error a short constant word, in lower case with underscores */
    static ApiResponse of(int status, String error, String message) {
        return of(status, error, message, Map.of());
    }

    /** @param more further members */
    static ApiResponse of(int status, String error, String message, Map<String, String> more) {
        return document(Problem.of(status, error.replace('_', '-'), message).with(more));
    }

    static ApiResponse document(Problem problem) {
        Map<String, String> members = new LinkedHashMap<>(problem.more());
        members.put("error", problem.kind().replace('-', '_'));
        members.put("message", problem.detail());
        return problem.with(members).document();
    }
}

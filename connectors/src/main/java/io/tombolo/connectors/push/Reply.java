package io.tombolo.connectors.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer; its text is UTF-8. */
record Reply(int status, Map<String, String> headers, String body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    Reply {
        headers = Map.copyOf(headers);
    }

    static Reply json(int status, String json) {
        return new Reply(status, Map.of("Content-Type", "application/json"), json);
    }

    static Reply of(Problem problem) {
        Reply reply = new Reply(problem.status(), Map.of("Content-Type", Problem.MEDIA_TYPE), text(problem.toJson()));
        return switch (problem.status()) {
            case 401 -> reply.with("WWW-Authenticate", "Bearer");
            case 415 -> reply.with("Accept-Encoding", "gzip, identity");
            case 409 -> reply.with("Retry-After", "1");
            case 503 -> reply.with("Retry-After", problem.kind().equals("busy") ? "1" : "5");
            default -> reply;
        };
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and strings that are not JSON", e);
        }
    }
}

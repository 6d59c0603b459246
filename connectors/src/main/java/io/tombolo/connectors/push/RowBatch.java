package io.tombolo.connectors.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import java.util.ArrayList;
import java.util.List;

/** The rows of one request's body: one JSON object, an array of them, or one on each line. */
final class RowBatch {

    private RowBatch() {}

    /**
     * Reads a body.
     *
     * @param mediaType the request's, without parameters, in lower case
     * @throws RequestRefused when it is not JSON, of another type, or has more than {@code limit} rows
     */
    static List<JsonNode> read(String mediaType, byte[] body, int limit) {
        List<JsonNode> rows = switch (mediaType) {
            case "application/json", "application/cloudevents+json", "application/cloudevents-batch+json" ->
                whole(body);
            case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" -> lines(body, limit);
            default ->
                throw new RequestRefused(new Problem(
                        415,
                        "media-type",
                        "Unsupported media type",
                        "Content-Type",
                        mediaType.isEmpty() ? "none" : "'" + mediaType + "'",
                        "must be application/json or application/x-ndjson"));
        };
        if (rows.isEmpty()) {
            throw new RequestRefused(bad("body", "0 rows", "at least 1"));
        }
        if (rows.size() > limit) {
            throw new RequestRefused(Problem.tooLarge("body", rows.size() + " rows", "limit " + limit));
        }
        return rows;
    }

    private static List<JsonNode> whole(byte[] body) {
        JsonNode json = json("body", body, 0, body.length);
        List<JsonNode> rows = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(rows::add);
        } else {
            rows.add(json);
        }
        return rows;
    }

    private static List<JsonNode> lines(byte[] body, int limit) {
        List<JsonNode> rows = new ArrayList<>();
        int start = 0;
        int line = 0;
        while (start < body.length && rows.size() <= limit) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            line++;
            if (!blank(body, start, end)) {
                rows.add(json("line " + line, body, start, end - start));
            }
            start = end + 1;
        }
        return rows;
    }

    private static boolean blank(byte[] body, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static JsonNode json(String thing, byte[] bytes, int from, int length) {
        try {
            return StrictJson.read(bytes, from, length);
        } catch (BadJsonException e) {
            throw new RequestRefused(
                    e.column() == 0
                            ? bad(thing, "bytes that are not UTF-8", "must be UTF-8")
                            : bad(thing, "no JSON: " + e.getMessage(), "line " + e.line() + ", column " + e.column()));
        }
    }

    private static Problem bad(String thing, String value, String limit) {
        return new Problem(400, "bad-request", "Bad request", thing, value, limit);
    }
}

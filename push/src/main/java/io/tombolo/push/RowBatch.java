package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.http.server.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one request's body: one JSON object, an array of them, or one on each line. */
final class RowBatch {

    private RowBatch() {}

    /**
     * Reads a body.
     *
     * @param mediaType the request's, without parameters, in lower case
     * @param binary what headers say when the body is the data of one CloudEvent, or null
     * @throws Problem.Refusal when it is not JSON, of another type, or has more than {@code limit} rows
     */
    static List<PushedRow> read(String mediaType, byte[] body, int limit, @Nullable CloudAttributes binary) {
        if (binary != null) {
            JsonNode data = json("body", body, 0, body.length);
            if (!data.isObject()) {
                throw CloudAttributes.refused("CloudEvent", "its data is not a JSON object", "must be one row");
            }
            return List.of(new PushedRow(data, binary));
        }
        List<JsonNode> found = found(mediaType, body, limit);
        boolean events = mediaType.startsWith("application/cloudevents");
        List<PushedRow> rows = new ArrayList<>(found.size());
        for (JsonNode one : found) {
            String thing = "row " + (rows.size() + 1);
            rows.add(
                    events || StructuredEvent.isOne(one) ? StructuredEvent.read(thing, one) : new PushedRow(one, null));
        }
        return rows;
    }

    private static List<JsonNode> found(String mediaType, byte[] body, int limit) {
        List<JsonNode> rows = switch (mediaType) {
            case "application/json" -> whole(body);
            case "application/cloudevents+json" -> List.of(json("body", body, 0, body.length));
            case "application/cloudevents-batch+json" -> {
                JsonNode batch = json("body", body, 0, body.length);
                if (!batch.isArray()) {
                    throw bad("body", "one JSON value", "must be an array of CloudEvents");
                }
                yield items(batch);
            }
            case "application/x-ndjson", "application/jsonl", "application/x-jsonlines" -> lines(body, limit);
            default ->
                throw PushProblem.refused(
                        415,
                        "media-type",
                        "Unsupported media type",
                        "Content-Type",
                        mediaType.isEmpty() ? "none" : "'" + mediaType + "'",
                        "must be application/json, application/x-ndjson, application/cloudevents+json or"
                                + " application/cloudevents-batch+json");
        };
        if (rows.isEmpty()) {
            throw bad("body", "0 rows", "at least 1");
        }
        if (rows.size() > limit) {
            throw PushProblem.tooLarge("body", rows.size() + " rows", "limit " + limit);
        }
        return rows;
    }

    private static List<JsonNode> whole(byte[] body) {
        JsonNode json = json("body", body, 0, body.length);
        return json.isArray() ? items(json) : List.of(json);
    }

    private static List<JsonNode> items(JsonNode array) {
        List<JsonNode> rows = new ArrayList<>();
        array.forEach(rows::add);
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
            throw e.column() == 0
                    ? bad(thing, "bytes that are not UTF-8", "must be UTF-8")
                    : bad(thing, "not JSON: " + e.getMessage(), "line " + e.line() + ", column " + e.column());
        }
    }

    private static Problem.Refusal bad(String thing, String value, String limit) {
        return PushProblem.refused(400, "bad-request", "Bad request", thing, value, limit);
    }
}

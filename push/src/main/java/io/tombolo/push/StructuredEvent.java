package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.json.BadJsonException;
import io.tombolo.connectors.json.StrictJson;
import io.tombolo.http.server.Problem;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A CloudEvent in its JSON format: one object that holds attributes and data. */
final class StructuredEvent {

    private static final String DATA_BASE64 = "data_base64";

    private StructuredEvent() {}

    /** Whether an object in a body of plain JSON is one: it names a version, a type and data, as rows don't. */
    static boolean isOne(JsonNode row) {
        return row.path(CloudAttributes.VERSION).isTextual()
                && row.path(CloudAttributes.TYPE).isTextual()
                && (row.has(CloudAttributes.DATA) || row.has(DATA_BASE64));
    }

    /**
     * The row that an event carries.
     *
     * @param thing what the event is called in a refusal
     * @throws Problem.Refusal when it is not a CloudEvent 1.0, or its data is not JSON
     */
    static PushedRow read(String thing, JsonNode event) {
        if (!event.isObject()) {
            throw CloudAttributes.refused(thing, "not a JSON object", "must be a CloudEvent");
        }
        Map<String, String> said = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.equals(CloudAttributes.DATA) || name.equals(DATA_BASE64) || value.isNull()) {
                continue;
            }
            if (!value.isValueNode()) {
                throw CloudAttributes.refused(thing, name + " is an object or an array", "an attribute must be a text");
            }
            said.put(name, value.asText());
        }
        CloudAttributes attributes = CloudAttributes.of(thing, said);
        CloudAttributes.requireJson(thing, said.get(CloudAttributes.CONTENT_TYPE));
        return new PushedRow(data(thing, event), attributes);
    }

    private static JsonNode data(String thing, JsonNode event) {
        JsonNode plain = event.path(CloudAttributes.DATA);
        JsonNode packed = event.path(DATA_BASE64);
        if (plain.isMissingNode() == packed.isMissingNode()) {
            throw CloudAttributes.refused(
                    thing,
                    plain.isMissingNode() ? "has no data" : "has data and data_base64",
                    "must have one of data and data_base64");
        }
        JsonNode data = packed.isMissingNode() ? plain : decoded(thing, packed);
        if (!data.isObject()) {
            throw CloudAttributes.refused(thing, "its data is not a JSON object", "must be one row");
        }
        return data;
    }

    private static JsonNode decoded(String thing, JsonNode packed) {
        try {
            byte[] json = Base64.getDecoder().decode(packed.isTextual() ? packed.textValue() : "?");
            return StrictJson.read(json, 0, json.length);
        } catch (IllegalArgumentException e) {
            throw CloudAttributes.refused(thing, DATA_BASE64 + " is not base64", "must be RFC 4648, with padding");
        } catch (BadJsonException e) {
            throw CloudAttributes.refused(
                    thing,
                    DATA_BASE64 + " is not JSON: " + e.getMessage(),
                    "line " + e.line() + ", column " + e.column());
        }
    }
}

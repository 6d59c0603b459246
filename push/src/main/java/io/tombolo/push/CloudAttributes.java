package io.tombolo.push;

import io.tombolo.http.server.Problem;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a CloudEvent 1.0 that have a place in a change event, checked. All others stay behind.
 *
 * @param time RFC 3339, or null
 */
record CloudAttributes(
        String id, String source, String type, @Nullable String time) {

    static final String VERSION = "specversion";
    static final String ID = "id";
    static final String SOURCE = "source";
    static final String TYPE = "type";
    static final String TIME = "time";
    static final String CONTENT_TYPE = "datacontenttype";
    static final String DATA = "data";

    private static final Pattern JSON_TYPE =
            Pattern.compile("(?i)[a-z0-9!#$&^_.+-]+/(json|[a-z0-9!#$&^_.+-]+\\+json)[ \t]*(;.*)?");

    /**
     * Takes the attributes of an event.
     *
     * @param thing what the event is called in a refusal
     * @param said each attribute's text
     * @throws Problem.Refusal when one is missing or can't be
     */
    static CloudAttributes of(String thing, Map<String, String> said) {
        String version = said.get(VERSION);
        if (!"1.0".equals(version)) {
            throw refused(thing, VERSION + (version == null ? " missing" : " '" + version + "'"), "must be 1.0");
        }
        return new CloudAttributes(
                required(thing, said, ID),
                required(thing, said, SOURCE),
                required(thing, said, TYPE),
                time(thing, said));
    }

    /** Equal for equal attributes: a retry with the same body and others is another request. */
    String text() {
        return String.join("\n", "CloudEvent", id, source, type, time == null ? "" : time, "");
    }

    private static String required(String thing, Map<String, String> said, String name) {
        String value = said.get(name);
        if (value == null || value.isEmpty()) {
            throw refused(thing, name + (value == null ? " missing" : " empty"), "must be some text");
        }
        return value;
    }

    private static @Nullable String time(String thing, Map<String, String> said) {
        String time = said.get(TIME);
        if (time == null) {
            return null;
        }
        try {
            OffsetDateTime unused = OffsetDateTime.parse(time);
            return time;
        } catch (DateTimeParseException e) {
            throw refused(thing, TIME + " '" + shortened(time) + "'", "must be RFC 3339, as 2026-01-31T10:00:00Z");
        }
    }

    /** Makes sure that an event's data is JSON; a missing type means that. */
    static void requireJson(String thing, @Nullable String contentType) {
        if (contentType != null && !JSON_TYPE.matcher(contentType).matches()) {
            throw refused(
                    thing,
                    CONTENT_TYPE + " '" + shortened(contentType) + "'",
                    "must be application/json, or end in +json");
        }
    }

    static Problem.Refusal refused(String thing, String value, String limit) {
        return PushProblem.refused(
                422, "cloud-event", "A CloudEvent was refused, and with it the whole request", thing, value, limit);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** An event whose data is a document, as the transform knows CloudEvents. */
    Map<String, @Nullable Object> around(@Nullable Object document) {
        Map<String, @Nullable Object> event = new HashMap<>();
        event.put(VERSION, "1.0");
        event.put(ID, id);
        event.put(SOURCE, source);
        event.put(TYPE, type);
        event.put(TIME, time);
        event.put(DATA, document);
        return event;
    }

    /** An event whose data is a row of a schema, as the transform knows CloudEvents. */
    Struct around(Struct row) {
        Schema schema = SchemaBuilder.struct()
                .field(VERSION, Schema.STRING_SCHEMA)
                .field(ID, Schema.STRING_SCHEMA)
                .field(SOURCE, Schema.STRING_SCHEMA)
                .field(TYPE, Schema.STRING_SCHEMA)
                .field(TIME, Schema.OPTIONAL_STRING_SCHEMA)
                .field(DATA, row.schema())
                .build();
        return new Struct(schema)
                .put(VERSION, "1.0")
                .put(ID, id)
                .put(SOURCE, source)
                .put(TYPE, type)
                .put(TIME, time)
                .put(DATA, row);
    }
}

package io.tombolo.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.SchemaSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Confluent's resources: which path does what. */
final class Api {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Registry registry;
    private final SubjectsApi subjects;

    Api(Registry registry) {
        this.registry = registry;
        this.subjects = new SubjectsApi(registry);
    }

    /** Says that something does not exist only once it has read all that the topic holds by then. */
    JsonNode answer(Call call) {
        try {
            return route(call);
        } catch (Problem e) {
            if (!e.isMissing()) {
                throw e;
            }
            // Another instance may have registered it a moment ago, and a record without a schema is committed so for
            // ever.
            registry.catchUp();
            return route(call);
        }
    }

    private JsonNode route(Call call) {
        List<String> path = call.path();
        String root = path.isEmpty() ? "" : path.get(0);
        return switch (root) {
            case "" -> JSON.objectNode();
            case "subjects" -> subjects.answer(call);
            case "schemas" -> schemas(call);
            case "config" -> config(call);
            case "mode" -> mode(call);
            case "compatibility" -> compatibility(call);
            default -> throw call.notFound();
        };
    }

    private JsonNode schemas(Call call) {
        List<String> path = call.path();
        if (!call.method().equals("GET") || path.size() < 2) {
            throw call.notFound();
        }
        if (path.get(1).equals("types") && path.size() == 2) {
            return JSON.arrayNode().add("AVRO");
        }
        if (path.size() == 2 || path.size() > 4) {
            throw call.notFound();
        }
        return switch (path.get(1)) {
            case "ids" -> byId(call, path.get(2));
            case "guids" -> byGuid(path.get(2));
            default -> throw call.notFound();
        };
    }

    private JsonNode byId(Call call, String idText) {
        int id = parseId(idText);
        SchemaSource source = registry.store().byId(id).orElseThrow(() -> Problem.schemaNotFound(idText));
        if (call.path().size() == 3) {
            return described(source);
        }
        List<Store.Version> versions = registry.store().all().stream()
                .filter(version -> version.id() == id && (!version.deleted() || call.flag("deleted")))
                .toList();
        return switch (call.path().get(3)) {
            case "schema" -> Change.raw(source);
            case "subjects" -> {
                ArrayNode names = JSON.arrayNode();
                versions.stream().map(Store.Version::subject).distinct().forEach(names::add);
                yield names;
            }
            case "versions" -> {
                ArrayNode list = JSON.arrayNode();
                versions.forEach(version ->
                        list.addObject().put("subject", version.subject()).put("version", version.version()));
                yield list;
            }
            default -> throw call.notFound();
        };
    }

    private JsonNode byGuid(String text) {
        UUID guid;
        try {
            guid = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.schemaNotFound(text);
        }
        return described(registry.store().byGuid(guid).orElseThrow(() -> Problem.schemaNotFound(text)));
    }

    private static ObjectNode described(SchemaSource source) {
        ObjectNode answer = JSON.objectNode();
        Change.write(answer, source);
        return answer.put("guid", Store.guid(source).toString());
    }

    private JsonNode config(Call call) {
        String subject = subject(call);
        Store store = registry.store();
        switch (call.method()) {
            case "GET" -> {
                Optional<Compatibility> own = store.ownLevel(subject);
                if (own.isEmpty() && !subject.isEmpty() && !call.flag("defaultToGlobal")) {
                    throw new Problem(
                            40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
                }
                return JSON.objectNode()
                        .put("compatibilityLevel", store.level(subject).name());
            }
            case "PUT" -> {
                Compatibility level =
                        parseLevel(call.body().path("compatibility").asText(""));
                registry.setLevel(subject, level);
                return JSON.objectNode().put("compatibility", level.name());
            }
            case "DELETE" -> {
                Compatibility before = store.level(subject);
                registry.dropLevel(subject);
                return JSON.objectNode().put("compatibilityLevel", before.name());
            }
            default -> throw call.notAllowed();
        }
    }

    private JsonNode mode(Call call) {
        String subject = subject(call);
        Store store = registry.store();
        switch (call.method()) {
            case "GET" -> {
                if (store.ownReadOnly(subject).isEmpty() && !subject.isEmpty() && !call.flag("defaultToGlobal")) {
                    throw new Problem(40409, "Subject '" + subject + "' does not have subject-level mode configured");
                }
                return JSON.objectNode().put("mode", mode(subject));
            }
            case "PUT" -> {
                String mode = call.body().path("mode").asText("");
                if (!mode.equals("READONLY") && !mode.equals("READWRITE")) {
                    throw new Problem(42204, "Invalid mode '" + mode + "'. Valid values are READWRITE and READONLY");
                }
                registry.setReadOnly(subject, mode.equals("READONLY"));
                return JSON.objectNode().put("mode", mode);
            }
            case "DELETE" -> {
                ObjectNode before = JSON.objectNode().put("mode", mode(subject));
                registry.dropReadOnly(subject);
                return before;
            }
            default -> throw call.notAllowed();
        }
    }

    private String mode(String subject) {
        return registry.store().isReadOnly(subject) ? "READONLY" : "READWRITE";
    }

    private JsonNode compatibility(Call call) {
        List<String> path = call.path();
        boolean shaped = path.size() >= 4
                && path.size() <= 5
                && path.get(1).equals("subjects")
                && path.get(3).equals("versions");
        if (!shaped) {
            throw call.notFound();
        }
        if (!call.method().equals("POST")) {
            throw call.notAllowed();
        }
        String subject = path.get(2);
        Registry.Parsed parsed = registry.parse(SubjectsApi.sent(call.body()));
        List<Store.Version> against =
                path.size() == 5 ? List.of(registry.version(subject, path.get(4), false)) : registry.live(subject);
        List<String> conflicts = registry.conflicts(subject, parsed.schema(), against);
        ObjectNode answer = JSON.objectNode().put("is_compatible", conflicts.isEmpty());
        if (call.flag("verbose")) {
            conflicts.forEach(answer.putArray("messages")::add);
        }
        return answer;
    }

    private static String subject(Call call) {
        if (call.path().size() > 2) {
            throw call.notFound();
        }
        return call.path().size() == 2 ? call.path().get(1) : "";
    }

    private static int parseId(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Problem(404, "HTTP 404 Not Found: schema id '" + text + "'");
        }
    }

    private static Compatibility parseLevel(String text) {
        try {
            return Compatibility.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    42203,
                    "Invalid compatibility level '" + text + "'. Valid values are " + List.of(Compatibility.values()));
        }
    }
}

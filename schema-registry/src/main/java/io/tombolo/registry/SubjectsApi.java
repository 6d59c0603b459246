package io.tombolo.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.schemas.registry.SchemaSource;
import java.util.List;

/** Everything under {@code /subjects}. */
final class SubjectsApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Registry registry;

    SubjectsApi(Registry registry) {
        this.registry = registry;
    }

    JsonNode answer(Call call) {
        List<String> path = call.path();
        return switch (path.size()) {
            case 1 -> names(call);
            case 2 -> subject(call, path.get(1));
            case 3 -> versions(call, path.get(1));
            case 4 -> version(call, path.get(1), path.get(3));
            case 5 -> detail(call, path.get(1), path.get(3), path.get(4));
            default -> throw call.notFound();
        };
    }

    /** The schema in a request's body. */
    static SchemaSource sent(JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw Problem.invalidSchema("type " + type + "; this registry keeps AVRO only");
        }
        if (!body.path("schema").isTextual()) {
            throw Problem.invalidSchema("'schema' must be a string");
        }
        return Change.source(body);
    }

    private JsonNode names(Call call) {
        if (!call.method().equals("GET")) {
            throw call.notAllowed();
        }
        ArrayNode names = JSON.arrayNode();
        registry.store().subjects().forEach((name, alive) -> {
            if ((alive || call.flag("deleted")) && name.startsWith(call.query().apply("subjectPrefix"))) {
                names.add(name);
            }
        });
        return names;
    }

    private JsonNode subject(Call call, String subject) {
        return switch (call.method()) {
            case "POST" -> lookUp(call, subject);
            case "DELETE" -> {
                boolean permanent = call.flag("permanent");
                List<Store.Version> all = registry.store().versions(subject);
                List<Store.Version> chosen = permanent ? all : registry.live(subject);
                if (all.isEmpty()) {
                    throw Problem.subjectNotFound(subject);
                }
                if (chosen.isEmpty()) {
                    throw new Problem(
                            40404,
                            "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
                }
                ArrayNode numbers = JSON.arrayNode();
                registry.delete(subject, chosen, permanent).forEach(numbers::add);
                yield numbers;
            }
            default -> throw call.notAllowed();
        };
    }

    private JsonNode lookUp(Call call, String subject) {
        boolean deletedToo = call.flag("deleted");
        boolean exists = !(deletedToo ? registry.store().versions(subject) : registry.live(subject)).isEmpty();
        if (!exists) {
            throw Problem.subjectNotFound(subject);
        }
        Registry.Parsed parsed = registry.parse(sent(call.body()));
        return described(registry.find(subject, parsed, call.flag("normalize"), deletedToo)
                .orElseThrow(() -> new Problem(40403, "Schema not found")));
    }

    private JsonNode versions(Call call, String subject) {
        if (!call.path().get(2).equals("versions")) {
            throw call.notFound();
        }
        return switch (call.method()) {
            case "GET" -> {
                List<Store.Version> versions =
                        call.flag("deleted") ? registry.store().versions(subject) : registry.live(subject);
                if (versions.isEmpty()) {
                    throw Problem.subjectNotFound(subject);
                }
                ArrayNode numbers = JSON.arrayNode();
                versions.forEach(version -> numbers.add(version.version()));
                yield numbers;
            }
            case "POST" -> {
                Store.Version version = registry.register(subject, sent(call.body()), call.flag("normalize"));
                yield described(version);
            }
            default -> throw call.notAllowed();
        };
    }

    private JsonNode version(Call call, String subject, String version) {
        if (!call.path().get(2).equals("versions")) {
            throw call.notFound();
        }
        return switch (call.method()) {
            case "GET" -> described(registry.version(subject, version, call.flag("deleted")));
            case "DELETE" -> {
                boolean permanent = call.flag("permanent");
                Store.Version found = registry.version(subject, version, permanent);
                registry.delete(subject, List.of(found), permanent);
                yield JSON.numberNode(found.version());
            }
            default -> throw call.notAllowed();
        };
    }

    private JsonNode detail(Call call, String subject, String version, String detail) {
        if (!call.path().get(2).equals("versions") || !call.method().equals("GET")) {
            throw call.notFound();
        }
        Store.Version found = registry.version(subject, version, false);
        return switch (detail) {
            case "schema" -> Change.raw(found.source());
            case "referencedby" -> {
                ArrayNode ids = JSON.arrayNode();
                registry.referencedBy(found).forEach(ids::add);
                yield ids;
            }
            default -> throw call.notFound();
        };
    }

    private static ObjectNode described(Store.Version version) {
        ObjectNode answer = JSON.objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("guid", Store.guid(version.source()).toString())
                .put("schemaType", "AVRO");
        Change.write(answer, version.source());
        return answer;
    }
}

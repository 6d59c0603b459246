package io.tombolo.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The description of the API, as a client reads it, and stricter: an answer may have no member that it does not have. */
final class OpenApi {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final JsonNode root;

    OpenApi() {
        try (InputStream in = ProvenanceApi.class.getResourceAsStream("openapi.yaml")) {
            root = new YAMLMapper().readTree(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        // Those that others extend have further members there.
        root.path("components").path("schemas").properties().forEach(schema -> {
            if (!Set.of("Dataset", "Event").contains(schema.getKey())) {
                close(schema.getValue());
            }
        });
    }

    /** Every object whose members are listed has no others. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("unevaluatedProperties", false);
            object.path("properties").forEach(OpenApi::close);
        }
        close(schema, "items");
        close(schema, "additionalProperties");
    }

    private static void close(JsonNode schema, String member) {
        if (schema.path(member).isObject()) {
            close(schema.path(member));
        }
    }

    /** Each as {@code GET /api/v1/overview}, with its parameters but those in the path and in headers. */
    Map<String, Set<String>> routes() {
        Map<String, Set<String>> routes = new TreeMap<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (method.getKey().equals("get") || method.getKey().equals("post")) {
                        Set<String> parameters = new TreeSet<>();
                        collect(path.getValue().path("parameters"), parameters);
                        collect(method.getValue().path("parameters"), parameters);
                        routes.put(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), parameters);
                    }
                }));
        return routes;
    }

    private void collect(JsonNode parameters, Set<String> names) {
        for (JsonNode one : parameters) {
            JsonNode parameter = resolved(one);
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
    }

    private JsonNode resolved(JsonNode one) {
        return one.has("$ref") ? root.at(one.path("$ref").asText().substring(1)) : one;
    }

    /** What is wrong with an answer; empty when nothing is. */
    Collection<String> faults(String method, String path, int status, String type, JsonNode body) {
        JsonNode operation = root.path("paths").path(template(path)).path(method.toLowerCase(Locale.ROOT));
        JsonNode response = resolved(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return Set.of(method + " " + path + ": status " + status + " is not described");
        }
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            return Set.of(method + " " + path + ": type " + type + " is not described for " + status);
        }
        if (!content.has("schema")) {
            return Set.of();
        }
        ObjectNode schema = content.path("schema").deepCopy();
        close(schema);
        if (schema.has("allOf")) {
            schema.put("unevaluatedProperties", false);
        }
        schema.set("components", root.path("components"));
        return SCHEMAS.getSchema(schema).validate(body).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    /** The described path that this one is; those without names in them first. */
    String template(String path) {
        String bare = path.replaceFirst("[?].*", "");
        for (boolean fixed : new boolean[] {true, false}) {
            for (Map.Entry<String, JsonNode> one : root.path("paths").properties()) {
                String template = one.getKey();
                if (fixed != template.contains("{") && bare.matches(pattern(template))) {
                    return template;
                }
            }
        }
        throw new IllegalArgumentException(path + " is not described");
    }

    private static String pattern(String template) {
        return Pattern.quote(template)
                .replace("{origin}", "\\E[^/]+/[^/]+/[0-9]+\\Q")
                .replace("{tile}", "\\E.+\\Q")
                .replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q");
    }
}

package io.tombolo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.tombolo.house.DocPage;
import java.io.IOException;
import java.util.List;

/** Schemas of kinds of resources, as their makers publish them, and stricter: what a schema does not name is an error. */
final class KubernetesSchemas {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode root;

    /** @param name of a file beside the tests' resources */
    KubernetesSchemas(String name) throws IOException {
        root = new ObjectMapper()
                .readTree(DocPage.ROOT
                        .resolve("cli/src/test/resources/io/tombolo/kubernetes/" + name + ".json")
                        .toFile());
        root.path("kinds").forEach(KubernetesSchemas::close);
        root.path("$defs").forEach(KubernetesSchemas::close);
    }

    /** Objects whose members are named have no others; alternatives are parts of an object that is closed already. */
    private static void close(JsonNode schema) {
        boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        if (schema instanceof ObjectNode object
                && object.has("properties")
                && !object.has("additionalProperties")
                && !open) {
            object.put("additionalProperties", false);
        }
        schema.path("properties").forEach(KubernetesSchemas::close);
        for (String below : List.of("items", "additionalProperties")) {
            if (schema.path(below).isObject()) {
                close(schema.path(below));
            }
        }
    }

    /** What is wrong with a resource; empty when nothing is. */
    List<String> errors(JsonNode resource) {
        String kind = resource.path("apiVersion").asText() + " "
                + resource.path("kind").asText();
        JsonNode schema = root.path("kinds").path(kind);
        if (schema.isMissingNode()) {
            return List.of("no schema of " + kind);
        }
        ObjectNode whole = schema.deepCopy();
        whole.set("$defs", root.path("$defs"));
        return SCHEMAS.getSchema(whole).validate(resource).stream()
                .map(String::valueOf)
                .toList();
    }
}

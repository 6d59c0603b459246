package io.tombolo.schemas.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which names are defined where: in the schema itself, or in one that it refers to. */
final class Definitions {

    /** A definition in a schema referred to, with the namespace around it. */
    record Elsewhere(JsonNode definition, String enclosing) {}

    private final Set<String> here = new HashSet<>();
    private final Map<String, Elsewhere> elsewhere = new HashMap<>();

    static Definitions of(JsonNode main, List<JsonNode> others) {
        Definitions definitions = new Definitions();
        definitions.scan(main, "", false);
        others.forEach(other -> definitions.scan(other, "", true));
        return definitions;
    }

    /** The full name that {@code name} means inside {@code namespace}; Avro falls back to the null namespace. */
    String resolve(String name, String namespace) {
        String full = Names.within(name, namespace);
        if (isDefined(full)) {
            return full;
        }
        if (isDefined(name)) {
            return name;
        }
        throw new MalformedSchemaException("name '" + full + "': defined neither in the schema nor in its references");
    }

    /** The definition of a full name outside the schema itself, or null when it's inside. */
    @Nullable Elsewhere elsewhere(String fullName) {
        return elsewhere.get(fullName);
    }

    private boolean isDefined(String fullName) {
        return here.contains(fullName) || elsewhere.containsKey(fullName);
    }

    private void scan(JsonNode schema, String enclosing, boolean referenced) {
        if (schema.isArray()) {
            schema.forEach(branch -> scan(branch, enclosing, referenced));
            return;
        }
        if (!schema.isObject()) {
            return;
        }
        JsonNode type = schema.get("type");
        if (type == null || !type.isTextual()) {
            if (type != null) {
                scan(type, enclosing, referenced);
            }
            return;
        }
        switch (type.textValue()) {
            case "array" -> scanMember(schema, "items", enclosing, referenced);
            case "map" -> scanMember(schema, "values", enclosing, referenced);
            case "record", "error" -> {
                String name = define(schema, enclosing, referenced);
                JsonNode fields = schema.path("fields");
                fields.forEach(field -> scanMember(field, "type", Names.namespace(name), referenced));
            }
            case "enum", "fixed" -> define(schema, enclosing, referenced);
            default -> {
                // A primitive, or a name: defines nothing.
            }
        }
    }

    private void scanMember(JsonNode object, String member, String enclosing, boolean referenced) {
        JsonNode value = object.get(member);
        if (value != null) {
            scan(value, enclosing, referenced);
        }
    }

    private String define(JsonNode definition, String enclosing, boolean referenced) {
        String name = Names.ofDefinition(definition, enclosing);
        if (isDefined(name)) {
            throw new MalformedSchemaException("name '" + name + "': defined twice");
        }
        if (referenced) {
            elsewhere.put(name, new Elsewhere(definition, enclosing));
        } else {
            here.add(name);
        }
        return name;
    }
}

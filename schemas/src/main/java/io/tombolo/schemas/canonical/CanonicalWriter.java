package io.tombolo.schemas.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Walks a schema and writes it in the strict canonical form. */
final class CanonicalWriter {

    private final Definitions definitions;
    private final Set<String> written = new HashSet<>();
    private final CanonicalJson json;

    CanonicalWriter(Definitions definitions, StringBuilder out) {
        this.definitions = definitions;
        this.json = new CanonicalJson(out);
    }

    void schema(JsonNode schema, String namespace) {
        if (schema.isTextual()) {
            name(schema.textValue(), namespace);
        } else if (schema.isArray()) {
            json.array(schema, branch -> schema(branch, namespace));
        } else if (schema.isObject()) {
            object(schema, namespace);
        } else {
            throw new MalformedSchemaException(
                    "schema: a " + schema.getNodeType() + " where a name, an array or an object must be");
        }
    }

    private void name(String name, String namespace) {
        if (Names.PRIMITIVES.contains(name)) {
            json.string(name);
            return;
        }
        String full = definitions.resolve(name, namespace);
        Definitions.Elsewhere elsewhere = definitions.elsewhere(full);
        if (elsewhere == null || written.contains(full)) {
            json.string(full);
        } else {
            schema(elsewhere.definition(), elsewhere.enclosing());
        }
    }

    private void object(JsonNode schema, String namespace) {
        JsonNode typeNode = schema.get("type");
        if (typeNode != null && !typeNode.isTextual() && schema.size() == 1) {
            schema(typeNode, namespace); // an object around a whole schema says nothing
            return;
        }
        String type = Names.text(schema, "type");
        Map<String, Runnable> members = attributes(schema);
        if (Names.NAMED.contains(type)) {
            named(type, schema, namespace, members);
        } else if (type.equals("array")) {
            members.put("items", () -> schema(member(schema, "items"), namespace));
        } else if (type.equals("map")) {
            members.put("values", () -> schema(member(schema, "values"), namespace));
        } else if (members.size() == 1) {
            name(type, namespace); // an object around a bare name says nothing
            return;
        } else if (!Names.PRIMITIVES.contains(type)) {
            throw new MalformedSchemaException("type '" + type + "': a reference by name takes no attributes");
        }
        json.object(members);
    }

    private void named(String type, JsonNode schema, String namespace, Map<String, Runnable> members) {
        String name = Names.ofDefinition(schema, namespace);
        String inside = Names.namespace(name);
        written.add(name);
        members.remove("namespace");
        members.put("name", () -> json.string(name));
        aliases(schema, members, alias -> Names.checked(Names.within(alias, inside)));
        if (type.equals("record") || type.equals("error")) {
            JsonNode fields = array(member(schema, "fields"), "fields");
            members.put("fields", () -> json.array(fields, field -> field(field, inside)));
        }
    }

    private void field(JsonNode field, String namespace) {
        if (!field.isObject()) {
            throw new MalformedSchemaException("field: a " + field.getNodeType() + ", must be an object");
        }
        Map<String, Runnable> members = attributes(field);
        String name = Names.checked(Names.text(field, "name"));
        members.put("name", () -> json.string(name));
        members.put("type", () -> schema(member(field, "type"), namespace));
        if (field.path("order").asText("").equals("ascending")) {
            members.remove("order");
        }
        aliases(field, members, Names::checked);
        json.object(members);
    }

    /** All members but {@code doc}, each written as it is. */
    private Map<String, Runnable> attributes(JsonNode object) {
        Map<String, Runnable> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getKey().equals("doc")) {
                members.put(member.getKey(), () -> json.value(member.getValue()));
            }
        }
        return members;
    }

    private void aliases(JsonNode object, Map<String, Runnable> members, UnaryOperator<String> resolve) {
        JsonNode aliases = object.get("aliases");
        if (aliases == null) {
            return;
        }
        List<String> full = new ArrayList<>();
        for (JsonNode alias : array(aliases, "aliases")) {
            if (!alias.isTextual()) {
                throw new MalformedSchemaException("aliases: a " + alias.getNodeType() + ", must be strings");
            }
            full.add(resolve.apply(alias.textValue()));
        }
        if (full.isEmpty()) {
            members.remove("aliases");
        } else {
            members.put("aliases", () -> json.array(full, json::string));
        }
    }

    private static JsonNode array(JsonNode value, String name) {
        if (!value.isArray()) {
            throw new MalformedSchemaException(
                    "schema: '" + name + "' is a " + value.getNodeType() + ", must be an array");
        }
        return value;
    }

    private static JsonNode member(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new MalformedSchemaException("schema: '" + name + "' is missing, in an object with the members "
                    + object.properties().stream().map(Map.Entry::getKey).toList());
        }
        return value;
    }
}

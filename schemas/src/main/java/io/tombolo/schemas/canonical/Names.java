package io.tombolo.schemas.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/** Avro's names (specification, section Names): full or short, within a namespace. */
final class Names {

    static final Set<String> PRIMITIVES =
            Set.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");
    static final Set<String> NAMED = Set.of("record", "error", "enum", "fixed");

    private static final Pattern FULL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    private Names() {}

    /** Full name of a definition inside {@code enclosing}: a dot in the name wins over {@code namespace}. */
    static String ofDefinition(JsonNode definition, String enclosing) {
        String name = text(definition, "name");
        String namespace = definition.has("namespace") ? text(definition, "namespace") : enclosing;
        return checked(within(name, namespace));
    }

    /** {@code name} as seen from {@code namespace}, which is empty for none. */
    static String within(String name, String namespace) {
        return name.indexOf('.') >= 0 || namespace.isEmpty() ? name : namespace + "." + name;
    }

    /** What is before the last dot; empty for none. */
    static String namespace(String fullName) {
        return fullName.substring(0, Math.max(0, fullName.lastIndexOf('.')));
    }

    static String checked(String fullName) {
        if (!FULL_NAME.matcher(fullName).matches()) {
            throw new MalformedSchemaException("name '" + fullName + "': not a name in Avro's sense");
        }
        return fullName;
    }

    static String text(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || !value.isTextual()) {
            throw new MalformedSchemaException(
                    "schema: '" + member + "' must be a string, in an object with the members "
                            + object.properties().stream()
                                    .map(java.util.Map.Entry::getKey)
                                    .toList());
        }
        return value.textValue();
    }
}

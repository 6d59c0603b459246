package io.tombolo.connectors.mask;

import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * One place in a table's rows, and what the rules say of it.
 *
 * @param path the names of the fields on the way to it, joined by dots; empty for the row itself
 */
record FieldScope(FieldRules rules, String table, String path) {

    /** The name of a string's schema that says: this is the text of a JSON value. */
    static final String JSON = "io.debezium.data.Json";

    static FieldScope row(FieldRules rules, String table) {
        return new FieldScope(rules, table, "");
    }

    FieldScope at(String field) {
        return new FieldScope(rules, table, path.isEmpty() ? field : path + "." + field);
    }

    /** Whether it leaves as it is, or, when it holds other fields, with some of them. */
    boolean leaves(boolean holdsFields) {
        return leavesWhole() || (holdsFields && !named(rules.exclude()) && beneath(rules.include()));
    }

    /** Whether what is here may leave when it holds no fields. */
    boolean leavesWhole() {
        return (rules.include().isEmpty() || within(rules.include())) && !named(rules.exclude());
    }

    /** The name under which it leaves; only a row's own fields have another one than in the source. */
    String renamed() {
        return rules.rename().getOrDefault(table + "." + path, rules.rename().getOrDefault(path, path));
    }

    boolean masked() {
        return named(rules.mask());
    }

    FieldForm mask(boolean inKey) {
        return rules.masked(path, inKey);
    }

    /** Whether a rule is about something that is in this place. */
    boolean inside() {
        return beneath(rules.exclude())
                || beneath(rules.mask())
                || (beneath(rules.include()) && !within(rules.include()));
    }

    /** Whether values of a schema hold fields with names of their own. */
    static boolean holdsFields(Schema schema) {
        return switch (schema.type()) {
            case STRUCT, MAP -> true;
            case ARRAY -> holdsFields(schema.valueSchema());
            case STRING -> JSON.equals(schema.name());
            default -> false;
        };
    }

    private boolean named(Set<String> names) {
        return names.contains(path) || names.contains(table + "." + path);
    }

    /** Whether it, or something that it is in, is named. */
    private boolean within(Set<String> names) {
        if (named(names)) {
            return true;
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            String outer = path.substring(0, dot);
            if (names.contains(outer) || names.contains(table + "." + outer)) {
                return true;
            }
        }
        return false;
    }

    private boolean beneath(Set<String> names) {
        String inner = path + ".";
        String qualified = table + "." + inner;
        return names.stream().anyMatch(name -> name.startsWith(inner) || name.startsWith(qualified));
    }
}

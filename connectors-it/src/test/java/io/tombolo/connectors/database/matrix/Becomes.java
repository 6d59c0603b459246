package io.tombolo.connectors.database.matrix;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** An Avro schema in a few words. */
final class Becomes {

    private Becomes() {}

    static String of(Schema schema) {
        if (schema.isUnion()) {
            return schema.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .map(Becomes::of)
                    .findFirst()
                    .orElseThrow();
        }
        return switch (schema.getType()) {
            case ARRAY -> "array of " + of(schema.getElementType());
            case MAP -> "map of " + of(schema.getValueType());
            case RECORD -> "record `" + schema.getName() + "`";
            default -> {
                String plain = "`" + schema.getType().getName() + "`";
                if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
                    yield plain + " (decimal, " + decimal.getPrecision() + "," + decimal.getScale() + ")";
                }
                String logical = schema.getProp("logicalType");
                yield logical == null ? plain : plain + " (" + logical + ")";
            }
        };
    }
}

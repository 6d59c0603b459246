package io.tombolo.connectors.database;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** A field's type in an event, in the words of {@link Look.Column#avro}. */
final class AvroNamed {

    private AvroNamed() {}

    static String of(Schema schema) {
        if (schema.isUnion()) {
            return schema.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .map(AvroNamed::of)
                    .findFirst()
                    .orElseThrow();
        }
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        String logical = schema.getProp("logicalType");
        return switch (schema.getType()) {
            case ARRAY -> "array<" + of(schema.getElementType()) + ">";
            case RECORD -> "record";
            default -> logical == null ? schema.getType().getName() : logical;
        };
    }
}

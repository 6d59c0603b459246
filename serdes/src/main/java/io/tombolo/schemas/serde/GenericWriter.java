package io.tombolo.schemas.serde;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.jspecify.annotations.Nullable;

/** Avro's writer of generic data, which finds the branch of a nullable column without looking its name up. */
final class GenericWriter extends GenericDatumWriter<Object> {

    GenericWriter(Schema schema, GenericData data) {
        super(schema, data);
    }

    @Override
    protected int resolveUnion(Schema union, @Nullable Object datum) {
        List<Schema> branches = union.getTypes();
        if (branches.size() == 2) {
            int none = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
            Schema.Type other = branches.get(1 - none).getType();
            if (branches.get(none).getType() == Schema.Type.NULL && other != Schema.Type.NULL) {
                if (datum == null) {
                    return none;
                }
                boolean fits = switch (other) {
                    case STRING -> datum instanceof String;
                    case LONG -> datum instanceof Long;
                    case INT -> datum instanceof Integer;
                    case DOUBLE -> datum instanceof Double;
                    case BOOLEAN -> datum instanceof Boolean;
                    default -> false;
                };
                if (fits) {
                    return 1 - none;
                }
            }
        }
        return super.resolveUnion(union, datum);
    }
}

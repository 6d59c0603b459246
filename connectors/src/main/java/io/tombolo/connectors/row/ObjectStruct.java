package io.tombolo.connectors.row;

import io.tombolo.schemas.contract.ObjectClaim;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** An {@link ObjectClaim} as Connect carries it. */
public final class ObjectStruct {

    /** Its schema, in a row. */
    public static final Schema OPTIONAL = schema().optional().build();

    private ObjectStruct() {}

    static SchemaBuilder schema() {
        return SchemaBuilder.struct()
                .name(ObjectClaim.NAME)
                .field(ObjectClaim.SHA256, Schema.OPTIONAL_STRING_SCHEMA)
                .field(ObjectClaim.SIZE, Schema.OPTIONAL_INT64_SCHEMA)
                .field(ObjectClaim.MEDIA_TYPE, Schema.OPTIONAL_STRING_SCHEMA)
                .field(ObjectClaim.LOCATION, Schema.OPTIONAL_STRING_SCHEMA);
    }

    /**
     * A claim as a value of a column.
     *
     * @param schema the column's, as {@link #OPTIONAL}
     */
    public static Struct of(ObjectClaim claim, Schema schema) {
        return new Struct(schema)
                .put(ObjectClaim.SHA256, claim.sha256())
                .put(ObjectClaim.SIZE, claim.size())
                .put(ObjectClaim.MEDIA_TYPE, claim.mediaType())
                .put(ObjectClaim.LOCATION, claim.location());
    }
}

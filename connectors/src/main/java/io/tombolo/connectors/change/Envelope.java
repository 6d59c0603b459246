package io.tombolo.connectors.change;

import io.tombolo.connectors.source.Change.Op;
import io.tombolo.connectors.source.Change.Origin;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** The change-event envelope around one row schema, as {@link ChangeEventSchema} defines it. */
final class Envelope {

    private static final Schema OP = SchemaBuilder.string()
            .name(ChangeEventSchema.OP_NAME)
            .parameter(ChangeEventSchema.ENUM_PARAMETER, String.join(",", ChangeEventSchema.OPS))
            .build();

    private static final Schema SOURCE = SchemaBuilder.struct()
            .name(ChangeEventSchema.SOURCE_NAME)
            .field(ChangeEventSchema.ORGANISATION, Schema.STRING_SCHEMA)
            .field(ChangeEventSchema.SYSTEM, Schema.STRING_SCHEMA)
            .field(ChangeEventSchema.OBJECT, Schema.STRING_SCHEMA)
            .field(ChangeEventSchema.POSITION, Schema.STRING_SCHEMA)
            .field(ChangeEventSchema.TRANSACTION, Schema.OPTIONAL_STRING_SCHEMA)
            .field(ChangeEventSchema.EVENT_TIME, Timestamp.builder().optional().build())
            .build();

    private static final Field ORGANISATION = SOURCE.field(ChangeEventSchema.ORGANISATION);
    private static final Field SYSTEM = SOURCE.field(ChangeEventSchema.SYSTEM);
    private static final Field OBJECT = SOURCE.field(ChangeEventSchema.OBJECT);
    private static final Field POSITION = SOURCE.field(ChangeEventSchema.POSITION);
    private static final Field TRANSACTION = SOURCE.field(ChangeEventSchema.TRANSACTION);
    private static final Field EVENT_TIME = SOURCE.field(ChangeEventSchema.EVENT_TIME);

    private final DatasetId dataset;
    private final Schema schema;
    private final Field op;
    private final Field before;
    private final Field after;
    private final Field source;

    /** @param row the row's schema, optional, named as the dataset's row */
    Envelope(DatasetId dataset, Schema row) {
        this.dataset = dataset;
        this.schema = SchemaBuilder.struct()
                .name(ChangeEventSchema.envelopeName(dataset))
                .field(ChangeEventSchema.OP, OP)
                .field(ChangeEventSchema.BEFORE, row)
                .field(ChangeEventSchema.AFTER, row)
                .field(ChangeEventSchema.SOURCE, SOURCE)
                .build();
        this.op = schema.field(ChangeEventSchema.OP);
        this.before = schema.field(ChangeEventSchema.BEFORE);
        this.after = schema.field(ChangeEventSchema.AFTER);
        this.source = schema.field(ChangeEventSchema.SOURCE);
    }

    Schema schema() {
        return schema;
    }

    Struct of(Op operation, @Nullable Struct rowBefore, @Nullable Struct rowAfter, Origin origin) {
        Struct from = new Struct(SOURCE)
                .put(ORGANISATION, dataset.organisation())
                .put(SYSTEM, origin.system())
                .put(OBJECT, origin.object())
                .put(POSITION, origin.position())
                .put(TRANSACTION, origin.transaction())
                .put(EVENT_TIME, origin.eventTime());
        return new Struct(schema)
                .put(op, operation.name())
                .put(before, rowBefore)
                .put(after, rowAfter)
                .put(source, from);
    }
}

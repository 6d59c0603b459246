package io.tombolo.schemas.contract;

import io.tombolo.schemas.AvroNames;
import io.tombolo.schemas.DatasetId;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * The change-event envelope around a dataset's own row type ({@code src/main/avro/ChangeEvent.avsc} is the template).
 *
 * <p>Full names: {@code <namespace>.ChangeEvent}, {@code <namespace>.Row}, {@code <namespace>.Key}, where the namespace
 * is {@link AvroNames#namespace(DatasetId)}; {@code io.tombolo.Op} and {@code io.tombolo.Source} are the same for all.
 *
 * <pre>
 * op      enum io.tombolo.Op {CREATE, UPDATE, DELETE, SNAPSHOT}
 * before  null or Row, default null
 * after   null or Row, default null
 * source  record io.tombolo.Source
 *           organisation, system, object, position: string
 *           transaction: null or string, default null
 *           event_time:  null or timestamp-millis, default null
 * </pre>
 *
 * <p>In Connect, {@code op} is a string schema named {@code io.tombolo.Op} with the parameter {@code io.tombolo.enum}
 * = {@code CREATE,UPDATE,DELETE,SNAPSHOT}; {@code event_time} is Connect's optional {@code Timestamp}.
 */
public final class ChangeEventSchema {

    public static final String OP = "op";
    public static final String BEFORE = "before";
    public static final String AFTER = "after";
    public static final String SOURCE = "source";
    public static final String ORGANISATION = "organisation";
    public static final String SYSTEM = "system";
    public static final String OBJECT = "object";
    public static final String POSITION = "position";
    public static final String TRANSACTION = "transaction";
    public static final String EVENT_TIME = "event_time";

    /** Full name of the enumeration of operations. */
    public static final String OP_NAME = "io.tombolo.Op";
    /** Full name of the record that says where a change comes from. */
    public static final String SOURCE_NAME = "io.tombolo.Source";
    /** The operations, in the enumeration's order. */
    public static final List<String> OPS = List.of("CREATE", "UPDATE", "DELETE", "SNAPSHOT");
    /** Connect parameter that turns a string schema into an Avro enum; its value is the symbols, comma-separated. */
    public static final String ENUM_PARAMETER = "io.tombolo.enum";

    private ChangeEventSchema() {}

    /** Full name of a dataset's envelope. */
    public static String envelopeName(DatasetId dataset) {
        return AvroNames.namespace(dataset) + ".ChangeEvent";
    }

    /** Full name of a dataset's row. */
    public static String rowName(DatasetId dataset) {
        return AvroNames.namespace(dataset) + ".Row";
    }

    /** Full name of a dataset's key. */
    public static String keyName(DatasetId dataset) {
        return AvroNames.namespace(dataset) + ".Key";
    }

    /**
     * The envelope of a dataset.
     *
     * @param row a record schema; it's renamed to {@link #rowName(DatasetId)} when its name is another
     */
    public static Schema of(DatasetId dataset, Schema row) {
        if (row.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("row of " + dataset + ": " + row.getType() + ", must be RECORD");
        }
        Schema named = row.getFullName().equals(rowName(dataset)) ? row : renamed(row, rowName(dataset));
        Schema template = Contracts.CHANGE_EVENT;
        Schema optionalRow = Schema.createUnion(Schema.create(Schema.Type.NULL), named);
        Schema envelope = Schema.createRecord(envelopeName(dataset), template.getDoc(), null, false);
        envelope.setFields(template.getFields().stream()
                .map(field -> field.name().equals(BEFORE) || field.name().equals(AFTER)
                        ? new Schema.Field(field.name(), optionalRow, field.doc(), JsonProperties.NULL_VALUE)
                        : new Schema.Field(field, field.schema()))
                .toList());
        return envelope;
    }

    private static Schema renamed(Schema row, String fullName) {
        Schema copy = Schema.createRecord(fullName, row.getDoc(), null, false);
        row.getObjectProps().forEach(copy::addProp);
        copy.setFields(row.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
        return copy;
    }
}

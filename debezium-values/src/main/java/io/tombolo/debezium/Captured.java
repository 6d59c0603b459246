package io.tombolo.debezium;

import io.debezium.spi.converter.RelationalColumn;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * How a column's values travel from Debezium to our transform: as the database's own text, behind a mark that says whether there is
 * a value. So no value can be taken for Debezium's placeholder of a missing one, and none that failed for null.
 *
 * <p>The field's schema is an optional string called {@link #NAME}, whose parameters say what the column is.
 */
public final class Captured {

    /** The name of the schema of such a field. */
    public static final String NAME = "io.tombolo.debezium.Captured";

    /** Parameter: the database, {@code postgresql} or {@code mariadb}. */
    public static final String DATABASE = "database";
    /** Parameter: the type's name in the database. */
    public static final String TYPE = "type";
    /** Parameter: of PostgreSQL, the object id of the type, of a domain that of what it is over. */
    public static final String OID = "oid";
    /** Parameter: {@code true} for an array. */
    public static final String ARRAY = "array";
    /** Parameter: the declared length or precision, where there is one. */
    public static final String LENGTH = "length";
    /** Parameter: the declared scale, or digits of a second's fraction, where there is one. */
    public static final String SCALE = "scale";

    /** Before a value: its text follows; of binary values, one character of ISO 8859-1 for each byte. */
    public static final char VALUE = '=';
    /** Alone: the database's log does not hold the value, because it did not change. */
    public static final char UNAVAILABLE = '?';
    /** Before a reason: there is a value, and it cannot be read. */
    public static final char FAILED = '!';

    private Captured() {}

    static SchemaBuilder schema(String database, RelationalColumn column) {
        SchemaBuilder schema = SchemaBuilder.string()
                .optional()
                .name(NAME)
                .parameter(DATABASE, database)
                .parameter(TYPE, column.typeName());
        column.length().ifPresent(length -> schema.parameter(LENGTH, Integer.toString(length)));
        column.scale().ifPresent(scale -> schema.parameter(SCALE, Integer.toString(scale)));
        return schema;
    }
}

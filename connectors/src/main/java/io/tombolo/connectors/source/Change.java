package io.tombolo.connectors.source;

import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * One change as a source reports it, before it becomes an event of a dataset.
 *
 * @param table what {@code ${table}} represents
 * @param row the schema of both rows, as the source has it
 * @param before the row before, or null
 * @param after the row after, or null
 */
public record Change(
        Op op,
        String database,
        String schema,
        String table,
        Schema row,
        @Nullable Object before,
        @Nullable Object after,
        @Nullable Struct key,
        Origin origin) {

    /** The setting that names the fields of a key, for rows whose records have none. */
    public static final String KEY_FIELDS = "key.fields";

    /** What happened to a row. */
    public enum Op {
        CREATE,
        UPDATE,
        DELETE,
        /** The row as it was found, with no change seen. */
        SNAPSHOT
    }

    /**
     * Where a change comes from.
     *
     * @param eventTime when the source says it happened, or null
     */
    public record Origin(
            String system,
            String object,
            String position,
            @Nullable String transaction,
            @Nullable Date eventTime) {}

    /** Fails when there is no row where the operation says that there is one. */
    public Change requireRow() {
        if (op != Op.DELETE && after == null) {
            throw new DataException(
                    op + " without the row as it is now; of MongoDB, set capture.mode=change_streams_update_full,"
                            + " and the document may have been gone when it was looked up");
        }
        return this;
    }

    /** Whether Debezium may have written placeholders for values that the log left out. */
    public boolean placeholders() {
        return !origin.system().equals("mariadb") && !origin.system().equals("mysql");
    }

    /** Whether all rows are gone at once: a deletion that names none. */
    public boolean truncation() {
        return op == Op.DELETE && key == null && before == null;
    }
}

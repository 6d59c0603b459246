package io.tombolo.connectors;

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
record Change(
        Op op,
        String database,
        String schema,
        String table,
        Schema row,
        @Nullable Object before,
        @Nullable Object after,
        @Nullable Struct key,
        Envelope.Origin origin) {

    /** Fails when there is no row where the operation says that there is one. */
    Change requireRow() {
        if (op != Op.DELETE && after == null) {
            throw new DataException(
                    op + " without the row as it is now; of MongoDB, set capture.mode=change_streams_update_full,"
                            + " and the document may have been gone when it was looked up");
        }
        return this;
    }

    /** Whether Debezium may have written placeholders for values that the log left out. */
    boolean placeholders() {
        return !origin.system().equals("mariadb") && !origin.system().equals("mysql");
    }

    /** Whether all rows are gone at once: a deletion that names none. */
    boolean truncation() {
        return op == Op.DELETE && key == null && before == null;
    }
}

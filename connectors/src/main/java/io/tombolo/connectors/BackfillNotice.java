package io.tombolo.connectors;

import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium notes when it has read a table's rows in a back-fill. Where it can't read them to their end it writes a line to the
 * worker's log and continues with the next table: without this note nobody would learn that rows are missing.
 *
 * @param table as {@code source.object} has it
 * @param status Debezium's word for what happened, as {@code SQL_EXCEPTION}
 * @param rows how many were read before
 */
record BackfillNotice(String table, String status, String rows) {

    /** The code under which it is reported. */
    static final String REASON = "BACKFILL_INCOMPLETE";

    private static final String SCHEMA = "io.debezium.connector.common.Notification";

    static boolean isOne(Struct value) {
        return SCHEMA.equals(value.schema().name());
    }

    /** The note, when it says that a back-fill has left rows out; null when it says anything else. */
    static @Nullable BackfillNotice unfinished(Struct value) {
        if (!"Incremental Snapshot".equals(value.get("aggregate_type"))
                || !"TABLE_SCAN_COMPLETED".equals(value.get("type"))
                || !(value.get("additional_data") instanceof Map<?, ?> data)) {
            return null;
        }
        String status = String.valueOf(data.get("status"));
        return status.equals("SUCCEEDED") || status.equals("EMPTY")
                ? null
                : new BackfillNotice(
                        String.valueOf(data.get("scanned_collection")),
                        status,
                        String.valueOf(data.get("total_rows_scanned")));
    }

    String text() {
        return table + ": a back-fill ended behind " + rows + " rows (" + status
                + "), the others are not shared; the worker's log says why. tombolo connect backfill shares all of them"
                + " again, once the reason is gone";
    }
}

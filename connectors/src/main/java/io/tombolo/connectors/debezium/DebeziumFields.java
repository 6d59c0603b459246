package io.tombolo.connectors.debezium;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where Debezium's envelope of one schema, and the source block in it, keep what.
 *
 * @param row the schema of both rows
 * @param table of relational databases; of MongoDB the collection
 * @param at the source's own time, in milliseconds
 * @param position what identifies a place in the database's history, in the order in which it is written down
 * @param micros represents the position where there is nothing better
 * @param transactionIds the first that has a value names the transaction
 */
record DebeziumFields(
        Schema row,
        Field op,
        Field source,
        @Nullable Field before,
        @Nullable Field after,
        @Nullable Field transaction,
        @Nullable Field connector,
        @Nullable Field database,
        @Nullable Field schema,
        @Nullable Field table,
        @Nullable Field at,
        List<Field> position,
        @Nullable Field micros,
        List<Field> transactionIds) {

    private static final String[] POSITION = {
        "lsn",
        "gtid",
        "file",
        "pos",
        "row",
        "commit_lsn",
        "change_lsn",
        "event_serial_no",
        "scn",
        "commit_scn",
        "rs_id",
        "ssn",
        "ord"
    };

    DebeziumFields {
        position = List.copyOf(position);
        transactionIds = List.copyOf(transactionIds);
    }

    /** Empty when the schema is none of an envelope. */
    static Optional<DebeziumFields> of(Schema envelope) {
        Field op = envelope.field("op");
        Field from = envelope.field("source");
        Field before = envelope.field("before");
        Field after = envelope.field("after");
        Field row = after == null ? before : after;
        if (op == null || from == null || row == null || from.schema().type() != Schema.Type.STRUCT) {
            return Optional.empty();
        }
        Schema source = from.schema();
        Field table = source.field("table");
        return Optional.of(new DebeziumFields(
                row.schema(),
                op,
                from,
                before,
                after,
                envelope.field("transaction"),
                source.field("connector"),
                source.field("db"),
                source.field("schema"),
                table == null ? source.field("collection") : table,
                source.field("ts_ms"),
                present(source, POSITION),
                source.field("ts_us"),
                present(source, "txId", "gtid", "txnNumber")));
    }

    private static List<Field> present(Schema source, String... names) {
        return Stream.of(names).map(source::field).filter(Objects::nonNull).toList();
    }
}

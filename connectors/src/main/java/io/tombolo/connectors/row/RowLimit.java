package io.tombolo.connectors.row;

import io.tombolo.connectors.change.AvroSize;

/**
 * How large a row of a file and its key may be together.
 *
 * @param bytes in Avro, see {@link RowSourceConfig#RECORD_MAX_BYTES}
 */
public record RowLimit(int bytes) {

    /** The outcome, or a refusal of a row that is too long for an event. */
    public RowOutcome checked(RowOutcome outcome) {
        if (!(outcome instanceof RowOutcome.Row row)) {
            return outcome;
        }
        long most = AvroSize.most(row.value().schema(), row.value())
                + AvroSize.most(row.key().schema(), row.key());
        if (most <= bytes) {
            return outcome;
        }
        long key = AvroSize.of(row.key().schema(), row.key());
        long size = key + AvroSize.of(row.value().schema(), row.value());
        return size <= bytes
                ? outcome
                : new RowOutcome.Refused(
                        "TOO_LONG",
                        size + " bytes, " + key + " of them its key, limit " + bytes + " ("
                                + RowSourceConfig.RECORD_MAX_BYTES + ")");
    }
}

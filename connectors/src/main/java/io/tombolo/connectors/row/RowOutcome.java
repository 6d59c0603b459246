package io.tombolo.connectors.row;

import org.apache.kafka.connect.data.Struct;

/** A row, or the reason why there is none. */
public sealed interface RowOutcome {

    /** A good row; the key has the key columns only. */
    record Row(Struct key, Struct value) implements RowOutcome {}

    /** A refused one: a short code and a sentence with thing, value and limit. */
    record Refused(String reason, String detail) implements RowOutcome {}
}

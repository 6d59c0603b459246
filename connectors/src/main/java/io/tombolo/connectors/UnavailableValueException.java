package io.tombolo.connectors;

import org.apache.kafka.connect.errors.DataException;

/** A value that the database did not write to its log because it had not changed, and that the row before does not have either. */
final class UnavailableValueException extends DataException {

    private static final long serialVersionUID = 1L;

    UnavailableValueException(String field) {
        super("field " + field + ": the database's log does not hold its unchanged value; "
                + "ALTER TABLE … REPLICA IDENTITY FULL makes it");
    }
}

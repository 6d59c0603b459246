package io.tombolo.connectors.captured;

import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** A value of a database that its column's type in the dataset cannot hold, or that could not be read. */
public final class BadValueException extends DataException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 64;

    private final @Nullable String value;

    /** @param value the database's text of it, or null when it is not known */
    BadValueException(@Nullable String value, String reason) {
        super(reason);
        this.value = value;
    }

    private BadValueException(String message, BadValueException cause) {
        super(message, cause);
        this.value = null;
    }

    /**
     * The same, saying which column it is about.
     *
     * @param shown whether the value may be shown: those of masked columns may not
     */
    public BadValueException in(String column, boolean shown) {
        String known = value == null || !shown ? "" : " '" + beginning(value) + "'";
        return new BadValueException("column " + column + ": value" + known + ": " + getMessage(), this);
    }

    private static String beginning(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}

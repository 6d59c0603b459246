package io.tombolo.connectors.captured;

import io.tombolo.debezium.Captured;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** A column whose values Debezium passes on as {@link Captured} text: what they are in Connect's types. */
public final class CapturedColumn {

    private final Form form;

    private CapturedColumn(Form form) {
        this.form = form;
    }

    /** Null when a field of that schema is none. */
    public static @Nullable CapturedColumn of(Schema schema) {
        if (!Captured.NAME.equals(schema.name())) {
            return null;
        }
        Declared declared = Declared.of(schema);
        return new CapturedColumn(
                declared.database().equals("mariadb") ? MariaDbForms.of(declared) : PostgresForms.of(declared));
    }

    /** What a field has instead: Connect's types, and Debezium's names where a type is one of its own. */
    public Schema schema() {
        return form.schema();
    }

    /** Whether what was passed on says that the database's log does not hold the value. */
    public static boolean unavailable(Object captured) {
        return captured instanceof String text && text.length() == 1 && text.charAt(0) == Captured.UNAVAILABLE;
    }

    /**
     * The database's own text of a value.
     *
     * @param captured what was passed on, not null and not {@link #unavailable}
     * @throws BadValueException when it could not be read
     */
    public static String text(Object captured) {
        String marked = (String) captured;
        String text = marked.substring(1);
        if (marked.charAt(0) == Captured.FAILED) {
            throw new BadValueException(null, text);
        }
        return text;
    }

    /**
     * The value.
     *
     * @param captured what was passed on, not null and not {@link #unavailable}
     * @throws BadValueException when the dataset's type cannot hold it
     */
    public Object value(Object captured) {
        return form.value().apply(text(captured));
    }
}

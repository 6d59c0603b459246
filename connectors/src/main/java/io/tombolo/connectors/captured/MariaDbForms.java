package io.tombolo.connectors.captured;

/** What each type of MariaDB becomes. */
final class MariaDbForms {

    private MariaDbForms() {}

    static Form of(Declared column) {
        return Form.TEXT;
    }
}

package io.tombolo.connectors.database.matrix;

import org.jspecify.annotations.Nullable;

/**
 * One change that was made, with what the database answered before and after it.
 *
 * @param op as the event names it
 * @param kind what was done, for the page
 * @param value the SQL of the value that the row holds
 */
record Expected(
        String op,
        String kind,
        String value,
        @Nullable MatrixRow before,
        @Nullable MatrixRow after) {

    int id() {
        return after != null ? after.id() : before == null ? -1 : before.id();
    }

    int n() {
        return after != null ? after.n() : before == null ? -1 : before.n();
    }

    @Nullable String w() {
        return after != null ? after.w() : before == null ? null : before.w();
    }
}

package io.tombolo.connectors;

/** What happened to a row. */
enum Op {
    CREATE,
    UPDATE,
    DELETE,
    /** The row as it was found, with no change seen. */
    SNAPSHOT
}

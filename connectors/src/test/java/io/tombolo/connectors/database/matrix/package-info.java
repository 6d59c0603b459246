/** The matrix: every type of a database in every kind of change, compared with what the database answers. */
@org.jspecify.annotations.NullMarked
package io.tombolo.connectors.database.matrix;

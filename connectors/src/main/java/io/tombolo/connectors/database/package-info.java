/** Databases whose changes Debezium captures: their configuration, and what must be set in them before. */
@NullMarked
package io.tombolo.connectors.database;

import org.jspecify.annotations.NullMarked;

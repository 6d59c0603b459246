/** Reads what Debezium's connectors report: envelopes of changes, heartbeats and notes of back-fills. */
@NullMarked
package io.tombolo.connectors.debezium;

import org.jspecify.annotations.NullMarked;

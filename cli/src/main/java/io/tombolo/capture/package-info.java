/** Capturing a database's changes: its connector is checked, made, watched and asked, on any Kafka Connect worker. */
@NullMarked
package io.tombolo.capture;

import org.jspecify.annotations.NullMarked;

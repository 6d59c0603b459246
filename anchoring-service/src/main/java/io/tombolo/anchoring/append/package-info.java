/** Kafka Streams: one leaf for each committed record, and all of it in the transaction that commits the offsets. */
@NullMarked
package io.tombolo.anchoring.append;

import org.jspecify.annotations.NullMarked;

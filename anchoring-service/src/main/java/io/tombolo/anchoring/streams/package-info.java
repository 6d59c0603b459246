/**
 * Kafka Streams as the log uses it, down to the types that Kafka does not promise. In come the records of the dataset topics, a poll
 * of a partition at a time; out go, per task, each record in order, and what is written in the transaction that commits the offsets.
 */
@NullMarked
package io.tombolo.anchoring.streams;

import org.jspecify.annotations.NullMarked;

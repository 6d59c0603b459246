/** This service's Kafka clients and topics, from the one map of settings; compacted topics as its memory, and its records' form. */
@NullMarked
package io.tombolo.anchoring.kafka;

import org.jspecify.annotations.NullMarked;

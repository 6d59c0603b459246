/** Makes this service's Kafka clients and topics from the one map of settings. */
@NullMarked
package io.tombolo.anchoring.kafka;

import org.jspecify.annotations.NullMarked;

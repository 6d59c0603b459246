/** A real Kafka node, broker and controller in one, inside this JVM. */
@NullMarked
package io.tombolo.kafka;

import org.jspecify.annotations.NullMarked;

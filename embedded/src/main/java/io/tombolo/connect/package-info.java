/** Kafka Connect inside this JVM: one distributed worker with exactly-once sources, reached by its REST address. */
@NullMarked
package io.tombolo.connect;

import org.jspecify.annotations.NullMarked;

/** A small schema registry for one JVM: a subset of Confluent's REST protocol over a compacted Kafka topic. */
@NullMarked
package io.tombolo.registry;

import org.jspecify.annotations.NullMarked;

/** The Kafka Connect plugin: what sources say, turned into change events of a dataset. */
@NullMarked
package io.tombolo.connectors;

import org.jspecify.annotations.NullMarked;

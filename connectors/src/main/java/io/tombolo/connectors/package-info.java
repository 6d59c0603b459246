/** The Kafka Connect plugin: sources, and the transform that makes change events of what they report. */
@NullMarked
package io.tombolo.connectors;

import org.jspecify.annotations.NullMarked;

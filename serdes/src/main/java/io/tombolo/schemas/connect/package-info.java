/** Kafka Connect's data and schemas as Avro's, and back. */
@NullMarked
package io.tombolo.schemas.connect;

import org.jspecify.annotations.NullMarked;

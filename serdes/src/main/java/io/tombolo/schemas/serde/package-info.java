/** Avro to and from Kafka records, framed by the registry's schema id. */
@NullMarked
package io.tombolo.schemas.serde;

import org.jspecify.annotations.NullMarked;

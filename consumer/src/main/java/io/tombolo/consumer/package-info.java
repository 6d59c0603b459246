/** Proof where the data is used: a Kafka consumer that verifies what it reads. */
@NullMarked
package io.tombolo.consumer;

import org.jspecify.annotations.NullMarked;

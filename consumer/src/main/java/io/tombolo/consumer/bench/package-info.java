/** Measures a verifying consumer beside a bare one and beside one that deserialises Avro, on one topic. */
@NullMarked
package io.tombolo.consumer.bench;

import org.jspecify.annotations.NullMarked;

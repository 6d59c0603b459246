/** Measures a verifying consumer beside a bare one and beside one that deserialises Avro, on one topic. */
@NullMarked
package io.tombolo.benchmarks.consumer;

import org.jspecify.annotations.NullMarked;

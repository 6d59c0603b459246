/** Measures the service against a bare consumer and a Streams topology that does nothing, on one topic. */
@NullMarked
package io.tombolo.benchmarks.anchoring;

import org.jspecify.annotations.NullMarked;

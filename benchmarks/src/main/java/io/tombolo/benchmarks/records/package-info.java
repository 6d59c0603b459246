/** The records that benchmarks write. */
@NullMarked
package io.tombolo.benchmarks.records;

import org.jspecify.annotations.NullMarked;

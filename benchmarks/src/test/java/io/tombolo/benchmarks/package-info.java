/** JMH benchmarks of the parts that decide how fast Tombolo is, each next to the least that the same work could cost. */
@NullMarked
package io.tombolo.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Verification by class name alone: what goes into {@code consumer.properties} of software that nobody may change. */
@NullMarked
package io.tombolo.consumer.plugin;

import org.jspecify.annotations.NullMarked;

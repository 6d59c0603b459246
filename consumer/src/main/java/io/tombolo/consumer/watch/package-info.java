/**
 * What watches a consumer's partitions while it reads: entries made and compared here, the read side asked on a thread of its own. An
 * inquiry asks about one log: where in it the reading began, what was signed since, and what a group was given before.
 */
@NullMarked
package io.tombolo.consumer.watch;

import org.jspecify.annotations.NullMarked;

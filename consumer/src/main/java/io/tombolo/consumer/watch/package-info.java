/** What watches a consumer's partitions while it reads: entries made and compared here, the read side asked on a thread of its own. */
@NullMarked
package io.tombolo.consumer.watch;

import org.jspecify.annotations.NullMarked;

/** Verdicts on their way to an application: as calls, and as metrics. */
@NullMarked
package io.tombolo.consumer.listen;

import org.jspecify.annotations.NullMarked;

/** The read side's HTTP interface as a client sees it, and the signed heads that it hands out, each checked before it counts. */
@NullMarked
package io.tombolo.consumer.readside;

import org.jspecify.annotations.NullMarked;

/** Compacted topics as the service's memory: read whole, up to what is committed now. */
@NullMarked
package io.tombolo.anchoring.state;

import org.jspecify.annotations.NullMarked;

/** Reads the three topics that the anchoring service writes, and applies them to the store in an order that always works out. */
@NullMarked
package io.tombolo.provenance.follow;

import org.jspecify.annotations.NullMarked;

/** The text forms in which heads, anchors and answers travel to a ledger and stay on it, the same for every ledger. */
@NullMarked
package io.tombolo.ledger.wire;

import org.jspecify.annotations.NullMarked;

/** The text forms in which heads, anchors and answers travel to a ledger and stay on it, and how large they may be; the same for every ledger. */
@NullMarked
package io.tombolo.ledger.wire;

import org.jspecify.annotations.NullMarked;

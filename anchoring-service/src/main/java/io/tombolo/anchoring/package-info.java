/** From topic to ledger: the service that commits, appends, seals and anchors, and what its owner composes it of. */
@NullMarked
package io.tombolo.anchoring;

import org.jspecify.annotations.NullMarked;

/**
 * What each log has on its ledger and what it waits for. In come sealed checkpoints; out go, by the ledgers' lanes, the newest heads
 * with consistency proofs, and into a topic the anchors that came back.
 */
@NullMarked
package io.tombolo.anchoring.anchor;

import org.jspecify.annotations.NullMarked;

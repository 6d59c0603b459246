/**
 * One lane for each ledger, with its own thread, pace, budget and pauses. In come the heads of logs; out come, for each head, the
 * anchors to publish with their receipts, or a refusal, or that the outcome is not known yet.
 */
@NullMarked
package io.tombolo.anchoring.lane;

import org.jspecify.annotations.NullMarked;

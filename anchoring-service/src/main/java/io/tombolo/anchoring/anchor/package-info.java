/** Takes the newest checkpoint of every log to the ledger, learns the outcome and publishes the anchor. */
@NullMarked
package io.tombolo.anchoring.anchor;

import org.jspecify.annotations.NullMarked;

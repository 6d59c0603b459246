/** Blocks on disk, the state that they add up to, and the rules by which a transaction counts. */
@NullMarked
package io.tombolo.ledger.embedded.chain;

import org.jspecify.annotations.NullMarked;

/** A contract on an EVM chain as a ledger: its client, and the receipts that it makes of the contract's storage. */
@NullMarked
package io.tombolo.ledger.evm;

import org.jspecify.annotations.NullMarked;

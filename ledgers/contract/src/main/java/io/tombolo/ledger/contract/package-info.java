/** The contract that keeps anchors on chains with Solidity: its source and code, its calls, and a client over any such chain. */
@NullMarked
package io.tombolo.ledger.contract;

import org.jspecify.annotations.NullMarked;

/** Receipts of EVM chains: heads in a contract's storage, up to a block header that the policy's members signed. */
@NullMarked
package io.tombolo.verification.receipt.evm;

import org.jspecify.annotations.NullMarked;

/** Receipts of a contract on a FISCO BCOS chain: a transaction and its result in a block that a quorum of PBFT has sealed. */
@NullMarked
package io.tombolo.verification.receipt.fisco;

import org.jspecify.annotations.NullMarked;

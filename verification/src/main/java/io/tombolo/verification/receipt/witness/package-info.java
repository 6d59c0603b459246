/** Receipts of witnesses (C2SP tlog-witness): a checkpoint's text with the witness's cosignature. */
@NullMarked
package io.tombolo.verification.receipt.witness;

import org.jspecify.annotations.NullMarked;

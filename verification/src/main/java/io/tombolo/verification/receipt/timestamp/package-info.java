/** Receipts of time-stamping authorities: tokens of RFC 3161 over a checkpoint. */
@NullMarked
package io.tombolo.verification.receipt.timestamp;

import org.jspecify.annotations.NullMarked;

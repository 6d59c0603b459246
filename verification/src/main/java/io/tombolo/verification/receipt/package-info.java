/** What a ledger's members signed about an anchor, and the seam at which each kind of ledger's receipts are read. */
@NullMarked
package io.tombolo.verification.receipt;

import org.jspecify.annotations.NullMarked;

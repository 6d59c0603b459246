/** Time-stamping authorities (RFC 3161) as ledgers: they take heads, and their time-stamps are the receipts. */
@NullMarked
package io.tombolo.ledger.timestamp;

import org.jspecify.annotations.NullMarked;

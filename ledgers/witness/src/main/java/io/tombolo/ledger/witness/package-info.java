/** Witnesses (C2SP tlog-witness) as ledgers: they take heads, and their cosignatures are the receipts. */
@NullMarked
package io.tombolo.ledger.witness;

import org.jspecify.annotations.NullMarked;

/** The rules that a ledger enforces, as plain Java over a small key-value state: deterministic, and free of any ledger. */
@NullMarked
package io.tombolo.ledger.rules;

import org.jspecify.annotations.NullMarked;

/** What anchoring needs of a ledger: the port, its values and its outcomes; no ledger is named here. */
@NullMarked
package io.tombolo.ledger;

import org.jspecify.annotations.NullMarked;

/** Proposals simulated by the chaincode and signed by the members' peers. */
@NullMarked
package io.tombolo.ledger.embedded.endorse;

import org.jspecify.annotations.NullMarked;

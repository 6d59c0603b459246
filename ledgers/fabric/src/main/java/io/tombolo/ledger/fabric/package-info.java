/** The ledger port on Hyperledger Fabric's Gateway, for one organisation's identity. */
@NullMarked
package io.tombolo.ledger.fabric;

import org.jspecify.annotations.NullMarked;

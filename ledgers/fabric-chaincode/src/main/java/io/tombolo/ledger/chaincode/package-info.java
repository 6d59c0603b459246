/** The ledger's rules as Hyperledger Fabric chaincode: arguments in, rules run, answers out; nothing is decided here. */
@NullMarked
package io.tombolo.ledger.chaincode;

import org.jspecify.annotations.NullMarked;

package io.tombolo.ledger.embedded;

import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** What became of a transaction, and in which block. */
record CommitStatus(TxValidationCode code, long block) {}

package io.tombolo.ledger.embedded.chain;

import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** What became of a transaction, and in which block. */
public record CommitStatus(TxValidationCode code, long block) {}

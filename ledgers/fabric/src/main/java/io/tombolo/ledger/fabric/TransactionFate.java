package io.tombolo.ledger.fabric;

import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** What became of a submitted transaction. */
sealed interface TransactionFate {

    /** It counts, in this block. */
    record Valid(long block) implements TransactionFate {}

    /** It is in a block and counts for nothing; a new proposal may do better. */
    record Dead(TxValidationCode code) implements TransactionFate {}

    /** The orderers don't take these bytes and never will; no block holds them. */
    record Rejected(SubmitException why) implements TransactionFate {}

    /** Nobody could be asked, or nobody knows it yet. */
    record Open() implements TransactionFate {}
}

package io.tombolo.ledger.embedded;

import java.util.Optional;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;

/** One block as followers of chaincode events see it; the event is empty for transactions that count for nothing. */
record BlockEvent(long block, String transactionId, Optional<ChaincodeEvent> event) {}

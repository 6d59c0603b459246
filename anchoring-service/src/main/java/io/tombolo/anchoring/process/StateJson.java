package io.tombolo.anchoring.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.status.LogStatus;

/** The state as JSON, keys in snake case as in the topics. */
final class StateJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StateJson() {}

    static String of(AnchoringStatus state) {
        ObjectNode root = JSON.createObjectNode()
                .put("ready", state.ready())
                .put("ledger_transactions", state.ledgerTransactions())
                .put("last_error", state.lastError());
        ArrayNode logs = root.putArray("logs");
        for (LogStatus log : state.logs()) {
            logs.addObject()
                    .put("dataset", log.dataset().toString())
                    .put("origin", log.origin())
                    .put("topic", log.topic())
                    .put("partition", log.partition())
                    .put("appended", log.appended())
                    .put("sealed", log.sealed())
                    .put("anchored", log.anchored())
                    .put("anchors", log.ledgerTransactions())
                    .put("last_error", log.lastError());
        }
        return root.toString();
    }
}

package io.tombolo.anchoring.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import java.time.Duration;
import java.time.Instant;

/** The state as JSON, keys in snake case as in the topics. */
final class StateJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StateJson() {}

    /** {@code now} is the time from which certificates' days are counted. */
    static String of(AnchoringStatus state, Instant now) {
        ObjectNode root = JSON.createObjectNode().put("ready", state.ready());
        ArrayNode missing = root.putArray("not_ready");
        state.notReady().forEach(missing::add);
        root.put("lag_records", state.lag())
                .put("events", state.appendedHere())
                .put("events_anchored", state.anchoredHere())
                .put("ledger_transactions", state.ledgerTransactions())
                .put("ledger_bytes", state.ledgerBytes());
        if (state.anchoredHere() > 0) {
            root.put("ledger_transactions_per_million_events", state.transactionsPerMillion())
                    .put("ledger_bytes_per_million_events", state.bytesPerMillion());
        }
        root.put("last_error", state.lastError());
        ArrayNode ledgers = root.putArray("ledgers");
        for (AnchoringStatus.Ledger ledger : state.ledgers()) {
            ObjectNode one = ledgers.addObject()
                    .put("ledger", ledger.ledger())
                    .put("organisation", ledger.organisation())
                    .put("required", ledger.required())
                    .put("transactions", ledger.transactions())
                    .put("bytes", ledger.bytes())
                    .put("registrations", ledger.registrations())
                    .put("waiting", ledger.waiting())
                    .put("over_budget", ledger.overBudget())
                    .put("errors", ledger.errors())
                    .put("away_since_ms", ledger.awaySince())
                    .put("last_error", ledger.lastError());
            ledger.refusals().forEach(one.putObject("refusals")::put);
            connection(one, ledger, now);
        }
        ArrayNode transactions = root.putArray("transactions");
        state.transactions().forEach(transaction -> transaction(transactions.addObject(), transaction, now));
        ObjectNode rejected = root.putObject("rejected");
        state.rejected().forEach(rejected::put);
        ArrayNode logs = root.putArray("logs");
        for (AnchoringStatus.Log log : state.logs()) {
            logs.addObject()
                    .put("dataset", log.dataset().toString())
                    .put("origin", log.origin())
                    .put("topic", log.topic())
                    .put("partition", log.partition())
                    .put("appended", log.appended())
                    .put("sealed", log.sealed())
                    .put("anchored", log.anchored())
                    .put("batch_opened_at_ms", log.batchOpenedAt())
                    .put("state_bytes", log.stateBytes())
                    .put("anchors", log.ledgerTransactions())
                    .put("set_aside", log.setAside())
                    .put("last_error", log.lastError());
        }
        return root.toString();
    }

    private static void transaction(ObjectNode to, TransactionSearch.OpenTransaction transaction, Instant now) {
        to.put("transactional_id", transaction.transactionalId())
                .put("producer_id", transaction.producerId())
                .put("hanging", transaction.hanging())
                .put("coordinator", transaction.coordinator())
                .put("decision", transaction.decision().name())
                .put("last_record_at_ms", transaction.lastRecordAt())
                .put("seen_since_ms", transaction.since())
                .put("age_seconds", (now.toEpochMilli() - oldest(transaction)) / 1000);
        transaction.firstOffsets().forEach(to.putObject("first_offsets")::put);
    }

    /** Its records may carry the times of their sources, which may lie ahead. */
    private static long oldest(TransactionSearch.OpenTransaction transaction) {
        return transaction.lastRecordAt() < 0
                ? transaction.since()
                : Math.min(transaction.lastRecordAt(), transaction.since());
    }

    private static void connection(ObjectNode to, AnchoringStatus.Ledger ledger, Instant now) {
        ArrayNode credentials = to.putArray("credentials");
        for (Credential credential : ledger.credentials()) {
            credentials
                    .addObject()
                    .put("role", credential.role())
                    .put("subject", credential.subject())
                    .put("until", credential.until().toString())
                    .put(
                            "seconds_left",
                            Duration.between(now, credential.until()).toSeconds());
        }
        ArrayNode peers = to.putArray("peers");
        for (LedgerPeer peer : ledger.peers()) {
            ObjectNode its = peers.addObject()
                    .put("endpoint", peer.endpoint())
                    .put("role", peer.role().text())
                    .put("answers", peer.answers())
                    .put("failures", peer.failures());
            peer.answerMillis().ifPresent(millis -> its.put("answer_ms", millis));
        }
    }
}

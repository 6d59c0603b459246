package io.tombolo.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.tombolo.ledger.Credential;
import java.io.PrintWriter;
import java.time.Duration;

/** What the anchoring service of a server says of itself: whether it is well, and what anchoring costs. */
public final class AnchoringState {
    private AnchoringState() {}

    /** Null when it can't be reached from here: it listens on the server's own loopback. */
    public static JsonNode ask(Server server) {
        String where = server.getJson("/api/v1/endpoints").path("anchoring").asText();
        if (where.isEmpty()) {
            return NullNode.getInstance();
        }
        try {
            return server.beside(where).getJson("/state");
        } catch (CommandException e) {
            return NullNode.getInstance();
        }
    }

    public static void print(PrintWriter out, JsonNode state) {
        if (state.isNull()) {
            return;
        }
        out.println();
        out.printf("  anchoring %s%n", state.path("ready").asBoolean() ? "ready" : "not ready");
        state.path("not_ready").forEach(reason -> out.printf("    %s%n", reason.asText()));
        state.path("transactions").forEach(transaction -> printTransaction(out, transaction));
        out.printf(
                "  cost      %s and %s for %s since the start",
                Count.of(state.path("ledger_transactions").asLong(), "ledger transaction"),
                Count.of(state.path("ledger_bytes").asLong(), "byte"),
                Count.of(state.path("events_anchored").asLong(), "event"));
        if (state.has("ledger_bytes_per_million_events")) {
            out.printf(
                    "; %,.1f and %,.0f per million",
                    state.path("ledger_transactions_per_million_events").asDouble(),
                    state.path("ledger_bytes_per_million_events").asDouble());
        }
        out.println();
        for (JsonNode ledger : state.path("ledgers")) {
            if (ledger.path("over_budget").asBoolean()) {
                out.printf(
                        "  %s of %s: waiting for the budget: %s%n",
                        ledger.path("ledger").asText(),
                        ledger.path("organisation").asText(),
                        Count.of(ledger.path("waiting").asLong(), "log"));
            }
        }
        state.path("ledgers").forEach(ledger -> printConnection(out, ledger));
        for (JsonNode log : state.path("logs")) {
            if (log.path("set_aside").asBoolean()) {
                out.printf(
                        "  %s is not anchored any more: %s%n",
                        log.path("origin").asText(), log.path("last_error").asText());
            }
        }
    }

    private static void printTransaction(PrintWriter out, JsonNode transaction) {
        boolean hanging = transaction.path("hanging").asBoolean();
        String id = transaction.path("transactional_id").asText();
        out.printf(
                "  transaction %s %s: coordinator says %s, decision %s, age %,d s%n",
                id.isEmpty() ? "of producer " + transaction.path("producer_id").asLong() : id,
                hanging ? "hangs" : "is open",
                transaction.path("coordinator").asText(),
                transaction.path("decision").asText(),
                transaction.path("age_seconds").asLong());
        transaction
                .path("first_offsets")
                .properties()
                .forEach(first -> out.printf(
                        "    %s: nothing from offset %s on is read%n",
                        first.getKey(), first.getValue().asText()));
        if (hanging) {
            out.printf("    do not abort it: docs/anchoring-service.md, Hanging transactions%n");
        }
    }

    /** Each certificate with its last day; of peers and orderers only those that don't answer. */
    private static void printConnection(PrintWriter out, JsonNode ledger) {
        for (JsonNode credential : ledger.path("credentials")) {
            out.printf(
                    "  %s: %s, %s; %s%n",
                    ledger.path("ledger").asText(),
                    credential.path("role").asText(),
                    credential.path("subject").asText(),
                    validity(
                            credential.path("until").asText(),
                            credential.path("seconds_left").asLong()));
        }
        for (JsonNode peer : ledger.path("peers")) {
            if (!peer.path("answers").asBoolean(true)) {
                out.printf(
                        "  %s: %s %s does not answer, %s failed%n",
                        ledger.path("ledger").asText(),
                        peer.path("role").asText("peer"),
                        peer.path("endpoint").asText(),
                        Count.of(peer.path("failures").asLong(), "call"));
            }
        }
    }

    private static String validity(String until, long secondsLeft) {
        if (secondsLeft < 0) {
            return "RAN OUT at " + until + ": the ledger refuses what it signs";
        }
        Duration left = Duration.ofSeconds(secondsLeft);
        String text = "valid until " + until + ", " + left.toDays() + " days";
        return left.compareTo(Credential.NOTICES.get(0)) > 0 ? text : text + ": renew it";
    }
}

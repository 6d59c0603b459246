package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the anchoring service says of itself, its ledgers, their peers and its certificates there. */
final class AnchoringCheck implements Check {
    @Override
    public String name() {
        return "anchoring and ledgers";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        return Patient.each(
                patient.where().anchoring(),
                Fault.ANCHORING_UNREACHABLE,
                (url, found) -> found.addAll(judge(
                        url,
                        Json.MAPPER.readTree(patient.good(url, "/state")),
                        patient.clock().instant())));
    }

    static List<Finding> judge(String url, JsonNode state, Instant now) {
        List<Finding> found = new ArrayList<>();
        state.path("not_ready")
                .forEach(reason -> found.add(new Finding(Fault.ANCHORING_NOT_READY, url, reason.asText())));
        for (JsonNode ledger : state.path("ledgers")) {
            String name = ledger.path("ledger").asText();
            long away = ledger.path("away_since_ms").asLong();
            if (away > 0) {
                found.add(new Finding(
                        Fault.LEDGER_AWAY,
                        name,
                        "for "
                                + Duration.between(Instant.ofEpochMilli(away), now)
                                        .toSeconds() + " s: "
                                + ledger.path("last_error").asText()));
            }
            peers(name, ledger.path("peers"), away > 0, found);
            for (JsonNode credential : ledger.path("credentials")) {
                String what = credential.path("role").asText() + ": "
                        + credential.path("subject").asText();
                Instant until = now.plusSeconds(credential.path("seconds_left").asLong());
                CertificatesCheck.judge(name, what, until, now).ifPresent(found::add);
            }
        }
        for (JsonNode log : state.path("logs")) {
            if (log.path("set_aside").asBoolean()) {
                found.add(new Finding(
                        Fault.LOG_SET_ASIDE,
                        log.path("origin").asText(),
                        log.path("last_error").asText()));
            }
        }
        return found;
    }

    /** Orderers are reached through peers: without any peer nothing is known of them. */
    private static void peers(String ledger, JsonNode servers, boolean isAway, List<Finding> found) {
        List<JsonNode> peers = new ArrayList<>();
        List<JsonNode> silent = new ArrayList<>();
        List<JsonNode> orderers = new ArrayList<>();
        for (JsonNode server : servers) {
            boolean isOrderer = server.path("role").asText().equals("orderer");
            boolean answers = server.path("answers").asBoolean(true);
            if (answers && server.has("answer_ms")) {
                NetworkCheck.slow(
                                ledger + ", " + server.path("endpoint").asText(),
                                List.of(server.path("answer_ms").asLong()))
                        .ifPresent(found::add);
            }
            (isOrderer ? orderers : peers).add(server);
            if (!isOrderer && !answers) {
                silent.add(server);
            }
        }
        boolean noneAnswers = !peers.isEmpty() && silent.size() == peers.size();
        if (noneAnswers && !isAway) {
            found.add(new Finding(Fault.LEDGER_AWAY, ledger, "none of its " + peers.size() + " peers answers"));
        }
        silent.forEach(peer -> found.add(away(Fault.PEER_AWAY, ledger, peer, "does not answer")));
        if (!noneAnswers) {
            orderers.stream()
                    .filter(orderer -> !orderer.path("answers").asBoolean(true))
                    .forEach(orderer -> found.add(
                            away(Fault.ORDERER_AWAY, ledger, orderer, "peers report that it takes no transaction")));
        }
    }

    private static Finding away(Fault fault, String ledger, JsonNode server, String what) {
        return new Finding(
                fault,
                ledger + ", " + server.path("endpoint").asText(),
                what + ", failed calls: " + server.path("failures").asLong());
    }
}

package io.tombolo.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AnchoringStateTest {
    @Test
    void saysWhatAnchoringCostsAndWhatIsAmiss() throws Exception {
        StringWriter out = new StringWriter();

        AnchoringState.print(new PrintWriter(out, true), Json.MAPPER.readTree("""
                {"ready": false, "not_ready": ["kafka: no broker has answered for 16000 ms, limit 15000"],
                 "ledger_transactions": 12, "ledger_bytes": 34567, "events_anchored": 2000000,
                 "ledger_transactions_per_million_events": 6.0, "ledger_bytes_per_million_events": 17283.5,
                 "ledgers": [{"ledger": "fabric:a/b", "organisation": "acme.example", "over_budget": true, "waiting": 3}],
                 "logs": [{"origin": "acme.example/f/0", "set_aside": true, "last_error": "FORK: two heads"},
                          {"origin": "acme.example/f/1", "set_aside": false}]}
                """));

        assertThat(out.toString().lines())
                .contains(
                        "  anchoring not ready",
                        "    kafka: no broker has answered for 16000 ms, limit 15000",
                        "  fabric:a/b of acme.example: waiting for the budget: 3 logs",
                        "  acme.example/f/0 is not anchored any more: FORK: two heads")
                .anyMatch(
                        line -> line.matches("  cost      12 ledger transactions and 34.567 bytes for 2.000.000 events"
                                + " since the start; 6.0 and 17.28. per million"));
    }

    @Test
    void namesTransactionsThatHoldReadersUp() throws Exception {
        StringWriter out = new StringWriter();

        AnchoringState.print(new PrintWriter(out, true), Json.MAPPER.readTree("""
                {"ready": false, "not_ready": [], "transactions": [
                 {"transactional_id": "feed", "producer_id": 7, "hanging": true, "coordinator": "CompleteCommit",
                  "decision": "COMMIT", "age_seconds": 95, "first_offsets": {"acme.example.f-0": 12, "acme.example.f-1": 3}},
                 {"transactional_id": "", "producer_id": 8, "hanging": false, "coordinator": "Unknown",
                  "decision": "UNKNOWN", "age_seconds": 70, "first_offsets": {"acme.example.f-2": 4}}]}
                """));

        assertThat(out.toString().lines())
                .containsSubsequence(
                        "  transaction feed hangs: coordinator says CompleteCommit, decision COMMIT, age 95 s",
                        "    acme.example.f-0: nothing from offset 12 on is read",
                        "    acme.example.f-1: nothing from offset 3 on is read",
                        "    do not abort it: docs/anchoring-service.md, Hanging transactions",
                        "  transaction of producer 8 is open: coordinator says Unknown, decision UNKNOWN, age 70 s",
                        "    acme.example.f-2: nothing from offset 4 on is read");
    }

    @Test
    void saysWhenCertificatesRunOutAndWhichPeersDoNotAnswer() throws Exception {
        StringWriter out = new StringWriter();

        AnchoringState.print(new PrintWriter(out, true), Json.MAPPER.readTree("""
                {"ready": true, "ledgers": [{"ledger": "fabric:a/b", "organisation": "acme.example",
                 "credentials": [
                   {"role": "identity of AcmeMSP", "subject": "CN=feed", "until": "2027-01-01T00:00:00Z", "seconds_left": 7776000},
                   {"role": "TLS authority of p0:7051", "subject": "CN=ca", "until": "2035-01-01T00:00:00Z", "seconds_left": 7776001},
                   {"role": "TLS authority of p1:7051", "subject": "CN=old", "until": "2026-01-01T00:00:00Z", "seconds_left": -1}],
                 "peers": [{"endpoint": "p0:7051", "answers": true, "failures": 2},
                           {"endpoint": "p1:7051", "answers": false, "failures": 17}]}]}
                """));

        assertThat(out.toString().lines())
                .contains(
                        "  fabric:a/b: identity of AcmeMSP, CN=feed; valid until 2027-01-01T00:00:00Z, 90 days: renew it",
                        "  fabric:a/b: TLS authority of p0:7051, CN=ca; valid until 2035-01-01T00:00:00Z, 90 days",
                        "  fabric:a/b: TLS authority of p1:7051, CN=old; RAN OUT at 2026-01-01T00:00:00Z: the ledger"
                                + " refuses what it signs",
                        "  fabric:a/b: peer p1:7051 does not answer, 17 calls failed")
                .noneMatch(line -> line.contains("peer p0:7051 "));
    }
}

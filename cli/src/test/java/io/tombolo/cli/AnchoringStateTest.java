package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.cli.shell.Json;
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
                        "  fabric:a/b of acme.example: 3 logs wait for the budget",
                        "  acme.example/f/0 is not anchored any more: FORK: two heads")
                .anyMatch(
                        line -> line.matches("  cost      12 ledger transactions and 34.567 bytes for 2.000.000 events"
                                + " since the start; 6.0 and 17.28. per million"));
    }
}

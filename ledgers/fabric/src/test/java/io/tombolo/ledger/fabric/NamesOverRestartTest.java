package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.kit.OwnedLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule for names, its votes and its approvals are the ledger's, not a process's. */
class NamesOverRestartTest {
    private static final List<String> MEMBERS = List.of("acme.example", "rival.example");

    @TempDir
    Path directory;

    @Test
    void keepsRuleVotesAndApprovals() {
        NameRule rule = new NameRule(2, MEMBERS);
        NameRule next = new NameRule(1, MEMBERS);
        OwnedLog log = OwnedLog.of("new.example", "flights");
        run(names -> {
            MEMBERS.forEach(member -> names.of(member).names().orElseThrow().vote(rule));
            NameAdministration acme = names.of("acme.example").names().orElseThrow();
            acme.approve("new.example", "acme.example");
            acme.vote(next);
        });

        run(names -> {
            NameAdministration.Status status =
                    names.of("rival.example").names().orElseThrow().status("new.example");
            assertThat(status.rule()).isEqualTo(rule);
            assertThat(status.votes()).isEqualTo(Map.of("acme.example", next));
            assertThat(status.approvals()).isEqualTo(Map.of("acme.example", "acme.example"));
            assertThat(names.of("acme.example").register(log.registration()).toString())
                    .contains("NAME_NOT_APPROVED", "approved by 1 of 2 members, must be 2; not by [rival.example]");
            names.of("rival.example").names().orElseThrow().vote(next);
            assertThat(names.of("acme.example").register(log.registration()))
                    .isInstanceOf(RegistrationOutcome.Registered.class);
        });
    }

    private interface Member {
        Ledger of(String organisation);
    }

    private void run(java.util.function.Consumer<Member> use) {
        try (EmbeddedNetwork network = EmbeddedNetwork.start(directory.resolve("ledger"));
                Ledger acme = network.connect(network.identity("acme.example"), directory.resolve("acme"));
                Ledger rival = network.connect(network.identity("rival.example"), directory.resolve("rival"))) {
            use.accept(member -> member.equals("acme.example") ? acme : rival);
        }
    }
}

package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.server.Consortium;
import io.tombolo.server.DataFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo names} on an embedded ledger whose server is stopped. */
class NamesCommandTest {
    @TempDir
    Path data;

    @BeforeEach
    void makeALedger() {
        try (DataFolder folder = DataFolder.open(data)) {
            Consortium.embedded(folder.sub("ledger"), Clock.systemUTC()).close();
        }
    }

    @Test
    void votesForARuleAndApprovesAName() {
        assertThat(names("show").text()).contains("Rule for names: off; a name belongs to the membership");
        assertThat(names("rule", "--need", "2", "--member", "b.example", "--member", "a.example", "--as", "a.example")
                        .text())
                .contains("Rule for names: off;", "  a.example votes for: 2 a.example b.example");
        assertThat(names("rule", "--need", "2", "--member", "a.example", "--member", "b.example", "--as", "b.example")
                        .text())
                .contains("Rule for names: 2 of [a.example, b.example] must approve")
                .doesNotContain("votes for");
        assertThat(names("approve", "new.example", "--for", "new.example", "--as", "a.example")
                        .text())
                .contains("new.example: not registered yet", "  a.example approved it for new.example");

        Said refused = names("approve", "new.example", "--for", "new.example", "--as", "c.example");
        assertThat(refused.text())
                .contains("NOT_MEMBER: c.example is not among the members of the name rule [a.example, b.example]");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(names("show", "new.example", "--json").text())
                .contains("\"rule\" : \"2 a.example b.example\"", "\"a.example\" : \"new.example\"");
        assertThat(names("revoke", "new.example", "--as", "a.example").text()).doesNotContain("approved it");
        assertThat(names("rule", "--off", "--as", "a.example").exitCode()).isZero();
        assertThat(names("rule", "--off", "--as", "b.example").text()).contains("Rule for names: off;");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(names("rule", "--need", "3", "--member", "a.example", "--as", "a.example")
                        .text())
                .contains("name rule: 3 of 1 members must approve, must be 1 to 1");
        assertThat(names("rule", "--as", "a.example").text())
                .contains("give --need K with --member MEMBERSHIP, or --off");
        Said anybody = names("approve", "new.example", "--for", "a.example");
        assertThat(anybody.text()).contains("acts for any organisation: give one with --as");
        assertThat(anybody.exitCode()).isEqualTo(2);
        assertThat(run("names", "show", "--data", data.resolve("none").toString())
                        .text())
                .contains("there is no embedded ledger in");
    }

    /** What it printed on either stream, and how it ended. */
    private record Said(String text, int exitCode) {}

    private static Said run(String... arguments) {
        Shell.Said said = Shell.run(arguments);
        return new Said(said.out() + said.err(), said.exitCode());
    }

    private Said names(String... arguments) {
        List<String> all = new ArrayList<>(List.of("names"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return run(all.toArray(String[]::new));
    }
}

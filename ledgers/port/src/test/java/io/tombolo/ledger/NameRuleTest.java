package io.tombolo.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.wire.NameStatusText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NameRuleTest {
    @Test
    void hasOneTextForm() {
        NameRule rule = new NameRule(2, List.of("C", "A", "B"));

        assertThat(rule.text()).isEqualTo("2 A B C");
        assertThat(NameRule.parse("2 B A C")).isEqualTo(rule);
        assertThat(NameRule.parse("off")).isEqualTo(NameRule.OFF);
        assertThat(NameRule.OFF.text()).isEqualTo("off");
    }

    @Test
    void refusesWhatCannotBeKept() {
        refuses("3 A B", "name rule: 3 of 2 members must approve, must be 1 to 2");
        refuses("0 A", "name rule '0 A': must be 'off' or begin with a number from 1 on");
        refuses("1", "name rule: 1 of 0 members must approve, must be 1 to 0");
        refuses("1 A A", "name rule: a member twice among [A, A]");
        refuses("1 A  B", "name rule: member '', must be 1 to 128 letters, digits, '.', '_' or '-'");
        refuses("", "name rule '': must be 'off' or begin with a number from 1 on");
        refuses("1 A\nB", "name rule: member 'A\nB', must be 1 to 128 letters, digits, '.', '_' or '-'");
        refuses("99999999999 A", "name rule '99999999999 A': must be 'off' or begin with a number from 1 on");
        assertThatThrownBy(() -> new NameRule(1, Collections.nCopies(101, "A")))
                .hasMessageStartingWith("name rule: a member twice");
    }

    @Test
    void readsAStatusBack() {
        NameAdministration.Status status = new NameAdministration.Status(
                "A",
                new NameRule(1, List.of("A", "B")),
                Map.of("B", NameRule.OFF, "A", new NameRule(2, List.of("A", "B"))),
                Optional.empty(),
                Map.of("A", "C"));

        String text = NameStatusText.encode(status);

        assertThat(text).isEqualTo("caller A\nrule 1 A B\nbound -\nvote A 2 A B\nvote B off\napproval A C\n");
        assertThat(NameStatusText.decode(text)).isEqualTo(status);
        assertThatThrownBy(() -> NameStatusText.decode(text + "more\n")).hasMessage("names: 'more'");
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> NameRule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}

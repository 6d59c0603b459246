package io.tombolo.cli.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.cli.shell.CommandException;
import org.junit.jupiter.api.Test;

class SubjectTextTest {

    @Test
    void readsValuesAsSourcesHaveThem() {
        assertThat(SubjectText.parse("{\"patient\": 4711, \"ward\": \"3\", \"cost\": 1.50, \"big\": 1e3}")
                        .values())
                .containsEntry("patient", "4711")
                .containsEntry("ward", "3")
                .containsEntry("cost", "1.50")
                .containsEntry("big", "1000");
    }

    @Test
    void refusesTwoValuesOfOneColumn() {
        assertThatThrownBy(() -> SubjectText.parse("{\"patient\": 4711, \"patient\": 4712}"))
                .isInstanceOf(CommandException.class)
                .hasMessage("--subject is not JSON (Duplicate field 'patient'): must be as '{\"patient\": 4711}'");
    }

    @Test
    void refusesANumberThatIsLongerThanAnySourceHas() {
        assertThatThrownBy(() -> SubjectText.parse("{\"patient\": 1e999999999}"))
                .isInstanceOf(CommandException.class)
                .hasMessage("--subject, column patient: a number of more than 1000 digits; write it as text, as the"
                        + " source has it");
    }
}

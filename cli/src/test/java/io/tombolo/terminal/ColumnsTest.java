package io.tombolo.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void cutsByColumnsAndNotByCharacters() {
        assertThat(Columns.of("上海a")).isEqualTo(5);
        assertThat(Columns.cut("上海a", 5)).isEqualTo("上海a");
        assertThat(Columns.cut("上海ab", 5)).isEqualTo("上海…");
        assertThat(Columns.cut("上海ab", 4)).isEqualTo("上…");
        assertThat(Columns.cut("😀😀😀", 5)).isEqualTo("😀😀…");
        assertThat(Columns.cut("abc", 1)).isEqualTo("…");
    }

    @Test
    void nothingOfOthersMovesTheCursorOrReversesALine() {
        assertThat(Plain.text("a\u001b[2J\nb\u009b1m\u202ec")).isEqualTo("a?[2J?b?1m?c");
        assertThat(Plain.text("Köln, 上海 😀")).isEqualTo("Köln, 上海 😀");
    }

    @Test
    void theScreenIsDrawnInPlaceAndGivenBack() throws IOException {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        Terminal terminal = TerminalBuilder.builder()
                .system(false)
                .type("xterm")
                .encoding(StandardCharsets.UTF_8)
                .size(new Size(20, 3))
                .streams(new ByteArrayInputStream(new byte[0]), drawn)
                .build();

        try (LiveScreen screen = new LiveScreen(terminal)) {
            assertThat(List.of(screen.columns(), screen.lines())).containsExactly(20, 3);
            screen.show(List.of("first", "a line that is too long for it", "third", "fourth"), false);
            screen.show(List.of("first", "other", "third"), true);
        }

        String all = drawn.toString(StandardCharsets.UTF_8);
        assertThat(all)
                .startsWith("\u001b[?1049h")
                .contains("first", "a line that is too …", "third", "other", "\u001b[2m")
                .contains("\u001b[?1049l")
                .doesNotContain("fourth");
        assertThat(all.split("first", -1)).as("unchanged, so drawn once").hasSize(2);
    }
}

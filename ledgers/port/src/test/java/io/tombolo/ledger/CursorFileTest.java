package io.tombolo.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorFileTest {
    @TempDir
    private Path directory;

    @Test
    void beginsAtTheStart() {
        assertThat(new CursorFile(directory.resolve("cursor")).load()).isEqualTo(LedgerCursor.START);
    }

    @Test
    void keepsTheLastCursorSavedAndNoOtherFile() throws Exception {
        Path file = directory.resolve("folder/cursor");
        new CursorFile(file).save(new LedgerCursor(9, "abc"));
        new CursorFile(file).save(new LedgerCursor(12, "0f"));

        assertThat(new CursorFile(file).load()).isEqualTo(new LedgerCursor(12, "0f"));
        assertThat(Files.readString(file)).isEqualTo("12 0f\n");
        try (var files = Files.list(directory.resolve("folder"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void keepsTheStartToo() {
        CursorFile file = new CursorFile(directory.resolve("cursor"));
        file.save(LedgerCursor.START);

        assertThat(file.load()).isEqualTo(LedgerCursor.START);
    }

    @Test
    void refusesAFileThatHoldsNoCursor() throws Exception {
        Path file = Files.writeString(directory.resolve("cursor"), "twelve\n");

        assertThatThrownBy(() -> new CursorFile(file).load())
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("'<block> <transaction id>' or 'start' due, found 'twelve'");
    }
}

package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Logging;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setErr(before);
        Logging.quiet();
    }

    @Test
    void writesOneJsonObjectALineWithItsKeyValues() throws Exception {
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        Logging.toConsole(Logging.Form.JSON);

        LoggerFactory.getLogger("io.tombolo.test")
                .atWarn()
                .addKeyValue("origin", "acme.example/a/0")
                .addKeyValue("treeSize", 7)
                .setCause(new IllegalStateException("two\nlines"))
                .log("a constant message");

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n").hasLineCount(1);
        JsonNode line = Json.MAPPER.readTree(text);
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("message").asText()).isEqualTo("a constant message");
        assertThat(line.path("kvpList").toString()).contains("\"origin\":\"acme.example/a/0\"", "\"treeSize\":");
        assertThat(line.path("throwable").path("message").asText()).isEqualTo("two\nlines");
    }
}

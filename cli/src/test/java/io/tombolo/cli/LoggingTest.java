package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Logging;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private final PrintStream before = System.err;
    private final Thread.@Nullable UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void begin() {
        Logging.quiet();
    }

    @AfterEach
    void restore() {
        System.setErr(before);
        Thread.setDefaultUncaughtExceptionHandler(handler);
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

    @Test
    void aCommandThatEndsByItselfLogsWhenItIsAskedTo() throws Exception {
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));

        Shell.run("datasets", "--server=http://127.0.0.1:1");
        LoggerFactory.getLogger("io.tombolo.test").warn("without");
        Shell.run("bench", "read-side", "--log=json", "--leaves=1");
        LoggerFactory.getLogger("io.tombolo.test").warn("with");

        assertThat(JsonLog.lines(out.toString(StandardCharsets.UTF_8)))
                .singleElement()
                .satisfies(line -> assertThat(line.path("message").asText()).isEqualTo("with"));
        assertThat(Shell.run("reanchor", "--to=embedded:x", "--log=xml").err())
                .contains("--log", "'xml'", "TEXT", "JSON");
    }

    @Test
    void leavesOutWhatKafkasProducerTriesAgainAllTheTimeAndNothingElse() {
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        Logging.toConsole(Logging.Form.TEXT);
        Logger producer = LoggerFactory.getLogger("org.apache.kafka.clients.producer.internals.Sender");

        producer.warn(
                "Got error produce response, retrying ({} attempts left). Error: {}", 7, "CONCURRENT_TRANSACTIONS");
        producer.warn("Got error produce response, retrying ({} attempts left). Error: {}", 7, "NOT_ENOUGH_REPLICAS");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Error: NOT_ENOUGH_REPLICAS")
                .hasLineCount(1);
    }

    @Test
    void writesStackTracesAndExceptionsThatEndAThreadAsObjects() throws Exception {
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        Logging.toConsole(Logging.Form.JSON);
        IllegalStateException defect = new IllegalStateException("outer", new java.io.IOException("inner\nline"));
        defect.addSuppressed(new ArithmeticException("beside"));
        Thread thread = new Thread(
                () -> {
                    throw defect;
                },
                "worker-7");

        thread.start();
        thread.join();

        List<JsonNode> lines = JsonLog.lines(out.toString(StandardCharsets.UTF_8));
        assertThat(lines).hasSize(1);
        JsonNode throwable = lines.get(0).path("throwable");
        assertThat(lines.get(0).path("message").asText()).isEqualTo("A thread ended with an exception");
        assertThat(lines.get(0).path("kvpList").toString()).contains("\"thread\":\"worker-7\"");
        assertThat(throwable.path("stepArray")).isNotEmpty();
        assertThat(throwable.path("cause").path("message").asText()).isEqualTo("inner\nline");
        assertThat(throwable.path("suppressed").get(0).path("message").asText()).isEqualTo("beside");
    }
}

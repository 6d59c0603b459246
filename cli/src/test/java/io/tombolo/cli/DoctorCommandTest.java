package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    Path dir;

    @Test
    void aFolderOnWhichNoServerRunsIsAFaultWithItsFix() throws Exception {
        Shell.Said text = Shell.run("doctor", "--data", dir.toString());
        Shell.Said json = Shell.run("doctor", "--data", dir.toString(), "--json");

        assertThat(text.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(text.out())
                .contains("FAULT   SERVER_DOWN " + dir + ": no tombolo up runs on it")
                .contains("fix: start it with tombolo up --data DIR; DIR/logs has the reason why it ended")
                .contains("1 fault");
        assertThat(json.exitCode()).isEqualTo(ExitCode.REFUSED);
        JsonNode finding = Json.MAPPER
                .readTree(json.out())
                .path("checks")
                .path(0)
                .path("findings")
                .path(0);
        assertThat(finding.path("fault").asText()).isEqualTo("SERVER_DOWN");
        assertThat(finding.path("error").asBoolean()).isTrue();
        assertThat(finding.path("subject").asText()).isEqualTo(dir.toString());
        assertThat(finding.path("fix").asText()).startsWith("start it");
    }

    @Test
    void aServerThatDoesNotAnswerIsAFault() {
        Shell.Said said = Shell.run("doctor", "--server", "http://127.0.0.1:1");

        assertThat(said.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(said.out()).contains("FAULT   READ_SIDE_UNREACHABLE http://127.0.0.1:1: ");
    }

    @Test
    void aConfigurationThatIsWrongIsWrongUse() throws Exception {
        Path config = Files.writeString(dir.resolve("anchoring.yaml"), "kafkaa: {}\n");

        Shell.Said said = Shell.run("doctor", "--config", config.toString());

        assertThat(said.exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(said.err()).contains("kafkaa: unknown key");
    }
}

package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.kafka.EmbeddedKafka;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No listener leaves loopback without something that protects it. */
class OffLoopbackTest {
    private static final List<String> ELSEWHERE = List.of("0.0.0.0", "::", "192.0.2.1");
    private static final String WHY = " is not a loopback address, and without TLS";

    @TempDir
    Path dir;

    private Shell.Said run(String part, String yaml) throws Exception {
        Path file = Files.writeString(dir.resolve(part + ".yaml"), yaml);
        return Shell.run(part, "--config", file.toString());
    }

    @Test
    void everyPartThatRunsAloneRefusesAndSaysWhatToDo() throws Exception {
        for (String host : ELSEWHERE) {
            for (String listener : List.of("http", "operations")) {
                String yaml = listener + ": {host: '" + host + "', port: 0}\n";
                String server = listener.equals("operations") ? "operations: " : "";
                Shell.Said readSide = run("read-side", yaml);

                assertThat(readSide.exitCode()).isEqualTo(2);
                assertThat(readSide.err())
                        .contains((server.isEmpty() ? "read side: " : server) + host + WHY)
                        .contains(
                                "give a certificate and its key, or listen on 127.0.0.1, or say that a proxy in front ends TLS");
                Shell.Said push = run("push", yaml);
                assertThat(push.exitCode()).isEqualTo(2);
                assertThat(push.err()).contains((server.isEmpty() ? "push: " : server) + host + WHY);
            }
        }
    }

    @Test
    void aWitnessRefusesToo() throws Exception {
        String yaml = "name: w.example/1\nkey: " + dir.resolve("key.pem") + "\nstateDir: " + dir.resolve("state")
                + "\nhttp: {host: 0.0.0.0, port: 0}\n";
        Path file = Files.writeString(dir.resolve("witness.yaml"), yaml);
        assertThat(Shell.run("witness", "--init", "--config", file.toString()).exitCode())
                .isZero();

        Shell.Said said = Shell.run("witness", "--config", file.toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("witness: 0.0.0.0" + WHY);
    }

    @Test
    void kafkaAndConnectRefuseToo() {
        for (String host : ELSEWHERE) {
            assertThatThrownBy(() -> new EmbeddedKafka.Config(dir, host, 0, Map.of()))
                    .hasMessageStartingWith("kafka: " + host + WHY);
            assertThatThrownBy(() -> new EmbeddedConnect.Config(
                            dir, host, 0, "127.0.0.1:9092", URI.create("http://127.0.0.1:8081"), Map.of()))
                    .hasMessageStartingWith("Kafka Connect: " + host + WHY);
        }
    }

    @Test
    void upOnEveryAddressNeedsANameForItsClients() {
        Shell.Said said = Shell.run(
                "up",
                "--data",
                dir.resolve("data").toString(),
                "--host",
                "0.0.0.0",
                "--kafka-port=0",
                "--api-port=0",
                "--registry-port=0",
                "--connect-port=0",
                "--push-port=0");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err())
                .contains("--host 0.0.0.0 is every address of this machine: say with --name NAME which name or address"
                        + " clients connect to, one of the certificate's");
    }

    @Test
    void upRefusesACertificateOfAnotherName() {
        Path lab = dir.resolve("lab");
        assertThat(Shell.run("certs", "--name", "node.acme.example", "-o", lab.toString())
                        .exitCode())
                .isZero();
        Shell.Said again = Shell.run("certs", "--name", "node.acme.example", "-o", lab.toString());
        Shell.Said said = Shell.run(
                "up",
                "--data",
                dir.resolve("data").toString(),
                "--secure",
                "--kafka-port=0",
                "--api-port=0",
                "--registry-port=0",
                "--connect-port=0",
                "--push-port=0",
                "--certificate",
                lab.resolve("server.pem").toString(),
                "--private-key",
                lab.resolve("server-key.pem").toString());

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("is there already and is not overwritten");
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("is for node.acme.example, not for 127.0.0.1, which clients would connect to");
    }
}

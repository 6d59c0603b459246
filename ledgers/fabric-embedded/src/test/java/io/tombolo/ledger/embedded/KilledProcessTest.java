package io.tombolo.ledger.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed in the middle of its work: whatever was confirmed to a client as committed must still be there. */
class KilledProcessTest {
    private static final int KILL_AFTER = 25;

    @TempDir
    private Path directory;

    @Test
    void losesNothingThatWasConfirmed() throws Exception {
        List<String> confirmed = new ArrayList<>();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcessTest.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null && confirmed.size() < KILL_AFTER; line = out.readLine()) {
                if (line.startsWith("confirmed ")) {
                    confirmed.add(line.substring("confirmed ".length()));
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(confirmed).hasSize(KILL_AFTER);
        try (EmbeddedLedger ledger = open(directory)) {
            assertThat(ledger.height()).isGreaterThanOrEqualTo(1 + confirmed.size());
            long height = ledger.height();
            try (RegisteringClient client = new RegisteringClient(ledger, ledger.enrol("acme.example"))) {
                assertThat(client.register("after")).isEqualTo("registered\n");
            }
            assertThat(ledger.height()).isEqualTo(height + 1);
        }
    }

    /** The process that is killed: registers datasets and says each one that is confirmed. */
    public static void main(String[] args) throws Exception {
        try (EmbeddedLedger ledger = open(Path.of(args[0]));
                RegisteringClient client = new RegisteringClient(ledger, ledger.enrol("acme.example"))) {
            for (int i = 0; i < 100_000; i++) {
                client.register("dataset-" + i);
                System.out.println("confirmed dataset-" + i);
            }
        }
    }

    private static EmbeddedLedger open(Path directory) {
        return EmbeddedLedger.open(new EmbeddedLedger.Config(
                directory,
                "127.0.0.1",
                0,
                "tombolo",
                "anchors",
                List.of("one.example", "two.example", "three.example"),
                Clock.systemUTC()));
    }
}

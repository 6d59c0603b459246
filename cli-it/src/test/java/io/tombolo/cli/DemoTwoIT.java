package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.kafka.Drill;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Drill
final class DemoTwoIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void invitesJoinsReadsAndEnds() throws Exception {
        try (ServerProcess demo = ServerProcess.start(
                temp.resolve("out"),
                temp,
                "demo",
                "--two",
                "--data",
                temp.resolve("data").toString())) {
            int exitCode = demo.waitFor();

            assertThat(demo.said())
                    .contains("owner$ ./tombolo invite partner.example --dataset registry.example/aircraft")
                    .contains("partner$ ./tombolo join invite.json")
                    .contains("Verified: 1,000 records, each of them at least ANCHORED")
                    .contains("3,322 events, each of them at least ANCHORED")
                    .contains("2000 EUR  6.64 EUR")
                    .contains("Equal to statement.json, which its maker signed")
                    .containsPattern("refused [0-9.]+ s after the owner began the command")
                    .contains("is TERMINATED: end by registry.example")
                    .contains("All as it should be,")
                    .doesNotContain("\tat ");
            assertThat(exitCode).isZero();
            assertThat(temp.resolve("data/owner/tombolo-data/members/registry.example.pem"))
                    .exists();
            assertThat(temp.resolve("data/partner/registry.example/key.pem")).exists();
        }
    }
}

package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void acceptsTheTruthAndRefusesEveryLieByName() throws Exception {
        try (ServerProcess demo = ServerProcess.start(
                temp.resolve("out"),
                temp,
                "demo",
                "--data",
                temp.resolve("data").toString())) {
            int exitCode = demo.waitFor();

            assertThat(demo.said())
                    .contains("56,441 events")
                    .contains("CROSS_ANCHORED: 27,004 of 27,004 events")
                    .containsPattern("any 2 of these [34]: (evm:31337/0x[0-9a-f]{40}, )?fabric:tombolo/anchors")
                    .contains("witness:witness-one.example")
                    .containsPattern(
                            "No EVM chain: there is no anvil on the PATH|An EVM chain .* confirms the heads too")
                    .containsPattern("the same by a new process, without the ledger +CROSS_ANCHORED +CROSS_ANCHORED")
                    .contains("ALTERED partition 0, offset")
                    .contains("MISSING partition 0, offset")
                    .contains("REORDERED partition 0, offset")
                    .contains("UNEXPECTED partition 0, offset")
                    .contains("INCONSISTENT says the ledger")
                    .contains("All as it should be,")
                    .doesNotContain("\tat ");
            assertThat(exitCode).isZero();
            assertThat(temp.resolve("data").resolve("ledger")).doesNotExist();
        }
    }
}
